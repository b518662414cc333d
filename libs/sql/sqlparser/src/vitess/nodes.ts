import type { Expr } from '../expr/nodes.ts';
import type { Limit, SelectExpr } from '../query/nodes.ts';
import type { TableName } from '../table/nodes.ts';

/** STREAM expr FROM table: messages of a message table. */
export type Stream = {
  readonly kind: 'Stream';
  readonly comments: readonly string[];
  readonly expr: SelectExpr;
  readonly table: TableName;
};
/** VSTREAM expr FROM table: its changes. */
export type VStream = {
  readonly kind: 'VStream';
  readonly comments: readonly string[];
  readonly expr: SelectExpr;
  readonly table: TableName;
  readonly where: Expr | null;
  readonly limit: Limit | null;
};
/** ALTER VITESS_MIGRATION */
export type AlterMigration = {
  readonly kind: 'AlterMigration';
  readonly action:
    | 'cancel'
    | 'cleanup'
    | 'complete'
    | 'cutover_threshold'
    | 'force_cutover'
    | 'launch'
    | 'postpone complete'
    | 'retry'
    | 'throttle'
    | 'unthrottle';
  /** Id of the one migration; null for all. */
  readonly uuid: string | null;
  /** VITESS_SHARDS of LAUNCH and COMPLETE; null where not given. */
  readonly shards: string | null;
  /** EXPIRE and RATIO of THROTTLE; null where not given. */
  readonly expire: string | null;
  readonly ratio: Expr | null;
  /** A duration, of CUTOVER_THRESHOLD; null where not given. */
  readonly threshold: string | null;
};
/** REVERT VITESS_MIGRATION 'uuid' */
export type RevertMigration = {
  readonly kind: 'RevertMigration';
  readonly comments: readonly string[];
  readonly uuid: string;
};

export type VitessStatement = AlterMigration | RevertMigration | Stream | VStream;
export type VitessFamily = VitessStatement;

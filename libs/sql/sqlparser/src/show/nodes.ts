import type { Expr } from '../expr/nodes.ts';
import type { Limit } from '../query/nodes.ts';
import type { TableName } from '../table/nodes.ts';

/** What is shown, in its canonical words. */
export type ShowCommand =
  | 'charset'
  | 'collation'
  | 'columns'
  | 'count(*) errors'
  | 'count(*) warnings'
  | 'databases'
  | 'engines'
  | 'errors'
  | 'events'
  | 'function status'
  | 'grants'
  | 'gtid_executed'
  | 'indexes'
  | 'keyspaces'
  | 'open tables'
  | 'package body status'
  | 'package status'
  | 'plugins'
  | 'privileges'
  | 'procedure status'
  | 'processlist'
  | 'profiles'
  | 'replicas'
  | 'status'
  | 'table status'
  | 'tables'
  | 'transaction status'
  | 'triggers'
  | 'unresolved transactions'
  | 'variables'
  | 'vgtid_executed'
  | 'vitess_metadata variables'
  | 'vitess_migrations'
  | 'vitess_replication_status'
  | 'vitess_shards'
  | 'vitess_tablets'
  | 'vitess_target'
  | 'vitess_throttled_apps'
  | 'vitess_throttler status'
  | 'vschema keyspaces'
  | 'vschema tables'
  | 'vschema vindexes'
  | 'warnings';

/** SHOW …; forms whose details nothing routes by (binary logs, replication, profiles, engines) are PassedOn. */
export type Show = {
  readonly kind: 'Show';
  readonly comments: readonly string[];
  readonly command: ShowCommand;
  readonly full: boolean;
  /** '' is the session. */
  readonly scope: '' | 'global';
  /** Of columns, indexes and vindexes. */
  readonly table: TableName | null;
  /** Of FROM; '' where not given. For a transaction its id. */
  readonly database: string;
  readonly like: string | null;
  readonly where: Expr | null;
  readonly limit: Limit | null;
};
/** SHOW CREATE type name */
export type ShowCreate = {
  readonly kind: 'ShowCreate';
  readonly type:
    | 'database'
    | 'event'
    | 'function'
    | 'masking policy'
    | 'package'
    | 'package body'
    | 'procedure'
    | 'sequence'
    | 'server'
    | 'table'
    | 'trigger'
    | 'view';
  readonly ifNotExists: boolean;
  readonly name: TableName;
};

export type ShowStatement = Show | ShowCreate;
export type ShowFamily = ShowStatement;

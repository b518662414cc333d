import type { VindexUse } from '../routing.ts';
import type { PlanValue } from '../value.ts';

/** Sends each row of an INSERT to the shard that its primary vindex gives; a shard gets its rows in one statement. */
export type Insert = {
  readonly kind: 'Insert';
  readonly keyspace: string;
  readonly table: string;
  readonly vindex: VindexUse;
  /** Text before the first row, up to and with `values `. */
  readonly prefix: string;
  /** Text of each row, with its parentheses. */
  readonly rows: readonly string[];
  /** Text behind the last row. */
  readonly suffix: string;
  /** For each row, the values of the vindex's columns. */
  readonly vindexValues: readonly (readonly PlanValue[])[];
  readonly columns: readonly string[];
  readonly multiShardAutocommit: boolean;
};

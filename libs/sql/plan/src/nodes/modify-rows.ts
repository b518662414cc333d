import type { PlanNode } from '../plan.ts';
import type { ChangedVindex, RowPlace } from './dml.ts';

/**
 * Changes rows that a query has found and locked, by their primary keys: what cannot be sent to the shards as one statement (ORDER BY and
 * LIMIT over several, joins, subqueries), and rows that move to another shard.
 */
export type ModifyRows = {
  readonly kind: 'ModifyRows';
  readonly operation: 'Update' | 'Delete';
  readonly input: PlanNode;
  /** Changed one after the other, for all rows each. */
  readonly targets: readonly ModifyTarget[];
  /** Of RETURNING, which is in the targets' suffixes: the query that says its columns where no row was changed. */
  readonly emptyQuery?: string;
};

export type ModifyTarget = {
  readonly keyspace: string;
  readonly sharded: boolean;
  readonly table: string;
  /** Where a row lives; undefined in an unsharded keyspace, and for tables that every shard has. */
  readonly primary: RowPlace | undefined;
  readonly everywhere: boolean;
  readonly pinned: Uint8Array | undefined;
  /** The primary key: columns as in `where`, and where the rows have them. A row that has a NULL in it is none of this table. */
  readonly key: { readonly columns: readonly string[]; readonly offsets: readonly number[] };
  /** The statement up to and with `where `, and what follows its condition. */
  readonly prefix: string;
  readonly suffix: string;
  /** Values of the input that the statement uses, by bind name; a statement a row then. */
  readonly values: readonly { readonly bind: string; readonly offset: number }[];
  /** A statement a row, in the order of the rows: what they return is told in it, and the last one says the insert id. */
  readonly oneByOne?: true;
  readonly owned: readonly ChangedVindex[];
  readonly move: MovedRow | undefined;
  /** UPDATE IGNORE of columns of vindexes: what says where a row is follows only where the row has changed. MariaDB leaves a row as it is silently, MySQL warns. */
  readonly ignore?: 'warning' | 'silent';
};

/** The columns of the primary vindex change: a row whose new place is another shard is inserted there and deleted here. */
export type MovedRow = {
  /** Where the new values of the primary vindex's columns are. */
  readonly newOffsets: readonly number[];
  /** `insert into t(columns) values `. */
  readonly insert: string;
  /** Where the new values of those columns are. */
  readonly columns: readonly number[];
  /** `delete from t where `. */
  readonly remove: string;
};

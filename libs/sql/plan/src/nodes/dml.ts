import type { Routing, VindexUse } from '../routing.ts';

/** Sends an UPDATE or DELETE to shards and adds up what they changed; keeps the tables of vindexes that the table owns. */
export type Dml = {
  readonly kind: 'Dml';
  readonly operation: 'Update' | 'Delete';
  readonly keyspace: string;
  readonly table: string;
  readonly routing: Routing;
  readonly query: string;
  /** Of RETURNING in a sharded keyspace: what any shard is asked where the statement goes to none, since only a mysqld knows the answer's columns. */
  readonly emptyQuery?: string;
  /** The statement with a condition that no row meets: what any shard is sent, once, where the statement goes to none, since only a mysqld knows what is wrong with it. */
  readonly ofNone?: string;
  /** Vindexes whose tables change with the rows. */
  readonly owned: OwnedChange | undefined;
  /** Every shard has all rows, and tells the same of them. */
  readonly everywhere: boolean;
  /** Directive MULTI_SHARD_AUTOCOMMIT: each shard commits for itself. */
  readonly multiShardAutocommit: boolean;
  /** An UPDATE of joined tables on MariaDB, which counts its rows also where it sees beforehand that there are none. */
  readonly joined?: true;
  /** It calls LAST_INSERT_ID(expr): whose row is the last one of several shards' is not known. */
  readonly namesId?: true;
};

/** What is read of the rows, and locked, before they change; to the same shards as the change itself. */
export type OwnedChange = {
  readonly query: string;
  readonly primary: RowPlace;
  readonly vindexes: readonly ChangedVindex[];
};

/** Columns of the rows read that hold the columns of a vindex. */
export type RowPlace = { readonly vindex: VindexUse; readonly offsets: readonly number[] };

export type ChangedVindex = RowPlace & {
  readonly columns: readonly string[];
  /** Of an UPDATE: where the new values of its columns are. */
  readonly newOffsets: readonly number[] | undefined;
  /** The unique key of just these columns. */
  readonly key?: string | undefined;
};

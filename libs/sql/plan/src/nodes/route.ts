import type { Routing } from '../routing.ts';

/** Sends a read to shards and passes their rows on; in order of `orderBy` where that is given. */
export type Route = {
  readonly kind: 'Route';
  readonly keyspace: string;
  readonly routing: Routing;
  readonly query: string;
  /** Each shard's rows come in this order; they are merged. Empty: rows come as they arrive. */
  readonly orderBy: readonly OrderKey[];
  /** How many columns at the end are for merging only and not for the client. */
  readonly extraColumns: number;
};

/** One key of an order. Columns are counted from the end of the row: -1 is the last one. */
export type OrderKey = {
  readonly column: number;
  /** Column that holds the collation's sort key of `column`; used where its values are text. */
  readonly weight: number;
  readonly direction: 'asc' | 'desc';
};

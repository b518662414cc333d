import type { Routing } from '../routing.ts';
import type { SortKey } from './key.ts';

/** Sends a read to shards and passes their rows on; in order of `orderBy` where that is given. */
export type Route = {
  readonly kind: 'Route';
  readonly keyspace: string;
  readonly routing: Routing;
  readonly query: string;
  /** Each shard's rows come in this order; they are merged. Empty: rows come as they arrive. Columns below 0 count from the end of the row. */
  readonly orderBy: readonly SortKey[];
  /** How many columns at the end are for merging only and not for the answer. */
  readonly extraColumns: number;
  /** What the client calls tables that the statement has under other aliases; by alias. */
  readonly tables?: Readonly<Record<string, string>>;
};

export type OrderKey = SortKey;

import type { Routing } from '../routing.ts';

/** Sends an UPDATE or DELETE to shards and adds up what they changed. */
export type Dml = {
  readonly kind: 'Dml';
  readonly operation: 'Update' | 'Delete';
  readonly keyspace: string;
  readonly table: string;
  readonly routing: Routing;
  readonly query: string;
  /** Directive MULTI_SHARD_AUTOCOMMIT: each shard commits for itself. */
  readonly multiShardAutocommit: boolean;
};

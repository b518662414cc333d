import type { ShardQuery } from '@vt/engine';
import type { ServingShard } from '@vt/vschema';
import type { ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';
import type { Directives } from '../text/directives.ts';
import type { FreshReads } from './fresh-reads.ts';
import type { Transactions } from './transactions.ts';

export type ShardCallsDeps = {
  readonly gateway: TabletGateway;
  readonly serving: ServingGraph;
  readonly transactions: Transactions;
  /** One of several that would answer the same. */
  readonly pick: (shards: readonly ServingShard[]) => ServingShard | undefined;
  readonly onQuery: (query: ShardQuery) => void;
  /** Some shards of a read failed, and its client gets what the others have. */
  readonly onPartial?: () => void;
  /** Shards that are another keyspace's to serve while tables move one shard at a time (shard routing rules), as `keyspace.shard`. */
  readonly routedShards: () => ReadonlyMap<string, string>;
  /** For sessions whose reads of replicas must see certain writes; absent: there are none. */
  readonly freshReads?: FreshReads | undefined;
  /** Of this statement. */
  readonly directives: Directives;
  /** What a statement may take where neither it nor its session says so; 0: the tablet's own limit. */
  readonly queryTimeoutMs: number;
  /** The client gets all digits of the FLOATs that are read. */
  readonly wholeFloats?: boolean | undefined;
};

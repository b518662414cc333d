import type { ColumnKind, Destination } from '@vt/vschema';
import type { PlanValue, PlanValues } from './value.ts';

/** Which shards of a keyspace a statement goes to. Names are Vitess's opcodes, as VEXPLAIN prints them. */
export type Routing =
  /** The keyspace has one shard. */
  | { readonly type: 'Unsharded' }
  /** One value of a unique vindex (one for each of its columns): one shard. */
  | { readonly type: 'EqualUnique'; readonly vindex: VindexUse; readonly values: readonly PlanValue[] }
  /** Each value to its own shard; a shard gets its values as the list bind `__vals`. */
  | { readonly type: 'IN'; readonly vindex: VindexUse; readonly values: PlanValues }
  | { readonly type: 'Scatter' }
  /** Any one shard: all would answer the same. */
  | { readonly type: 'Reference' }
  /** What the client targets (`USE keyspace:shard`), or a pinned table's place. */
  | { readonly type: 'ByDestination'; readonly destination: Destination }
  /** No row can match: nothing is sent but for the columns' names. */
  | { readonly type: 'None' };

export type VindexUse = {
  readonly keyspace: string;
  readonly name: string;
  /** What the column is known to hold; decides for which values the vindex tells the truth. */
  readonly column: ColumnKind;
};

/** Whether it can be more than one shard. */
export function isMultiShard(routing: Routing): boolean {
  if (routing.type === 'ByDestination') return !['Shard', 'KeyspaceId', 'AnyShard'].includes(routing.destination.kind);
  return routing.type === 'Scatter' || routing.type === 'IN';
}

import type { ColumnKind, Destination, StoredColumn } from '@vt/vschema';
import type { PlanRows, PlanValue, PlanValues } from './value.ts';

/** Which shards of a keyspace a statement goes to. Names are Vitess's opcodes, as VEXPLAIN prints them. */
export type Routing =
  /** The keyspace has one shard. */
  | { readonly type: 'Unsharded' }
  /** One value of a unique vindex (one for each of its columns): one shard. */
  | { readonly type: 'EqualUnique'; readonly vindex: VindexUse; readonly values: readonly PlanValue[] }
  /** One value of a vindex that may give several places: a lookup that is not unique, a LIKE pattern's prefix. */
  | {
      readonly type: 'Equal';
      readonly vindex: VindexUse;
      readonly values: readonly PlanValue[];
      readonly prefix?: true;
    }
  /** Each value to its own shard; a shard gets its values as the list bind `__vals`. */
  | { readonly type: 'IN'; readonly vindex: VindexUse; readonly values: PlanValues }
  /** Any combination of a value of each column; every shard gets the whole statement. */
  | { readonly type: 'InColumns'; readonly vindex: VindexUse; readonly columns: readonly PlanValues[] }
  /** Some rows of values; every shard gets the whole statement. */
  | { readonly type: 'MultiEqual'; readonly vindex: VindexUse; readonly rows: PlanRows }
  /** The leading columns of a vindex of several. */
  | { readonly type: 'SubShard'; readonly vindex: VindexUse; readonly values: readonly PlanValue[] }
  /** Values between two, of a vindex that keeps their order. */
  | { readonly type: 'Between'; readonly vindex: VindexUse; readonly from: PlanValue; readonly to: PlanValue }
  | { readonly type: 'Scatter' }
  /** Any one shard: all would answer the same. */
  | { readonly type: 'Reference' }
  /** Tables of a system schema: any one shard. */
  | { readonly type: 'DBA' }
  /** A sequence. */
  | { readonly type: 'Next' }
  /** What the client targets (`USE keyspace:shard`), or a pinned table's place. */
  | { readonly type: 'ByDestination'; readonly destination: Destination }
  /** No row can match: nothing is sent but for the columns' names. */
  | { readonly type: 'None' };

export type VindexUse = {
  readonly keyspace: string;
  readonly name: string;
  /** What the column is known to hold; decides for which values the vindex tells the truth. */
  readonly column: ColumnKind;
  /** What each column keeps of a value that is written. */
  readonly stores: readonly StoredColumn[];
  /** The places are read from the vindex's own table first. */
  readonly lookup?: true;
};

/** Whether it can be more than one shard. */
export function isMultiShard(routing: Routing): boolean {
  switch (routing.type) {
    case 'ByDestination':
      return !['Shard', 'KeyspaceId', 'AnyShard', 'OnlyShard'].includes(routing.destination.kind);
    case 'Scatter':
    case 'IN':
    case 'InColumns':
    case 'Equal':
    case 'MultiEqual':
    case 'SubShard':
    case 'Between':
      return true;
    default:
      return false;
  }
}

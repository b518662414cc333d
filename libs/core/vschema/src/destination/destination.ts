import { toHex } from '../key-range/bytes.ts';
import { formatKeyRange, type KeyRange } from '../key-range/key-range.ts';

/** Where in a keyspace something goes, before it is known which shards there are. */
export type Destination =
  | { readonly kind: 'Shard'; readonly shard: string }
  | { readonly kind: 'Shards'; readonly shards: readonly string[] }
  /** Must be the union of whole shards. */
  | { readonly kind: 'ExactKeyRange'; readonly keyRange: KeyRange }
  /** Every shard that holds a part of it. */
  | { readonly kind: 'KeyRange'; readonly keyRange: KeyRange }
  | { readonly kind: 'KeyspaceId'; readonly keyspaceId: Uint8Array }
  | { readonly kind: 'KeyspaceIds'; readonly keyspaceIds: readonly Uint8Array[] }
  | { readonly kind: 'AnyShard' }
  /** The shard of a keyspace that is not sharded. */
  | { readonly kind: 'OnlyShard' }
  | { readonly kind: 'AllShards' }
  | { readonly kind: 'None' };

export const noDestination: Destination = { kind: 'None' };
export const anyShard: Destination = { kind: 'AnyShard' };
export const onlyShard: Destination = { kind: 'OnlyShard' };
export const allShards: Destination = { kind: 'AllShards' };

export function keyspaceIdDestination(keyspaceId: Uint8Array): Destination {
  return { kind: 'KeyspaceId', keyspaceId };
}

/** As Vitess prints it: `DestinationKeyRange(10-20)`. */
export function formatDestination(destination: Destination): string {
  switch (destination.kind) {
    case 'Shard':
      return `DestinationShard(${destination.shard})`;
    case 'Shards':
      return `DestinationShards(${destination.shards.join()})`;
    case 'ExactKeyRange':
      return `DestinationExactKeyRange(${formatKeyRange(destination.keyRange)})`;
    case 'KeyRange':
      return `DestinationKeyRange(${formatKeyRange(destination.keyRange)})`;
    case 'KeyspaceId':
      return `DestinationKeyspaceID(${toHex(destination.keyspaceId)})`;
    case 'KeyspaceIds':
      return `DestinationKeyspaceIDs(${destination.keyspaceIds.map(toHex).join()})`;
    case 'AnyShard':
    case 'OnlyShard':
      return 'DestinationAnyShard()';
    case 'AllShards':
      return 'DestinationAllShards()';
    case 'None':
      return 'DestinationNone()';
  }
}

/** Whether it can never be more than one shard. */
export function isUniqueDestination(destination: Destination): boolean {
  return ['Shard', 'KeyspaceId', 'AnyShard', 'OnlyShard', 'None'].includes(destination.kind);
}

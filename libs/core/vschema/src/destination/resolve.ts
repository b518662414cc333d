import { VtError } from '@vt/base';
import { toHex } from '../key-range/bytes.ts';
import {
  compareEnds,
  compareStarts,
  formatKeyRange,
  fullKeyRange,
  type KeyRange,
  keyRangeContains,
  keyRangesContiguous,
  keyRangesIntersect,
} from '../key-range/key-range.ts';
import { type Destination, formatDestination } from './destination.ts';

/** A shard as the serving graph lists it. */
export type ServingShard = { readonly name: string; readonly keyRange: KeyRange | undefined };

/**
 * The shards of a destination, in the order of `shards` (those that serve one tablet type, sorted by key range), each once.
 * @param pick chooses one of several for AnyShard; core has no randomness of its own.
 * @throws VtError when the destination names something that is not served.
 */
export function resolveDestination(
  destination: Destination,
  shards: readonly ServingShard[],
  pick: (shards: readonly ServingShard[]) => ServingShard | undefined = (all) => all[0],
): ServingShard[] {
  switch (destination.kind) {
    case 'Shard':
      return [byName(destination.shard, shards)];
    case 'Shards':
      return [...new Set(destination.shards)].map((name) => byName(name, shards));
    case 'KeyRange':
      return shards.filter((shard) => keyRangesIntersect(shard.keyRange ?? fullKeyRange, destination.keyRange));
    case 'ExactKeyRange':
      return exactly(destination.keyRange, shards);
    case 'KeyspaceId':
      return [owner(destination.keyspaceId, shards)];
    case 'KeyspaceIds':
      return [...new Set(destination.keyspaceIds.map((id) => owner(id, shards)))];
    case 'AnyShard': {
      const shard = pick(shards);
      if (!shard) throw unavailable(`no shard in keyspace for ${formatDestination(destination)}`);
      return [shard];
    }
    case 'OnlyShard': {
      const [shard, ...more] = shards;
      if (!shard) throw unavailable(`no shard in keyspace for ${formatDestination(destination)}`);
      if (more.length > 0) throw notSharded(shards);
      return [shard];
    }
    case 'AllShards':
      return [...shards];
    case 'None':
      return [];
  }
}

/** The shard that holds a keyspace id. */
export function owner(keyspaceId: Uint8Array, shards: readonly ServingShard[]): ServingShard {
  if (shards.length === 1 && shards[0] && !shards[0].keyRange) return shards[0];
  const found = shards.find((shard) => shard.keyRange && keyRangeContains(shard.keyRange, keyspaceId));
  if (!found) throw unavailable(`KeyspaceId ${toHex(keyspaceId)} didn't match any shards ${describe(shards)}`);
  return found;
}

/** What is said of a keyspace that is not sharded and has several shards all the same: nobody knows which has the rows. */
export function notSharded(shards: readonly ServingShard[], keyspace?: string): VtError {
  const of = keyspace === undefined ? 'the keyspace' : `keyspace '${keyspace}'`;
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: `${of} has ${shards.length} shards but its vschema says that it is not sharded: apply a vschema with "sharded": true, or target a shard`,
  });
}

function byName(name: string, shards: readonly ServingShard[]): ServingShard {
  // A shard that serves nothing now may still be named: the tablets decide whether they answer.
  return shards.find((shard) => shard.name === name) ?? { name, keyRange: undefined };
}

function exactly(range: KeyRange, shards: readonly ServingShard[]): ServingShard[] {
  const rangeOf = (shard: ServingShard | undefined) => shard?.keyRange ?? fullKeyRange;
  const first = shards.findIndex((shard) => compareStarts(rangeOf(shard), range) === 0);
  const found: ServingShard[] = [];
  for (let i = first; i >= 0 && i < shards.length; i++) {
    const shard = shards[i];
    const previous = found.at(-1);
    if (!shard || (previous && !keyRangesContiguous(rangeOf(previous), rangeOf(shard)))) break;
    found.push(shard);
    if (compareEnds(rangeOf(shard), range) === 0) return found;
  }
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `keyrange ${formatKeyRange(range)} does not exactly match shards ${describe(shards)}`,
  });
}

function describe(shards: readonly ServingShard[]): string {
  return `[${shards.map((shard) => shard.name).join(' ')}]`;
}

function unavailable(message: string): VtError {
  return new VtError({ code: 'UNAVAILABLE', message });
}

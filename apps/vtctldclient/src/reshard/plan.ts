import { VtError } from '@vt/base';
import { formatKeyRange, fullKeyRange, keyRangesEqual, parseShardName } from '@vt/vschema';
import { shardRanges } from '../commands/shards.ts';

/** A shard as its record tells it. */
export type KnownShard = {
  readonly name: string;
  readonly isServing: boolean;
  readonly hasPrimary: boolean;
  /** In hexadecimal, `-80`. */
  readonly range: string;
};

export type ReshardPlan = {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Targets for which there is no primary yet: somebody must start tablets. */
  readonly missing: readonly string[];
  /** The targets serve already. */
  readonly isDone: boolean;
};

/** Which shards become which, so that there are `count` equal ones. */
export function planReshard(shards: readonly KnownShard[], count: number): ReshardPlan {
  const wanted = shardRanges(count, 0);
  const serving = shards.filter(({ isServing }) => isServing);
  if (serving.length === 0)
    throw new VtError({ code: 'FAILED_PRECONDITION', message: 'no shard of the keyspace serves' });
  const served = serving.map(({ range }) => range).sort();
  const isDone = served.length === wanted.length && [...wanted].sort().every((range, i) => sameRange(range, served[i]));
  if (isDone) return { sources: [], targets: serving.map(({ name }) => name), missing: [], isDone };
  // A shard that stays as it is takes no part.
  const kept = new Set(wanted.filter((range) => served.some((other) => sameRange(range, other))));
  const targets = wanted.filter((range) => !kept.has(range));
  const sources = serving.filter(({ range }) => !kept.has(range)).map(({ name }) => name);
  const missing = targets.filter((name) => !shards.some((shard) => shard.name === name && shard.hasPrimary));
  return { sources, targets, missing, isDone };
}

/** Whole ranges have many names: `-`, `0`, anything without a dash. */
export function rangeOf(shard: string): string {
  return formatKeyRange(parseShardName(shard).keyRange ?? fullKeyRange);
}

function sameRange(a: string, b: string | undefined): boolean {
  if (b === undefined) return false;
  const [left, right] = [a, b].map((name) => parseShardName(name).keyRange ?? fullKeyRange);
  return left !== undefined && right !== undefined && keyRangesEqual(left, right);
}

import { VtError } from '@vt/base';
import type { Shard, Tablet, TopoServer } from '@vt/topo';
import { fullKeyRange, joinKeyRanges, type KeyRange, keyRangesEqual } from '@vt/vschema';
import { databaseOf } from '../shard-tablets.ts';

/** A shard, its record as it was read, and its primary. */
export type Primary = {
  readonly keyspace: string;
  readonly shard: string;
  readonly record: Shard;
  readonly tablet: Tablet;
  readonly database: string;
};

/**
 * The primaries of a keyspace, by shard; of `shards` only, if there are any. A shard without a primary is left out when nobody named it and
 * `lenient`, and else FAILED_PRECONDITION.
 */
export async function primariesOf(
  topo: TopoServer,
  keyspace: string,
  signal: AbortSignal,
  { shards = [], lenient = false }: { readonly shards?: readonly string[]; readonly lenient?: boolean } = {},
): Promise<Map<string, Primary>> {
  const all = await topo.shards.all(keyspace, { signal });
  const missing = shards.filter((name) => !all.some((shard) => shard.name === name));
  if (missing.length > 0) {
    throw new VtError({ code: 'NOT_FOUND', message: `keyspace ${keyspace} has no shard ${missing.join(', ')}` });
  }
  const wanted = all.filter(({ name }) => shards.length === 0 || shards.includes(name));
  const found = wanted.map(async ({ name, value: record }): Promise<[string, Primary] | undefined> => {
    if (record.primary_alias === null) {
      if (lenient) return undefined;
      throw new VtError({ code: 'FAILED_PRECONDITION', message: `shard ${keyspace}/${name} has no primary` });
    }
    const { value: tablet } = await topo.tablets.get(record.primary_alias, { signal });
    return [name, { keyspace, shard: name, record, tablet, database: databaseOf(tablet) }];
  });
  return new Map((await Promise.all(found)).filter((entry) => entry !== undefined));
}

/** Those shards of a keyspace that take its writes now. */
export function serving(primaries: ReadonlyMap<string, Primary>): Map<string, Primary> {
  return new Map([...primaries].filter(([, { record }]) => record.is_primary_serving));
}

/** Whether two sets of shards hold the same range. */
export function covered(sources: readonly Primary[], targets: readonly Primary[]): boolean {
  const [from, to] = [rangeOf(sources), rangeOf(targets)];
  return from !== undefined && to !== undefined && keyRangesEqual(from, to);
}

/** The range that shards hold together; undefined where they overlap or leave a gap. */
function rangeOf(shards: readonly Primary[]): KeyRange | undefined {
  const ranges = shards.map(({ record }): KeyRange => record.key_range ?? fullKeyRange);
  ranges.sort((a, b) => Buffer.compare(Buffer.from(a.start), Buffer.from(b.start)));
  let whole = ranges[0];
  for (const next of ranges.slice(1)) whole = whole && joinKeyRanges(whole, next);
  return whole;
}

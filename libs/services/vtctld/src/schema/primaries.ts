import { VtError } from '@vt/base';
import type { Tablet } from '@vt/topo';
import type { Context } from '../context.ts';

/** The primary of each serving shard; a shard without one is an error, before anything is changed. */
export async function primariesOf(
  context: Context,
  keyspace: string,
  signal: AbortSignal,
): Promise<Map<string, Tablet>> {
  const primaries = new Map<string, Tablet>();
  for (const { name, value: shard } of await context.topo.shards.all(keyspace, { signal })) {
    if (shard.primary_alias === null)
      throw new VtError({ code: 'FAILED_PRECONDITION', message: `shard ${keyspace}/${name} has no primary` });
    primaries.set(name, (await context.topo.tablets.get(shard.primary_alias, { signal })).value);
  }
  if (primaries.size === 0)
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `keyspace ${keyspace} has no shards` });
  return primaries;
}

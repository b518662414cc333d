import { orAbsent, type Tablet, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import { ask } from '../../ask.ts';
import type { Context } from '../../context.ts';
import { aliasOf, shardTablets } from '../../shard-tablets.ts';

/** What is inconsistent about a shard, a sentence each; empty when all is well. */
export async function checkShard(
  context: Context,
  keyspace: string,
  shard: string,
  pingTablets: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  const { topo } = context;
  const found = await orAbsent(topo.shards.get(keyspace, shard, { signal }));
  if (!found) return [`TopologyServer.GetShard(${keyspace}, ${shard}) failed: node doesn't exist`];
  const tablets = await shardTablets(context, keyspace, shard, signal);
  const { primary_alias } = found.value;
  const results = checkPrimary(keyspace, shard, primary_alias, tablets);
  results.push(...(await checkReplicationRecords(context, keyspace, shard, tablets, signal)));
  if (pingTablets) results.push(...(await pingAll(context, tablets, primary_alias, signal)));
  return results;
}

function checkPrimary(
  keyspace: string,
  shard: string,
  alias: { readonly cell: string; readonly uid: number } | null,
  tablets: readonly Tablet[],
): string[] {
  const primaries = tablets.filter(({ type }) => type === 'PRIMARY');
  if (alias === null) return [`no primary for shard ${keyspace}/${shard}`];
  const named = tabletAliasString(alias);
  const results = primaries
    .filter((t) => !tabletAliasEqual(t.alias ?? undefined, alias))
    .map((t) => `shard ${keyspace}/${shard} already has primary ${named} but found other primary ${aliasOf(t)}`);
  const isThere = primaries.some((t) => tabletAliasEqual(t.alias ?? undefined, alias));
  if (!isThere)
    results.push(`primary mismatch for shard ${keyspace}/${shard}: found no primary tablet, expected ${named}`);
  return results;
}

async function checkReplicationRecords(
  { topo }: Context,
  keyspace: string,
  shard: string,
  tablets: readonly Tablet[],
  signal: AbortSignal,
): Promise<string[]> {
  const results: string[] = [];
  for (const cell of await topo.cells.names({ signal })) {
    const nodes = await topo.shardReplications.nodes(cell, keyspace, shard, { signal });
    for (const node of nodes) {
      if (tablets.some((t) => tabletAliasEqual(t.alias ?? undefined, node))) continue;
      results.push(
        `ShardReplication of ${keyspace}/${shard} in ${cell} names ${tabletAliasString(node)}, which does not exist`,
      );
    }
  }
  return results;
}

async function pingAll(
  context: Context,
  tablets: readonly Tablet[],
  primary: { readonly cell: string; readonly uid: number } | null,
  signal: AbortSignal,
): Promise<string[]> {
  const problems = await Promise.all(
    tablets.map(async (tablet) => {
      try {
        await ask(context, tablet, 'Ping', { payload: 'ping' }, signal);
        if (tabletAliasEqual(tablet.alias ?? undefined, primary ?? undefined))
          return await withoutReplicas(context, tablet, signal);
        if (tablet.type === 'PRIMARY') return [];
        const { status } = await ask(context, tablet, 'ReplicationStatus', {}, signal);
        const isRunning = status?.io_state === 3 && status.sql_state === 3;
        return isRunning ? [] : [`replica ${aliasOf(tablet)} is not replicating`];
      } catch (error) {
        return [`Ping(${aliasOf(tablet)}) failed: ${error instanceof Error ? error.message : String(error)}`];
      }
    }),
  );
  return problems.flat();
}

/** A primary from which nobody replicates: what it loses is lost. */
async function withoutReplicas(context: Context, primary: Tablet, signal: AbortSignal): Promise<string[]> {
  const { addrs } = await ask(context, primary, 'GetReplicas', {}, signal);
  return addrs.length === 0 ? [`no replicas of tablet ${aliasOf(primary)} found`] : [];
}

/** The same check of every shard of a keyspace. */
export async function byShard(
  context: Context,
  keyspace: string,
  only: readonly string[],
  signal: AbortSignal,
  check: (shard: string) => Promise<string[]>,
): Promise<{ results: string[]; results_by_shard: Record<string, { results: string[] }> }> {
  const shards = only.length > 0 ? only : await context.topo.shards.names(keyspace, { signal });
  if (shards.length === 0) return { results: [`no shards in keyspace ${keyspace}`], results_by_shard: {} };
  const found = await Promise.all(shards.map(async (shard) => [shard, await check(shard)] as const));
  return {
    results: found.flatMap(([, results]) => results),
    results_by_shard: Object.fromEntries(found.map(([shard, results]) => [shard, { results }])),
  };
}

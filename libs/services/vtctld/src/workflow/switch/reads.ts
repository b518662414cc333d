import type { Context } from '../../context.ts';
import { refreshShard } from '../denied-tables.ts';
import type { Migration } from '../migration.ts';
import type { ReadType } from '../names.ts';
import { editRules, publish, routeReads } from '../routing.ts';
import { primariesOf } from '../shards.ts';
import { moveServing, setDisabled } from './serving-graph.ts';
import { ownKeyspace } from './tenant.ts';

/** Sends reads of tablet types to the target. */
export async function switchReads(
  context: Context,
  migration: Migration,
  types: readonly ReadType[],
  cells: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (migration.kind === 'shards') return switchShardReads(context, migration, types, cells, signal);
  const { sourceKeyspace: source, targetKeyspace: target, tables, options } = migration;
  if (options.tenant_id !== '') await switchTenant(context, migration, types.map(suffixOf), signal);
  else {
    const direction = { source, target, to: target };
    await editRules(
      context.topo,
      'SwitchReads',
      (rules) => types.forEach((type) => routeReads(rules, type, direction, tables)),
      signal,
    );
  }
  context.reach?.('reads.rules-saved');
  await publish(context.topo, signal);
}

export const suffixOf = (type: string): string => (type === 'PRIMARY' ? '' : `@${type.toLowerCase()}`);

/** Keyspace routing rules of a multi-tenant move: reads of whole keyspaces. */
export async function switchTenant(
  { topo }: Context,
  migration: Migration,
  suffixes: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { targetKeyspace } = migration;
  const own = await ownKeyspace(topo, migration, signal);
  const lock = await topo.rules.lock('SwitchTraffic', { signal });
  try {
    await topo.rules.keyspaceRouting.update(
      (record) => {
        const names = suffixes.map((suffix) => own + suffix);
        const others = record.rules.filter(({ from_keyspace }) => !names.includes(from_keyspace));
        record.rules = [...others, ...names.map((from_keyspace) => ({ from_keyspace, to_keyspace: targetKeyspace }))];
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

/** Gates learn of the new shards first; the old ones refuse only then, so that nobody is sent away who knows no other place. */
async function switchShardReads(
  context: Context,
  { sourceKeyspace: keyspace, sources, targets }: Migration,
  types: readonly ReadType[],
  cells: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const from = [...(await primariesOf(context.topo, keyspace, signal, { shards: [...sources.keys()] })).values()];
  const to = [...targets.values()].map(({ primary }) => primary);
  for (const type of types) {
    await moveServing(context.topo, keyspace, type, { from, to }, cells, signal);
    context.reach?.('reads.rules-saved');
    await setDisabled(context.topo, keyspace, type, to, false, signal);
  }
  for (const { shard } of to) await refreshShard(context, keyspace, shard, signal);
}

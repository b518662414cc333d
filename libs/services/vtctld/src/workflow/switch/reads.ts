import type { Context } from '../../context.ts';
import { refreshShard } from '../denied-tables.ts';
import type { Migration } from '../migration.ts';
import type { ReadType } from '../names.ts';
import { editRules, publish, routeReads } from '../routing.ts';
import { primariesOf } from '../shards.ts';
import { moveServing, setDisabled } from './serving-graph.ts';
import { ownKeyspace } from './tenant.ts';

export type Reads = {
  readonly types: readonly ReadType[];
  readonly cells: readonly string[];
  /** Where they go. */
  readonly to: 'source' | 'target';
};

/** Sends reads of tablet types to the target, or back to the source while it still has the writes. */
export async function switchReads(
  context: Context,
  migration: Migration,
  reads: Reads,
  signal: AbortSignal,
): Promise<void> {
  if (migration.kind === 'shards') return switchShardReads(context, migration, reads, signal);
  const { sourceKeyspace: source, targetKeyspace: target, tables, options } = migration;
  const { types, to } = reads;
  if (options.tenant_id !== '') await switchTenant(context, migration, types.map(suffixOf), to, signal);
  else {
    const direction = { source, target, to: to === 'target' ? target : source };
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
  to: Reads['to'],
  signal: AbortSignal,
): Promise<void> {
  const to_keyspace = to === 'target' ? migration.targetKeyspace : migration.sourceKeyspace;
  const own = await ownKeyspace(topo, migration, signal);
  const lock = await topo.rules.lock('SwitchTraffic', { signal });
  try {
    await topo.rules.keyspaceRouting.update(
      (record) => {
        const names = suffixes.map((suffix) => own + suffix);
        const others = record.rules.filter(({ from_keyspace }) => !names.includes(from_keyspace));
        record.rules = [...others, ...names.map((from_keyspace) => ({ from_keyspace, to_keyspace }))];
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

/** Gates learn of those that serve from now on first; the others refuse only then, so that nobody is sent away who knows no other place. */
async function switchShardReads(
  context: Context,
  { sourceKeyspace: keyspace, sources, targets }: Migration,
  { types, cells, to: side }: Reads,
  signal: AbortSignal,
): Promise<void> {
  const old = [...(await primariesOf(context.topo, keyspace, signal, { shards: [...sources.keys()] })).values()];
  const young = [...targets.values()].map(({ primary }) => primary);
  const [from, to] = side === 'target' ? [old, young] : [young, old];
  for (const type of types) {
    await moveServing(context.topo, keyspace, type, { from, to }, cells, signal);
    context.reach?.('reads.rules-saved');
    await setDisabled(context.topo, keyspace, type, to, false, signal);
  }
  for (const { shard } of to) await refreshShard(context, keyspace, shard, signal);
}

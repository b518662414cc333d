import { VtError } from '@vt/base';
import { isTopoError, orAbsent, TopoError } from '@vt/topo';
import { ask } from '../ask.ts';
import type { Handler } from '../context.ts';
import { aliasOf, shardTablets } from '../shard-tablets.ts';

export const setShardIsPrimaryServing: Handler<'SetShardIsPrimaryServing'> = async (request, { topo }, signal) => {
  const { keyspace, shard, is_serving } = request;
  const lock = await topo.keyspaces.lock(keyspace, `SetShardIsPrimaryServing(${keyspace},${shard},${is_serving})`, {
    signal,
  });
  try {
    const { value } = await topo.shards.updateFields(
      keyspace,
      shard,
      (record) => {
        record.is_primary_serving = is_serving;
      },
      { signal },
    );
    return { shard: value };
  } finally {
    await lock.unlock();
  }
};

/** Denied tables of a type, with `remove` undone; where no tables are named, its query service is switched off or on. */
export const setShardTabletControl: Handler<'SetShardTabletControl'> = async (request, { topo }, signal) => {
  const { keyspace, shard, tablet_type, cells, denied_tables, disable_query_service, remove } = request;
  const named = await topo.cells.expand(cells, { signal });
  const lock = await topo.keyspaces.lock(keyspace, 'SetShardTabletControl', { signal });
  try {
    const { value } = await topo.shards.updateFields(
      keyspace,
      shard,
      (record) => {
        const others = record.tablet_controls.filter((control) => control.tablet_type !== tablet_type);
        const before = record.tablet_controls.find((control) => control.tablet_type === tablet_type);
        if (disable_query_service && denied_tables.length > 0) {
          throw new VtError({
            code: 'INVALID_ARGUMENT',
            message: 'denied tables and a disabled query service exclude each other',
          });
        }
        const dropped = new Set(denied_tables);
        const kept = before?.denied_tables.filter((name) => !dropped.has(name)) ?? [];
        const denied = remove ? (denied_tables.length > 0 ? kept : []) : [...kept, ...denied_tables];
        const control = {
          allow_reads: before?.allow_reads ?? false,
          tablet_type,
          cells: named,
          denied_tables: denied,
          frozen: before?.frozen ?? false,
        };
        record.tablet_controls = denied.length > 0 ? [...others, control] : others;
      },
      { signal },
    );
    if (denied_tables.length === 0)
      await setQueryService(topo, { ...request, cells: named }, disable_query_service && !remove, signal);
    return { shard: value };
  } finally {
    await lock.unlock();
  }
};

type Control = { keyspace: string; shard: string; tablet_type: string | number; cells: string[] };

/** Whether a shard's query service is off is kept in the serving graph of each cell. */
async function setQueryService(
  topo: Parameters<Handler<'SetShardTabletControl'>>[1]['topo'],
  { keyspace, shard, tablet_type, cells }: Control,
  isOff: boolean,
  signal: AbortSignal,
): Promise<void> {
  for (const cell of cells.length > 0 ? cells : await topo.cells.names({ signal })) {
    const graph = await orAbsent(topo.serving.keyspace(cell, keyspace, { signal }));
    const partition = graph?.partitions.find((p) => p.served_type === tablet_type);
    if (!graph || !partition) continue;
    const others = partition.shard_tablet_controls.filter((c) => c.name !== shard && c.query_service_disabled);
    const key_range = partition.shard_references.find(({ name }) => name === shard)?.key_range ?? null;
    const own = { name: shard, key_range, query_service_disabled: true };
    // INVARIANT: one that switches nothing off is not kept, as gates of Vitess count them.
    partition.shard_tablet_controls = isOff ? [...others, own] : others;
    await topo.serving.saveKeyspace(cell, keyspace, graph, { signal });
  }
}

export const shardReplicationAdd: Handler<'ShardReplicationAdd'> = async (
  { keyspace, shard, tablet_alias },
  { topo },
  signal,
) => {
  if (tablet_alias) await topo.shardReplications.add(keyspace, shard, tablet_alias, { signal }).catch(unlessNeeded);
  return {};
};

export const shardReplicationRemove: Handler<'ShardReplicationRemove'> = async (
  { keyspace, shard, tablet_alias },
  { topo },
  signal,
) => {
  if (tablet_alias) await topo.shardReplications.remove(keyspace, shard, tablet_alias, { signal }).catch(unlessNeeded);
  return {};
};

function unlessNeeded(error: unknown): void {
  if (!isTopoError(error, 'NoUpdateNeeded')) throw error;
}

/** Removes the first entry of a cell's list whose tablet is gone, or of another shard. */
export const shardReplicationFix: Handler<'ShardReplicationFix'> = async (
  { keyspace, shard, cell },
  { topo },
  signal,
) => {
  await topo.shards.get(keyspace, shard, { signal });
  for (const alias of await topo.shardReplications.nodes(cell, keyspace, shard, { signal })) {
    const tablet = (await orAbsent(topo.tablets.get(alias, { signal })))?.value;
    if (tablet?.keyspace === keyspace && tablet.shard === shard) continue;
    await topo.shardReplications.remove(keyspace, shard, alias, { signal });
    return { error: { type: tablet ? 'TOPOLOGY_MISMATCH' : 'NOT_FOUND', tablet_alias: alias } };
  }
  return { error: null };
};

export const refreshStateByShard: Handler<'RefreshStateByShard'> = async (
  { keyspace, shard, cells },
  context,
  signal,
) => {
  const asked = cells.length > 0 ? cells : undefined;
  await context.topo.shards.get(keyspace, shard, { signal });
  const { found, errors } = await context.topo.tablets.inShard(keyspace, shard, asked, { signal });
  const wanted = found.map(({ value }) => value);
  const absent = [...errors].map(([cell, error]) => `cell ${cell} does not answer: ${error.message}`);
  const problems = await Promise.all(
    wanted.map((tablet) =>
      ask(context, tablet, 'RefreshState', {}, signal).then(
        () => undefined,
        (error: unknown) => `failed to refresh tablet ${aliasOf(tablet)}: ${String(error)}`,
      ),
    ),
  );
  const failed = [...absent, ...problems.filter((problem) => problem !== undefined)];
  return { is_partial_refresh: failed.length > 0, partial_refresh_details: failed.join('\n') };
};

export const removeShardCell: Handler<'RemoveShardCell'> = async (request, context, signal) => {
  const { keyspace, shard_name, cell, recursive } = request;
  await removeFromCell(context, keyspace, shard_name, cell, recursive, signal);
  return {};
};

export const removeKeyspaceCell: Handler<'RemoveKeyspaceCell'> = async (request, context, signal) => {
  const { keyspace, cell, recursive } = request;
  for (const shard of await context.topo.shards.names(keyspace, { signal })) {
    await removeFromCell(context, keyspace, shard, cell, recursive, signal);
  }
  await orAbsent(context.topo.serving.deleteKeyspace(cell, keyspace, { signal }));
  return {};
};

async function removeFromCell(
  context: Parameters<Handler<'RemoveShardCell'>>[1],
  keyspace: string,
  shard: string,
  cell: string,
  recursive: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { value } = await context.topo.shards.get(keyspace, shard, { signal });
  if (value.primary_alias?.cell === cell) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `cannot remove cell ${cell}. The primary tablet of ${keyspace}/${shard} is in it`,
    });
  }
  const tablets = (await shardTablets(context, keyspace, shard, signal)).filter((t) => t.alias?.cell === cell);
  if (tablets.length > 0 && !recursive) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `cell ${cell} has ${tablets.length} possible tablets in shard ${keyspace}/${shard}: use --recursive`,
    });
  }
  for (const { alias } of tablets) if (alias) await context.topo.tablets.delete(alias, { signal });
  await context.topo.shardReplications.delete(cell, keyspace, shard, { signal });
}

export const sourceShardAdd: Handler<'SourceShardAdd'> = async (request, { topo }, signal) => {
  const { keyspace, shard, uid, source_keyspace, source_shard, key_range, tables } = request;
  const { value } = await topo.shards.updateFields(
    keyspace,
    shard,
    (record) => {
      if (record.source_shards.some((source) => source.uid === uid))
        throw new TopoError('NodeExists', `source shard ${uid}`);
      record.source_shards.push({ uid, keyspace: source_keyspace, shard: source_shard, key_range, tables });
    },
    { signal },
  );
  return { shard: value };
};

export const sourceShardDelete: Handler<'SourceShardDelete'> = async ({ keyspace, shard, uid }, { topo }, signal) => {
  const { value } = await topo.shards.updateFields(
    keyspace,
    shard,
    (record) => {
      record.source_shards = record.source_shards.filter((source) => source.uid !== uid);
    },
    { signal },
  );
  return { shard: value };
};

export const setVtorcEmergencyReparent: Handler<'SetVtorcEmergencyReparent'> = async (
  { keyspace, shard, disable },
  { topo },
  signal,
) => {
  const vtorc_state = { disable_emergency_reparent: disable };
  if (shard === '') {
    await topo.keyspaces.update(keyspace, (record) => void (record.vtorc_state = vtorc_state), { signal });
  } else
    await topo.shards.updateFields(keyspace, shard, (record) => void (record.vtorc_state = vtorc_state), { signal });
  return {};
};

import { VtError } from '@vt/base';
import type { Request } from '@vt/proto';
import { durabilityPolicy } from '@vt/reparent';
import { isTopoError, orAbsent, rebuildSrvKeyspace, rebuildSrvVSchema } from '@vt/topo';
import type { Context, Handler, Vtctld } from '../context.ts';
import { makeKeyspace } from '../make-keyspace.ts';
import { deleteShardAndTablets } from './shards.ts';

export const createKeyspace: Handler<'CreateKeyspace'> = async (request, { topo }, signal) => {
  const { name, force, durability_policy, sidecar_db_name, allow_empty_v_schema } = request;
  const snapshot = snapshotOf(request);
  const fields = { durability_policy, sidecar_db_name, emptyVSchema: !allow_empty_v_schema };
  try {
    await makeKeyspace(topo, name, snapshot ? { ...fields, snapshot } : fields, signal);
  } catch (error) {
    if (!force || !isTopoError(error, 'NodeExists')) throw error;
  }
  await rebuildSrvVSchema(topo, { signal });
  return { keyspace: { name, keyspace: (await topo.keyspaces.get(name, { signal })).value } };
};

function snapshotOf({ type, base_keyspace: base, snapshot_time: time }: Request<Vtctld, 'CreateKeyspace'>) {
  if (type !== 'SNAPSHOT') return undefined;
  const missing = base === '' ? 'the name of a base keyspace' : time === null ? 'a snapshot time' : undefined;
  if (base !== '' && time !== null) return { base, time };
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `a SNAPSHOT keyspace needs ${missing}` });
}

export const getKeyspace: Handler<'GetKeyspace'> = async ({ keyspace }, { topo }, signal) => ({
  keyspace: { name: keyspace, keyspace: (await topo.keyspaces.get(keyspace, { signal })).value },
});

export const getKeyspaces: Handler<'GetKeyspaces'> = async (_request, { topo }, signal) => {
  const names = await topo.keyspaces.names({ signal });
  const keyspaces = await Promise.all(
    names.map(async (name) => ({ name, keyspace: (await topo.keyspaces.get(name, { signal })).value })),
  );
  return { keyspaces };
};

export const deleteKeyspace: Handler<'DeleteKeyspace'> = async ({ keyspace, recursive, force }, context, signal) => {
  const { topo } = context;
  await topo.keyspaces.get(keyspace, { signal });
  const lock = force ? undefined : await topo.keyspaces.lock(keyspace, `DeleteKeyspace(${keyspace})`, { signal });
  try {
    await deleteWithShards(context, keyspace, { recursive, force }, signal);
  } finally {
    await lock?.unlock();
  }
  await rebuildSrvVSchema(topo, { signal });
  return {};
};

async function deleteWithShards(
  context: Context,
  keyspace: string,
  { recursive, force }: { readonly recursive: boolean; readonly force: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { topo } = context;
  const shards = (await topo.shards.all(keyspace, { signal })).map(({ name }) => name);
  if (shards.length > 0 && !recursive) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `keyspace ${keyspace} still has ${shards.length} shards; use --recursive or remove them first`,
    });
  }
  for (const shard of shards)
    await deleteShardAndTablets(context, keyspace, shard, { recursive, evenIfServing: true, force }, signal);
  for (const cell of await topo.cells.names({ signal }))
    await orAbsent(topo.serving.deleteKeyspace(cell, keyspace, { signal }));
  await topo.keyspaces.delete(keyspace, { signal });
}

export const findAllShardsInKeyspace: Handler<'FindAllShardsInKeyspace'> = async ({ keyspace }, { topo }, signal) => {
  const shards = await topo.shards.all(keyspace, { signal });
  return { shards: Object.fromEntries(shards.map(({ name, value }) => [name, { keyspace, name, shard: value }])) };
};

export const setKeyspaceDurabilityPolicy: Handler<'SetKeyspaceDurabilityPolicy'> = async (
  { keyspace, durability_policy },
  { topo },
  signal,
) => {
  durabilityPolicy(durability_policy);
  const lock = await topo.keyspaces.lock(keyspace, 'SetKeyspaceDurabilityPolicy', { signal });
  try {
    const change = (record: { durability_policy: string }): void => {
      record.durability_policy = durability_policy;
    };
    return { keyspace: (await topo.keyspaces.update(keyspace, change, { signal })).value };
  } finally {
    await lock.unlock();
  }
};

export const rebuildKeyspaceGraph: Handler<'RebuildKeyspaceGraph'> = async (
  { keyspace, cells, allow_partial },
  { topo },
  signal,
) => {
  await rebuildSrvKeyspace(topo, keyspace, {
    signal,
    cells: cells.length > 0 ? cells : undefined,
    allowPartial: allow_partial,
  });
  return {};
};

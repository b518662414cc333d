import { VtError } from '@vt/base';
import { isTopoError, orAbsent, tabletAliasEqual } from '@vt/topo';
import { parseShardName } from '@vt/vschema';
import type { Context, Handler } from '../context.ts';
import { makeKeyspace } from '../make-keyspace.ts';
import { aliasOf, shardTablets } from '../shard-tablets.ts';

export const createShard: Handler<'CreateShard'> = async (
  { keyspace, shard_name, force, include_parent },
  { topo },
  signal,
) => {
  const { name } = parseShardName(shard_name);
  if (include_parent && (await orAbsent(topo.keyspaces.get(keyspace, { signal }))) === undefined) {
    await makeKeyspace(topo, keyspace, { durability_policy: '', sidecar_db_name: '', emptyVSchema: true }, signal);
  }
  let existed = false;
  try {
    await topo.shards.create(keyspace, name, { signal });
  } catch (error) {
    if (!force || !isTopoError(error, 'NodeExists')) throw error;
    existed = true;
  }
  const { value: parent } = await topo.keyspaces.get(keyspace, { signal });
  const { value: shard } = await topo.shards.get(keyspace, name, { signal });
  return {
    keyspace: { name: keyspace, keyspace: parent },
    shard: { keyspace, name, shard },
    shard_already_exists: existed,
  };
};

export const getShard: Handler<'GetShard'> = async ({ keyspace, shard_name }, { topo }, signal) => ({
  shard: { keyspace, name: shard_name, shard: (await topo.shards.get(keyspace, shard_name, { signal })).value },
});

export const deleteShards: Handler<'DeleteShards'> = async (
  { shards, recursive, even_if_serving, force },
  context,
  signal,
) => {
  for (const { keyspace, name } of shards) {
    const options = { recursive, evenIfServing: even_if_serving, force };
    await deleteShardAndTablets(context, keyspace, name, options, signal);
  }
  return {};
};

type DeleteOptions = {
  readonly recursive: boolean;
  readonly evenIfServing: boolean;
  /** Without the shard's lock. */
  readonly force: boolean;
};

/** Removes a shard's record, and with `recursive` the records of its tablets. Refuses while the shard serves, or has tablets it may not remove. */
export async function deleteShardAndTablets(
  context: Context,
  keyspace: string,
  name: string,
  options: DeleteOptions,
  signal: AbortSignal,
): Promise<void> {
  const { topo } = context;
  const found = topo.shards.get(keyspace, name, { signal });
  // Scripts delete by force what a completed reshard may have deleted before.
  if (options.force && (await orAbsent(found)) === undefined) return;
  await found;
  const lock = options.force
    ? undefined
    : await topo.shards.lock(keyspace, name, `DeleteShard(${keyspace}/${name})`, { signal });
  try {
    await deleteLocked(context, keyspace, name, options, signal);
  } finally {
    await lock?.unlock();
  }
}

async function deleteLocked(
  context: Context,
  keyspace: string,
  name: string,
  options: DeleteOptions,
  signal: AbortSignal,
): Promise<void> {
  const { topo } = context;
  if (!options.evenIfServing && (await isServing(context, keyspace, name, signal))) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `shard ${keyspace}/${name} is still serving; use --even-if-serving or move its traffic first`,
    });
  }
  const tablets = await shardTablets(context, keyspace, name, signal);
  if (tablets.length > 0 && !options.recursive) {
    const named = tablets.map(aliasOf).join(', ');
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `shard ${keyspace}/${name} still has tablets ${named}; use --recursive or remove them first`,
    });
  }
  for (const tablet of tablets) if (tablet.alias) await topo.tablets.delete(tablet.alias, { signal });
  for (const cell of await topo.cells.names({ signal }))
    await orAbsent(topo.shardReplications.delete(cell, keyspace, name, { signal }));
  await topo.shards.delete(keyspace, name, { signal });
}

async function isServing({ topo }: Context, keyspace: string, name: string, signal: AbortSignal): Promise<boolean> {
  for (const cell of await topo.cells.names({ signal })) {
    const served = await orAbsent(topo.serving.keyspace(cell, keyspace, { signal }));
    if (served?.partitions.some((p) => p.shard_references.some((s) => s.name === name))) return true;
  }
  return false;
}

export const getShardReplication: Handler<'GetShardReplication'> = async (
  { keyspace, shard, cells },
  { topo },
  signal,
) => {
  // A cell without tablets of it has no record, which is no reason to say that there is no such shard.
  await topo.shards.get(keyspace, shard, { signal });
  const wanted = cells.length > 0 ? cells : await topo.cells.names({ signal });
  const found = await Promise.all(
    wanted.map((cell) => topo.shardReplications.nodes(cell, keyspace, shard, { signal })),
  );
  const records = wanted.map((cell, i) => {
    const nodes = (found[i] ?? []).map(({ cell: at, uid }) => ({ tablet_alias: { cell: at, uid } }));
    return [cell, { nodes }] as const;
  });
  return { shard_replication_by_cell: Object.fromEntries(records) };
};

/** The position of each tablet of a shard: the primary's own, the others' replication status. That of a tablet that does not answer is empty. */
export const shardReplicationPositions: Handler<'ShardReplicationPositions'> = async (
  { keyspace, shard },
  context,
  signal,
) => {
  const { primary_alias } = (await context.topo.shards.get(keyspace, shard, { signal })).value;
  const tablets = await shardTablets(context, keyspace, shard, signal);
  const options = { signal, timeoutMs: context.remoteTimeoutMs };
  const statuses = await Promise.all(
    tablets.map(async (tablet) => {
      try {
        if (tabletAliasEqual(tablet.alias ?? undefined, primary_alias ?? undefined)) {
          const { position } = await context.tablets.call(tablet, 'PrimaryPosition', {}, options);
          return [aliasOf(tablet), { position }] as const;
        }
        const { status } = await context.tablets.call(tablet, 'ReplicationStatus', {}, options);
        return [aliasOf(tablet), status ?? {}] as const;
      } catch (error) {
        context.log.warn({ tablet: aliasOf(tablet), error: String(error) }, 'no replication status');
        return [aliasOf(tablet), {}] as const;
      }
    }),
  );
  return {
    replication_statuses: Object.fromEntries(statuses),
    tablet_map: Object.fromEntries(tablets.map((t) => [aliasOf(t), t])),
  };
};

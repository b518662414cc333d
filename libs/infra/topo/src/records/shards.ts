import type { Message, MessageInput } from '@vt/proto';
import { keyRangesIntersect, parseShardName } from '@vt/vschema';
import { compareTabletAlias, type TabletAliasLike, tabletAliasEqual } from '../alias.ts';
import type { CallOptions } from '../conn/conn.ts';
import { isTopoError, orAbsent } from '../errors.ts';
import { paths } from './paths.ts';
import { createRecord, readRecord, updateRecord } from './record.ts';
import type { TopoServer } from './topo-server.ts';

export type Shard = Message<'topodata.Shard'>;
export type ShardReplication = Message<'topodata.ShardReplication'>;

export async function shardNames(topo: TopoServer, keyspace: string, options?: CallOptions): Promise<string[]> {
  const entries = (await orAbsent(topo.global.listDir(`${paths.keyspaceDir(keyspace)}/shards`, options))) ?? [];
  return entries.filter((e) => e.name !== 'locks').map((e) => e.name);
}

export async function getShard(
  topo: TopoServer,
  keyspace: string,
  shard: string,
  options?: CallOptions,
): Promise<Shard> {
  return (await readRecord(topo.global, 'topodata.Shard', paths.shard(keyspace, shard), options)).value;
}

/** By name. */
export async function getShards(
  topo: TopoServer,
  keyspace: string,
  options?: CallOptions,
): Promise<Map<string, Shard>> {
  const shards = new Map<string, Shard>();
  for (const name of await shardNames(topo, keyspace, options)) {
    const shard = await orAbsent(getShard(topo, keyspace, name, options));
    if (shard) shards.set(name, shard);
  }
  return shards;
}

/**
 * Makes the record of a shard. It serves from the start unless another shard of the keyspace serves a part of its range (as the
 * targets of a reshard do). Throws NodeExists.
 */
export async function createShard(
  topo: TopoServer,
  keyspace: string,
  shard: string,
  options?: CallOptions,
): Promise<void> {
  const { name, keyRange } = parseShardName(shard);
  const others = await getShards(topo, keyspace, options);
  const overlaps = [...others].some(([other, { is_primary_serving }]) => {
    const range = parseShardName(other).keyRange;
    if (!is_primary_serving) return false;
    return keyRange === undefined || range === undefined ? other !== name : keyRangesIntersect(keyRange, range);
  });
  const value: MessageInput<'topodata.Shard'> = {
    key_range: keyRange === undefined ? null : { start: keyRange.start, end: keyRange.end },
    is_primary_serving: !overlaps,
  };
  await createRecord(topo.global, 'topodata.Shard', paths.shard(keyspace, name), value, options);
}

/** The shard, made when it is not there yet; two callers at once both get it. */
export async function getOrCreateShard(
  topo: TopoServer,
  keyspace: string,
  shard: string,
  options?: CallOptions,
): Promise<Shard> {
  const found = await orAbsent(getShard(topo, keyspace, shard, options));
  if (found) return found;
  try {
    await createShard(topo, keyspace, shard, options);
  } catch (error) {
    if (!isTopoError(error, 'NodeExists')) throw error;
  }
  return getShard(topo, keyspace, shard, options);
}

export async function updateShard(
  topo: TopoServer,
  keyspace: string,
  shard: string,
  change: (value: Shard) => MessageInput<'topodata.Shard'> | undefined,
  options?: CallOptions,
): Promise<Shard> {
  return updateRecord(topo.global, 'topodata.Shard', paths.shard(keyspace, shard), change, options);
}

export async function deleteShard(
  topo: TopoServer,
  keyspace: string,
  shard: string,
  options?: CallOptions,
): Promise<void> {
  await topo.global.delete(paths.shard(keyspace, shard), undefined, options);
}

/** Which tablets of the cell replicate the shard; empty when nobody said. */
export async function getShardReplication(
  topo: TopoServer,
  cell: string,
  keyspace: string,
  shard: string,
  options?: CallOptions,
): Promise<ShardReplication> {
  const conn = await topo.cell(cell, options);
  const found = await orAbsent(
    readRecord(conn, 'topodata.ShardReplication', paths.shardReplication(keyspace, shard), options),
  );
  return found?.value ?? { nodes: [] };
}

export async function addShardReplicationNode(
  topo: TopoServer,
  keyspace: string,
  shard: string,
  alias: TabletAliasLike,
  options?: CallOptions,
): Promise<void> {
  await changeShardReplication(topo, alias.cell, keyspace, shard, options, (nodes) =>
    nodes.some((node) => tabletAliasEqual(node, alias)) ? undefined : [...nodes, alias].sort(compareTabletAlias),
  );
}

export async function removeShardReplicationNode(
  topo: TopoServer,
  keyspace: string,
  shard: string,
  alias: TabletAliasLike,
  options?: CallOptions,
): Promise<void> {
  await changeShardReplication(topo, alias.cell, keyspace, shard, options, (nodes) =>
    nodes.some((node) => tabletAliasEqual(node, alias))
      ? nodes.filter((node) => !tabletAliasEqual(node, alias))
      : undefined,
  );
}

async function changeShardReplication(
  topo: TopoServer,
  cell: string,
  keyspace: string,
  shard: string,
  options: CallOptions | undefined,
  change: (nodes: readonly TabletAliasLike[]) => readonly TabletAliasLike[] | undefined,
): Promise<void> {
  const conn = await topo.cell(cell, options);
  const path = paths.shardReplication(keyspace, shard);
  try {
    await createRecord(conn, 'topodata.ShardReplication', path, { nodes: [] }, options);
  } catch (error) {
    if (!isTopoError(error, 'NodeExists')) throw error;
  }
  await updateRecord(
    conn,
    'topodata.ShardReplication',
    path,
    ({ nodes }) => {
      const known = nodes.flatMap((node) => (node.tablet_alias === null ? [] : [node.tablet_alias]));
      const next = change(known);
      return next === undefined
        ? undefined
        : { nodes: next.map((alias) => ({ tablet_alias: { cell: alias.cell, uid: alias.uid } })) };
    },
    options,
  );
}

import type { MessageInput } from '@vt/proto';
import { checkCompleteness, compareKeyRanges, parseShardName } from '@vt/vschema';
import type { CallOptions } from '../conn/conn.ts';
import { TopoError } from '../errors.ts';
import { getKeyspace } from '../records/keyspaces.ts';
import { getSrvKeyspace, putSrvKeyspace } from '../records/serving.ts';
import { getShards, type Shard } from '../records/shards.ts';
import type { TopoServer } from '../records/topo-server.ts';

const servedTypes = ['PRIMARY', 'REPLICA', 'RDONLY'] as const;
type Partition = NonNullable<MessageInput<'topodata.SrvKeyspace'>['partitions']>[number];

export type RebuildKeyspaceOptions = CallOptions & {
  /** Default: every cell. */
  readonly cells?: readonly string[];
  /** Accept shards that leave a part of the key space to nobody (while a keyspace is being set up). */
  readonly allowPartial?: boolean;
};

/**
 * Writes the keyspace's serving graph: for each tablet type the serving shards in key order. Throws Invalid
 * when these leave gaps or overlap, and then writes nothing. Throttler settings are carried along; shard controls that a switch of traffic made are kept.
 */
export async function rebuildKeyspace(
  topo: TopoServer,
  keyspace: string,
  options: RebuildKeyspaceOptions = {},
): Promise<void> {
  const record = await getKeyspace(topo, keyspace, options);
  const serving = [...(await getShards(topo, keyspace, options))]
    .filter(([, shard]) => shard.is_primary_serving)
    .sort(byKey);
  if (!options.allowPartial) checkWhole(keyspace, serving);
  const references = serving.map(([name, shard]) => ({ name, key_range: shard.key_range }));
  for (const cell of options.cells ?? (await topo.cellNames(options))) {
    const old = await getSrvKeyspace(topo, cell, keyspace, options);
    const partitions = servedTypes.map((type): Partition => {
      const before = old?.partitions.find((p) => p.served_type === type);
      const names = new Set(references.map((r) => r.name));
      const controls = before?.shard_tablet_controls.filter((c) => names.has(c.name)) ?? [];
      return { served_type: type, shard_references: references, shard_tablet_controls: controls };
    });
    const { throttler_config, query_throttler_config } = record;
    await putSrvKeyspace(topo, cell, keyspace, { partitions, throttler_config, query_throttler_config }, options);
  }
}

function checkWhole(keyspace: string, serving: readonly (readonly [string, Shard])[]): void {
  try {
    checkCompleteness(serving.map(([name]) => parseShardName(name)));
  } catch (cause) {
    throw new TopoError('Invalid', `serving graph of keyspace '${keyspace}'`, { cause });
  }
}

function byKey([a]: readonly [string, Shard], [b]: readonly [string, Shard]): number {
  const [left, right] = [parseShardName(a).keyRange, parseShardName(b).keyRange];
  return left && right ? compareKeyRanges(left, right) : a < b ? -1 : 1;
}

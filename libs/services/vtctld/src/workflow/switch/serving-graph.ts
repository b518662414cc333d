import { type MessageInput } from '@vt/proto';
import { orAbsent, type SrvKeyspace, type TopoServer } from '@vt/topo';
import type { Primary } from '../shards.ts';

type Type = 'PRIMARY' | 'REPLICA' | 'RDONLY';
type Partition = SrvKeyspace['partitions'][number];

/** Changes a keyspace's serving graph in cells (all if none are named), for who holds the keyspace's lock. */
async function edit(
  topo: TopoServer,
  keyspace: string,
  cells: readonly string[],
  change: (graph: SrvKeyspace) => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = cells.length > 0 ? cells : await topo.cells.names({ signal });
  for (const cell of wanted) {
    const graph = await orAbsent(topo.serving.keyspace(cell, keyspace, { signal }));
    if (!graph) continue;
    change(graph);
    await topo.serving.saveKeyspace(cell, keyspace, graph as MessageInput<'topodata.SrvKeyspace'>, { signal });
  }
}

/** Tablets of a type: from now on `to` serves what `from` did. */
export async function moveServing(
  topo: TopoServer,
  keyspace: string,
  type: Type,
  { from, to }: { readonly from: readonly Primary[]; readonly to: readonly Primary[] },
  cells: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const all = [...from, ...to];
  const moved = (partition: Partition): void => {
    const others = partition.shard_references.filter(({ name }) => !all.some(({ shard }) => shard === name));
    const added = to.map(({ shard, record }) => ({ name: shard, key_range: record.key_range }));
    partition.shard_references = [...others, ...added].sort((a, b) =>
      Buffer.compare(Buffer.from(a.key_range?.start ?? []), Buffer.from(b.key_range?.start ?? [])),
    );
    partition.shard_tablet_controls = disabledBut(all, partition);
  };
  await edit(topo, keyspace, cells, (graph) => graph.partitions.filter(ofType(type)).forEach(moved), signal);
}

const ofType =
  (type: Type) =>
  ({ served_type }: Partition): boolean =>
    served_type === type;

const control = ({ shard, record }: Primary) => ({
  name: shard,
  key_range: record.key_range,
  query_service_disabled: true,
});

/** The controls of other shards. INVARIANT: only those that switch something off are kept, as gates of Vitess count them. */
function disabledBut(shards: readonly Primary[], partition: Partition): Partition['shard_tablet_controls'] {
  return partition.shard_tablet_controls.filter(
    ({ name, query_service_disabled }) => query_service_disabled && !shards.some(({ shard }) => shard === name),
  );
}

/** Switches the query service of a type off or on, for tablets to find when they refresh. */
export async function setDisabled(
  topo: TopoServer,
  keyspace: string,
  type: Type,
  shards: readonly Primary[],
  disabled: boolean,
  signal: AbortSignal,
): Promise<void> {
  const changed = (partition: Partition): void => {
    const own = disabled ? shards.map(control) : [];
    partition.shard_tablet_controls = [...disabledBut(shards, partition), ...own];
  };
  await edit(topo, keyspace, [], (graph) => graph.partitions.filter(ofType(type)).forEach(changed), signal);
}

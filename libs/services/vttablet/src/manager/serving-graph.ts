import type { TabletIdentity, TabletType } from '@vt/tabletserver';
import { orAbsent, type TopoServer } from '@vt/topo';

/** Whether the serving graph of a tablet's cell switches the query service of a type off in its shard, as while traffic moves. */
export async function isSwitchedOff(
  topo: TopoServer,
  { keyspace, shard, alias }: TabletIdentity,
  type: TabletType,
  signal: AbortSignal,
): Promise<boolean> {
  const graph = await orAbsent(topo.serving.keyspace(alias.cell, keyspace, { signal }));
  const partition = graph?.partitions.find(({ served_type }) => served_type === type);
  const control = partition?.shard_tablet_controls.find(({ name }) => name === shard);
  return control?.query_service_disabled ?? false;
}

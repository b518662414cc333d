import { TopoServer } from '@vt/topo';
import type { Context } from '../../context.ts';

/** The topology of a cluster that was mounted. Close it. */
export async function externalTopo({ topo }: Context, name: string, signal: AbortSignal): Promise<TopoServer> {
  const { value } = await topo.externalClusters.get(name, { signal });
  const { topo_type, server, root } = value.topo_config ?? { topo_type: '', server: '', root: '' };
  return TopoServer.open({ implementation: topo_type, globalServerAddress: server, globalRoot: root });
}

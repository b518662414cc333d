import { VtError } from '@vt/base';
import type { Handler } from '../context.ts';

/** What the servers of other clusters may be. */
const topologies: ReadonlySet<string> = new Set(['etcd2', 'etcd', 'memory']);

/** Other clusters that tables can be brought in from. */
export const mountRegister: Handler<'MountRegister'> = async (request, { topo }, signal) => {
  const { name, topo_type, topo_server: server, topo_root: root } = request;
  if (!topologies.has(topo_type)) {
    const known = [...topologies].join(' and ');
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `topology type '${topo_type}': there are ${known}` });
  }
  await topo.externalClusters.create(name, { topo_config: { topo_type, server, root } }, { signal });
  return {};
};

export const mountUnregister: Handler<'MountUnregister'> = async ({ name }, { topo }, signal) => {
  await topo.externalClusters.get(name, { signal });
  await topo.externalClusters.delete(name, { signal });
  return {};
};

export const mountShow: Handler<'MountShow'> = async ({ name }, { topo }, signal) => {
  const { value } = await topo.externalClusters.get(name, { signal });
  const { topo_type, server, root } = value.topo_config ?? { topo_type: '', server: '', root: '' };
  return { name, topo_type, topo_server: server, topo_root: root };
};

export const mountList: Handler<'MountList'> = async (_request, { topo }, signal) => ({
  names: await topo.externalClusters.names({ signal }),
});

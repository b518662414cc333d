import { tabletAliasEqual } from '@vt/topo';
import type { Rpc } from './rpc.ts';

export const replicaWasRestarted: Rpc<'ReplicaWasRestarted'> = async (manager, request, context) => {
  const isParent = tabletAliasEqual(request.parent ?? undefined, manager.identity.alias);
  await manager.lock.run(async () => {
    if (manager.type !== 'PRIMARY' || isParent) return;
    await manager.changeType(manager.baseType, 'ReplicaWasRestarted');
  }, context.signal);
  return {};
};

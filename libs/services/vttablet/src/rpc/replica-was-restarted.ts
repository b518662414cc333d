import { tabletAliasEqual } from '@vt/topo';
import type { Rpc } from './rpc.ts';

export const replicaWasRestarted: Rpc<'ReplicaWasRestarted'> = async (manager, request) => {
  const isParent = tabletAliasEqual(request.parent ?? undefined, manager.identity.alias);
  if (manager.type === 'PRIMARY' && !isParent) {
    await manager.lock.run(() => manager.changeType(manager.baseType, 'ReplicaWasRestarted'));
  }
  return {};
};

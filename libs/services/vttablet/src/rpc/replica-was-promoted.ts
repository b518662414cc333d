import type { Rpc } from './rpc.ts';

export const replicaWasPromoted: Rpc<'ReplicaWasPromoted'> = async (manager, _request, context) => {
  await manager.lock.run(() => manager.becomePrimary('ReplicaWasPromoted'), context.signal);
  return {};
};

import type { Rpc } from './rpc.ts';

export const replicaWasPromoted: Rpc<'ReplicaWasPromoted'> = async (manager) => {
  await manager.lock.run(() => manager.becomePrimary('ReplicaWasPromoted'));
  return {};
};

import type { Rpc } from './rpc.ts';

/** Forgets the source. */
export const resetReplicationParameters: Rpc<'ResetReplicationParameters'> = async (manager, _request, context) => {
  manager.requireManaged('ResetReplicationParameters');
  await manager.lock.run(
    () =>
      manager.replication(async (replication) => {
        await replication.stop('both', context.signal);
        await replication.resetReplica(context.signal);
      }, context.signal),
    context.signal,
  );
  return {};
};

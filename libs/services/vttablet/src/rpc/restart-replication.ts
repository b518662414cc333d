import type { Rpc } from './rpc.ts';

export const restartReplication: Rpc<'RestartReplication'> = async (manager, request, context) => {
  manager.requireManaged('RestartReplication');
  await manager.lock.run(async () => {
    await manager.setSemiSync(false, request.semiSync);
    await manager.replication(async (replication) => {
      await replication.stop('both', context.signal);
      await replication.start('both', context.signal);
    }, context.signal);
  }, context.signal);
  return {};
};

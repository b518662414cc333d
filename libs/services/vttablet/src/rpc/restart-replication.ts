import type { Rpc } from './rpc.ts';

export const restartReplication: Rpc<'RestartReplication'> = async (manager, request, context) => {
  manager.requireManaged('RestartReplication');
  await manager.lock.run(async () => {
    await manager.replication((replication) => replication.stop('both', context.signal), context.signal);
    await manager.acknowledge(request.semiSync);
    await manager.replication((replication) => replication.start('both', context.signal), context.signal);
  }, context.signal);
  return {};
};

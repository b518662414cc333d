import type { Rpc } from './rpc.ts';

export const startReplication: Rpc<'StartReplication'> = async (manager, request, context) => {
  manager.requireManaged('StartReplication');
  await manager.lock.run(async () => {
    await manager.acknowledge(request.semiSync);
    await manager.replication((replication) => replication.start('both', context.signal), context.signal);
  }, context.signal);
  return {};
};

import type { Rpc } from './rpc.ts';

export const stopReplication: Rpc<'StopReplication'> = async (manager, _request, context) => {
  manager.requireManaged('StopReplication');
  await manager.lock.run(
    () => manager.replication((replication) => replication.stop('both', context.signal), context.signal),
    context.signal,
  );
  return {};
};

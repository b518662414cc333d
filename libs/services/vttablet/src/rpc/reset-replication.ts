import type { Rpc } from './rpc.ts';

/** Forgets source, logs and executed GTIDs. */
export const resetReplication: Rpc<'ResetReplication'> = async (manager, _request, context) => {
  manager.requireManaged('ResetReplication');
  await manager.lock.run(
    () => manager.replication((replication) => replication.resetAll(context.signal), context.signal),
    context.signal,
  );
  return {};
};

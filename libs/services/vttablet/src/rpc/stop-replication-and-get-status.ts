import { noReplication, protoStatus } from './proto-status.ts';
import type { Rpc } from './rpc.ts';

export const stopReplicationAndGetStatus: Rpc<'StopReplicationAndGetStatus'> = async (manager, request, context) => {
  manager.requireManaged('StopReplicationAndGetStatus');
  const ioOnly = request.stop_replication_mode === 'IOTHREADONLY';
  // An emergency asks this. Whoever copies this mysqld's files has stopped it, and a shard may have nobody else to acknowledge writes.
  manager.copies.giveServerBack();
  return await manager.lock.run(
    () =>
      manager.replication(async (replication) => {
        const before = await replication.status(context.signal);
        if (!before) throw noReplication();
        const isIoStopped = before.ioState === 'stopped';
        const isStopped = isIoStopped && (ioOnly || before.sqlState === 'stopped');
        if (!isStopped) await replication.stop(ioOnly ? 'io' : 'both', context.signal);
        const after = isStopped ? before : await replication.status(context.signal);
        return { status: { before: protoStatus(before), after: after ? protoStatus(after) : null } };
      }, context.signal),
    context.signal,
  );
};

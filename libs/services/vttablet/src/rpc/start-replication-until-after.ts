import { parsePosition } from '@vt/mysql';
import type { Rpc } from './rpc.ts';

export const startReplicationUntilAfter: Rpc<'StartReplicationUntilAfter'> = async (manager, request, context) => {
  manager.requireManaged('StartReplicationUntilAfter');
  const position = parsePosition(request.position);
  const timeoutMs = Number(request.wait_timeout / 1_000_000n);
  await manager.lock.run(
    () =>
      manager.replication(async (replication) => {
        await replication.startUntilAfter(position, context.signal);
        await replication.waitForPosition(position, timeoutMs, context.signal);
      }, context.signal),
    context.signal,
  );
  return {};
};

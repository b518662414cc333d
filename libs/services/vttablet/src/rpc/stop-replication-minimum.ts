import { formatPosition, parsePosition } from '@vt/mysql';
import type { Rpc } from './rpc.ts';

export const stopReplicationMinimum: Rpc<'StopReplicationMinimum'> = async (manager, request, context) => {
  manager.requireManaged('StopReplicationMinimum');
  const wanted = parsePosition(request.position);
  const timeoutMs = Number(request.wait_timeout / 1_000_000n);
  const position = await manager.lock.run(
    () =>
      manager.replication(async (replication) => {
        await replication.waitForPosition(wanted, timeoutMs, context.signal);
        await replication.stop('both', context.signal);
        return await replication.position(context.signal);
      }, context.signal),
    context.signal,
  );
  return { position: formatPosition(position) };
};

import { parsePosition } from '@vt/mysql';
import type { Rpc } from './rpc.ts';

/** Without a deadline of the caller. */
const WAIT_MS_MAX = 3_600_000;

export const waitForPosition: Rpc<'WaitForPosition'> = async (manager, request, context) => {
  const position = parsePosition(request.position);
  const timeoutMs = Number.isFinite(context.deadlineMs) ? Math.max(1, context.deadlineMs - Date.now()) : WAIT_MS_MAX;
  await manager.replication(
    (replication) => replication.waitForPosition(position, timeoutMs, context.signal),
    context.signal,
  );
  return {};
};

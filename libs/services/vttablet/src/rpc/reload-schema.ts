import { parsePosition } from '@vt/mysql';
import type { Rpc } from './rpc.ts';

const WAIT_MS = 30_000;

export const reloadSchema: Rpc<'ReloadSchema'> = async (manager, request, context) => {
  if (request.wait_position !== '') {
    const position = parsePosition(request.wait_position);
    await manager.replication((r) => r.waitForPosition(position, WAIT_MS, context.signal), context.signal);
  }
  await manager.queryService.schema?.reload();
  return {};
};

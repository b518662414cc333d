import type { Rpc } from './rpc.ts';

export const vreplicationWaitForPos: Rpc<'VReplicationWaitForPos'> = async (manager, request, context) => {
  await manager.vreplication.waitForPos(request.id, request.position, context.signal);
  return {};
};

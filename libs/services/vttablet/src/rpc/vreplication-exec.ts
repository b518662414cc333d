import type { Rpc } from './rpc.ts';

export const vreplicationExec: Rpc<'VReplicationExec'> = async (manager, request, context) => {
  return { result: await manager.vreplication.exec(request.query, context.signal) };
};

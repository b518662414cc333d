import type { Rpc } from './rpc.ts';

export const promoteReplica: Rpc<'PromoteReplica'> = async (manager, request, context) => {
  manager.requireManaged('PromoteReplica');
  return await manager.lock.run(async () => ({ position: await manager.promote(request.semiSync, context.signal) }));
};

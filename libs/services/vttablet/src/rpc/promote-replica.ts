import type { Rpc } from './rpc.ts';

export const promoteReplica: Rpc<'PromoteReplica'> = async (manager, request, context) => {
  manager.requireManaged('PromoteReplica');
  const { signal } = context;
  return await manager.lock.run(async () => ({ position: await manager.promote(request.semiSync, signal) }), signal);
};

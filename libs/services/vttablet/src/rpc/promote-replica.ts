import type { Rpc } from './rpc.ts';

export const promoteReplica: Rpc<'PromoteReplica'> = async (manager, request, context) => {
  manager.requireManaged('PromoteReplica');
  return await manager.lock.run(async () => {
    const position = await manager.promoteMysqld(context.signal);
    await manager.setSemiSync(true, request.semiSync);
    await manager.becomePrimary('PromoteReplica');
    return { position };
  });
};

import type { Rpc } from './rpc.ts';

export const undoDemotePrimary: Rpc<'UndoDemotePrimary'> = async (manager, request, context) => {
  await manager.lock.run(() => manager.undoDemote(request.semiSync), context.signal);
  return {};
};

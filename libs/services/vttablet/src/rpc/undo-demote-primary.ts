import type { Rpc } from './rpc.ts';

export const undoDemotePrimary: Rpc<'UndoDemotePrimary'> = async (manager, request) => {
  await manager.lock.run(() => manager.undoDemote(request.semiSync));
  return {};
};

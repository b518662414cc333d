import type { Rpc } from './rpc.ts';

export const setReadWrite: Rpc<'SetReadWrite'> = async (manager, _request, context) => {
  await manager.replication((replication) => replication.setReadOnly('off'), context.signal);
  return {};
};

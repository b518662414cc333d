import type { Rpc } from './rpc.ts';

export const setReadOnly: Rpc<'SetReadOnly'> = async (manager, _request, context) => {
  await manager.replication((replication) => replication.setReadOnly('read-only'), context.signal);
  return {};
};

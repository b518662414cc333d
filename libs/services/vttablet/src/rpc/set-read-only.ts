import type { Rpc } from './rpc.ts';

export const setReadOnly: Rpc<'SetReadOnly'> = async (manager, _request, context) => {
  // Nobody at all writes to a replica but replication.
  const mode = manager.type === 'PRIMARY' ? 'read-only' : 'super-read-only';
  await manager.replication((replication) => replication.setReadOnly(mode), context.signal);
  return {};
};

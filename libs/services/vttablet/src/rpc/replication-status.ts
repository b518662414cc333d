import { noReplication, protoStatus } from './proto-status.ts';
import type { Rpc } from './rpc.ts';

export const replicationStatus: Rpc<'ReplicationStatus'> = async (manager, _request, context) => {
  const status = await manager.replication((replication) => replication.status(context.signal), context.signal);
  if (!status) throw noReplication();
  return { status: protoStatus(status) };
};

import { protoPrimaryStatus } from './proto-status.ts';
import type { Rpc } from './rpc.ts';

export const primaryStatus: Rpc<'PrimaryStatus'> = async (manager, _request, context) => {
  const status = await manager.replication((replication) => replication.primaryStatus(context.signal), context.signal);
  return { status: protoPrimaryStatus(status) };
};

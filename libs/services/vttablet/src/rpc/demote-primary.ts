import { protoPrimaryStatus } from './proto-status.ts';
import type { Rpc } from './rpc.ts';

/** Stops serving writes and makes mysqld read-only; the type changes when somebody else is primary. */
export const demotePrimary: Rpc<'DemotePrimary'> = async (manager, _request, context) => {
  const status = await manager.lock.run(() => manager.demote(context.signal), context.signal);
  return { primary_status: protoPrimaryStatus(status) };
};

import { protoPrimaryStatus } from './proto-status.ts';
import type { Rpc } from './rpc.ts';

/** Stops serving writes and makes mysqld read-only; the type changes when somebody else is primary. */
export const demotePrimary: Rpc<'DemotePrimary'> = async (manager, _request, context) => {
  const status = await manager.lock.run(() => {
    // Who asked may have given up while this waited for its turn.
    context.signal.throwIfAborted();
    return manager.demote(context.signal);
  });
  return { primary_status: protoPrimaryStatus(status) };
};

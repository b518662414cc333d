import type { TabletState, TabletTarget } from '../gateway/tablet-gateway.ts';
import type { Session } from '../session/session.ts';

/** Keeps what a call has left on a tablet as the session's own there. @param wrote the call changed something in its transaction, or may have. */
export function rememberShard(session: Session, target: TabletTarget, state: TabletState, wrote: boolean): void {
  const known = session.find(target);
  const inTransaction = wrote && state.transactionId !== 0n;
  if (known) {
    known.state = state;
    if (inTransaction) known.wrote = true;
  } else if (state.transactionId !== 0n || state.reservedId !== 0n)
    session.shardSessions.push({ target, state, wrote: inTransaction });
}

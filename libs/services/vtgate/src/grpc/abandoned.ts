import type { Executor } from '../executor/executor.ts';
import type { TabletState } from '../gateway/tablet-gateway.ts';
import type { Session } from '../session/session.ts';

const CLOSE_MS = 10_000;

/** Ends what a session holds on tablets, also for a client that does not wait for it. */
export function closeSession(executor: Executor, session: Session): Promise<void> {
  return executor.close(session, AbortSignal.timeout(CLOSE_MS));
}

/**
 * Ends what a call has begun for a client that has given it up: it does not get the session in which that is, so that nobody else could, and rows would
 * stay locked until their transactions time out. `told`: the session as the client has it.
 */
export function endUntold(executor: Executor, session: Session, told: Session): Promise<void> {
  session.shardSessions = session.shardSessions.filter(({ target, state }) => !isSame(state, told.find(target)?.state));
  if (isSame(session.lockSession?.state, told.lockSession?.state)) session.lockSession = undefined;
  return closeSession(executor, session);
}

/** A stream's messages, and its session behind them. `end` is called where its client goes before it has got that. */
export async function* withSession<M>(
  messages: AsyncIterable<M>,
  session: () => M,
  end: () => Promise<void>,
): AsyncGenerator<M, void, void> {
  let isTold = false;
  try {
    yield* messages;
    yield session();
    isTold = true;
  } finally {
    if (!isTold) void end();
  }
}

function isSame(one: TabletState | undefined, other: TabletState | undefined): boolean {
  if (!one || !other) return false;
  const { transactionId, reservedId } = one;
  return (
    (transactionId !== 0n && transactionId === other.transactionId) ||
    (reservedId !== 0n && reservedId === other.reservedId)
  );
}

import { collectResult } from '@vt/sqltypes';
import type { TabletGateway } from '../gateway/tablet-gateway.ts';
import type { Session, ShardSession } from '../session/session.ts';
import { plainCall } from './plain-call.ts';

const BEAT_MS_MAX = 5_000;

/**
 * Tells the tablets that a client which is silent still needs the connections that it holds: its locks, temporary tables and handlers last
 * as long as it does. A transaction's time is not prolonged.
 */
export async function beat(session: Session, gateway: TabletGateway): Promise<void> {
  const signal = AbortSignal.timeout(BEAT_MS_MAX);
  await Promise.all(heldBy(session).map((held) => beatOne(session, held, gateway, signal)));
}

/** Connections that would end if nobody asked for them. */
export function heldBy({ lockSession, shardSessions }: Session): readonly ShardSession[] {
  const idle = shardSessions.filter(({ state }) => state.reservedId !== 0n && state.transactionId === 0n);
  return lockSession ? [lockSession, ...idle] : idle;
}

async function beatOne(
  session: Session,
  held: ShardSession,
  gateway: TabletGateway,
  signal: AbortSignal,
): Promise<void> {
  try {
    const call = { ...plainCall(session), ...held.state, sql: 'select 1' };
    held.state = await gateway.execute(held.target, call, collectResult({ rowsMax: 1 }), signal);
  } catch {
    // That it is gone, the client's next statement on it says.
  }
}

import type { Session } from './session.ts';

/**
 * How long a statement may take, in milliseconds; undefined: as long as its tablet lets it. What it says itself comes first, then its session, then the gate
 * (`--query-timeout`); none of them goes beyond what the listener allows its clients (`--mysql-server-query-timeout`).
 */
export function statementTimeoutMs(
  session: Session,
  gatesMs: number,
  ownMs: number = session.queryTimeoutMs || gatesMs,
): number | undefined {
  const most = session.timeoutMsMax;
  if (most > 0 && (ownMs === 0 || ownMs > most)) return most;
  return ownMs || undefined;
}

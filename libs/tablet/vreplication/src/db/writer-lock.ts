import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { literal, type MysqlSession } from '@vt/mysql';

/** Sessions of one stream that may write at the same time. */
export const WRITERS_MAX = 32;
const WAIT_S = 30;
const POLL_MS = 10;

const lockName = (id: number, slot: number): string => `vt_vreplication:${id}:${slot}`;

/**
 * A session of a stream holds a lock while it lives. What a client sent before it went away is still run by mysqld: whoever goes on with the
 * stream waits until the sessions of who had it before are gone, and with them their transactions.
 */
export async function takeWriterLock(
  session: MysqlSession,
  id: number,
  slot: number,
  signal: AbortSignal,
): Promise<void> {
  const [row] = await session.query(`SELECT GET_LOCK(${literal(lockName(id, slot))}, ${WAIT_S}) AS taken`, signal);
  if (row?.['taken'] !== '1') throw stillThere([id]);
}

/** Waits until no session of the streams writes any more, but those of this one. */
export async function writersGone(session: MysqlSession, ids: readonly number[], signal: AbortSignal): Promise<void> {
  if (ids.length === 0) return;
  const names = ids.flatMap((id) => Array.from({ length: WRITERS_MAX }, (_, slot) => lockName(id, slot)));
  const tests = names.map((name) => `IS_USED_LOCK(${literal(name)}) IS NULL`).join(' AND ');
  const endMs = performance.now() + WAIT_S * 1000;
  for (;;) {
    const [row] = await session.query(`SELECT ${tests} AS gone`, signal);
    if (row?.['gone'] === '1') return;
    if (performance.now() > endMs) throw stillThere(ids);
    await delay(POLL_MS, undefined, { signal });
  }
}

function stillThere(ids: readonly number[]): VtError {
  return new VtError({
    code: 'UNAVAILABLE',
    message: `an earlier session of stream ${ids.join(', ')} is still there after ${WAIT_S} s`,
  });
}

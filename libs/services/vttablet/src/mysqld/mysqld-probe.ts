import { setTimeout as delay } from 'node:timers/promises';
import { anySignal } from '@vt/base';
import type { MysqlSession } from '@vt/mysql';
import type { MysqlServer } from '@vt/mysqlctl';
import type { Clock } from '@vt/servenv';

const INTERVAL_MS = 500;
/** As a server that gets little processor or disk needs at worst; one that is gone refuses at once. */
const TIMEOUT_MS = 3_000;

/**
 * Asks mysqld at an interval whether it still answers, so that one that died or hangs is known without a query having to find out. Told on each change, with the reason or undefined.
 * @param clock by which an answer may be late: not while this process reads none
 */
export async function probeMysqld(
  server: Pick<MysqlServer, 'connect'>,
  onChange: (problem: string | undefined) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let connection: MysqlSession | undefined;
  let last: string | undefined;
  while (!signal.aborted) {
    const answered = new AbortController();
    const late = new AbortController();
    const tooLate = (): void => late.abort(new Error(`mysqld did not answer within ${TIMEOUT_MS} ms`));
    void clock.sleep(TIMEOUT_MS, answered.signal).then(() => answered.signal.aborted || tooLate());
    const either = anySignal([late.signal, signal]);
    let problem: string | undefined;
    try {
      connection ??= await server.connect('vt_dba', either);
      await connection.query('SELECT 1', either);
    } catch (error) {
      connection?.close();
      connection = undefined;
      problem = error instanceof Error ? error.message : String(error);
    }
    answered.abort();
    if (signal.aborted) break;
    if (problem !== last) onChange(problem);
    last = problem;
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
  connection?.close();
}

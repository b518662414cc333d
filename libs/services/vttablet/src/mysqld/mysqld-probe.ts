import { setTimeout as delay } from 'node:timers/promises';
import type { MysqlSession } from '@vt/mysql';
import type { MysqlServer } from '@vt/mysqlctl';

const INTERVAL_MS = 500;
const TIMEOUT_MS = 1_500;

/**
 * Asks mysqld at an interval whether it still answers, so that one that died or hangs is known without a query having to find out. Told on each change, with the reason or undefined.
 */
export async function probeMysqld(
  server: MysqlServer,
  onChange: (problem: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  let connection: MysqlSession | undefined;
  let last: string | undefined;
  while (!signal.aborted) {
    let problem: string | undefined;
    try {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      connection ??= await server.connect('vt_dba', timeout);
      await connection.query('SELECT 1', timeout);
    } catch (error) {
      connection?.close();
      connection = undefined;
      problem = error instanceof Error ? error.message : String(error);
    }
    if (problem !== last) onChange(problem);
    last = problem;
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
  connection?.close();
}

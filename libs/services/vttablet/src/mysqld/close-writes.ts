import { anySignal } from '@vt/base';
import { type MysqlServer, replicationOf } from '@vt/mysqlctl';
import { asDba } from './dba.ts';

const KILL_TIMEOUT_MS = 2_000;
/** How long the commits of a primary that was replaced may hold up its becoming read-only, and those of one that is to be replaced. */
export const FENCE_MS = 1_000;
export const DEMOTE_MS = 10_000;

/**
 * Makes mysqld read-only for everybody. Commits that wait for a replica's acknowledgement hold this up: when time is up or the signal aborts first, the
 * attempt is taken back, so that it does not come true later.
 */
export async function closeWrites(server: MysqlServer, withinMs: number, end?: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(withinMs);
  const signal = end ? anySignal([limit, end]) : limit;
  await asDba(
    server,
    async (connection) => {
      const [row] = await connection.query('SELECT CONNECTION_ID() AS id', signal);
      try {
        await replicationOf(connection, server.version).setReadOnly('super-read-only', signal);
      } catch (error) {
        if (signal.aborted) await kill(server, Number(row?.['id'])).catch(() => {});
        throw error;
      }
    },
    signal,
  );
}

async function kill(server: MysqlServer, id: number): Promise<void> {
  const signal = AbortSignal.timeout(KILL_TIMEOUT_MS);
  const connection = await server.connect('vt_dba', signal);
  try {
    await connection.query(`KILL ${id}`, signal);
  } finally {
    connection.close();
  }
}

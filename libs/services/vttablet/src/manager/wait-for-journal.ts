import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { MysqlServer } from '@vt/mysqlctl';
import { asDba } from '../mysqld/dba.ts';

const POLL_MS = 20;
const ER_NO_SUCH_TABLE = 1146;
const ER_BAD_DB = 1049;

/** Waits for a row of the reparent journal: what the primary wrote has arrived. */
export async function waitForJournal(server: MysqlServer, timeCreatedNs: bigint, signal: AbortSignal): Promise<void> {
  const sql = `SELECT 1 FROM _vt.reparent_journal WHERE time_created_ns = ${timeCreatedNs}`;
  await asDba(
    server,
    async (connection) => {
      for (;;) {
        // Until replication brings it, there is no such table.
        const rows = await connection.query(sql, signal).catch((error: unknown) => {
          if (error instanceof VtError && (error.errno === ER_NO_SUCH_TABLE || error.errno === ER_BAD_DB)) return [];
          throw error;
        });
        if (rows.length > 0) return;
        await delay(POLL_MS, undefined, { signal });
      }
    },
    signal,
  );
}

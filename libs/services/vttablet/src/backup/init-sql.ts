import { anySignal } from '@vt/base';
import type { Message } from '@vt/proto';
import { executeFetch } from '../manager/execute-fetch.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import type { Say } from './event-stream.ts';

type InitSql = Message<'tabletmanagerdata.BackupRequest.InitSQL'>;

/** Runs what is to be run on mysqld before a backup, on tablets of these types (none: of any), not replicated. A failure is told, and ends the backup only where that is wanted. */
export async function runInitSql(
  manager: TabletManager,
  { queries, tablet_types: types, timeout, fail_on_error }: InitSql,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  if (queries.length === 0) return;
  if (types.length > 0 && !types.includes(manager.type)) return;
  const limitMs = timeout ? Number(timeout.seconds) * 1000 + timeout.nanos / 1e6 : 0;
  const limited = limitMs > 0 ? anySignal([signal, AbortSignal.timeout(limitMs)]) : signal;
  for (const query of queries) {
    try {
      const sql = Buffer.from(query);
      await executeFetch(manager, {
        user: 'vt_dba',
        sql,
        rowsMax: 0,
        dbName: '',
        disableBinlogs: true,
        signal: limited,
      });
      say(`executed before the backup: ${query}`);
    } catch (error) {
      signal.throwIfAborted();
      if (fail_on_error) throw error;
      say(`failed before the backup: ${query}: ${error instanceof Error ? error.message : String(error)}`, 'WARNING');
    }
  }
}

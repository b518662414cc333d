import { VtError } from '@vt/base';
import type { SqlExecutor, SqlRow } from '../sql-executor.ts';
import type { ReplicationThread, SemiSyncState } from './types.ts';

/** The value of the first column of the first row; '' for none. */
export async function scalar(sql: SqlExecutor, statement: string, signal?: AbortSignal): Promise<string> {
  const [row] = await sql.query(statement, signal);
  return (row && Object.values(row)[0]) ?? '';
}

/** SHOW VARIABLES or SHOW STATUS as name → value. */
export async function variables(
  sql: SqlExecutor,
  statement: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query(statement, signal);
  return new Map(rows.map(nameAndValue));
}

function nameAndValue(row: SqlRow): [string, string] {
  const [name, value] = Object.values(row);
  return [(name ?? '').toLowerCase(), value ?? ''];
}

export function threadWord(thread: ReplicationThread): string {
  return { both: '', io: ' IO_THREAD', sql: ' SQL_THREAD' }[thread];
}

export function isOn(value: string | undefined): boolean {
  return value === 'ON' || value === '1';
}

/** Semi-sync by the names of the two sides, e.g. rpl_semi_sync_source and rpl_semi_sync_replica. */
export async function readSemiSync(
  sql: SqlExecutor,
  primary: string,
  replica: string,
  signal?: AbortSignal,
): Promise<SemiSyncState> {
  const settings = await variables(sql, "SHOW GLOBAL VARIABLES LIKE 'rpl_semi_sync%'", signal);
  const status = await variables(sql, "SHOW GLOBAL STATUS LIKE 'rpl_semi_sync%'", signal);
  return {
    primaryEnabled: isOn(settings.get(`${primary}_enabled`)),
    replicaEnabled: isOn(settings.get(`${replica}_enabled`)),
    primaryActive: isOn(status.get(`${primary}_status`)),
    replicaActive: isOn(status.get(`${replica}_status`)),
    clients: Number(status.get(`${primary}_clients`) ?? 0),
    waitSessions: Number(status.get(`${primary}_wait_sessions`) ?? 0),
    acknowledged: BigInt(status.get(`${primary}_yes_tx`) ?? 0),
    timeoutMs: BigInt(settings.get(`${primary}_timeout`) ?? 0),
    waitForReplicaCount: Number(
      settings.get(`${primary}_wait_for_replica_count`) ?? settings.get(`${primary}_wait_for_slave_count`) ?? 1,
    ),
  };
}

export function timedOut(what: string, timeoutMs: number): VtError {
  return new VtError({
    code: 'DEADLINE_EXCEEDED',
    message: `timed out after ${timeoutMs} ms waiting for position ${what}`,
  });
}

export function wrongKind(wanted: string, got: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    message: `a position of ${wanted} is needed here, not one of ${got}`,
  });
}

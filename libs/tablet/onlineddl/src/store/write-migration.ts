import { literal, type MysqlSession, type SqlValue } from '@vt/mysql';
import type { MigrationStatus } from './migration-row.ts';

/** Text of SQL, not a value. */
export type Raw = { readonly raw: string };
export const now: Raw = { raw: 'NOW()' };
export const nowMicros: Raw = { raw: 'NOW(6)' };

const MESSAGE_CHARS_MAX = 16_000;

/** Sets columns of one migration. Resolves with the number of rows. */
export async function setColumns(
  session: MysqlSession,
  uuid: string,
  columns: Readonly<Record<string, Raw | SqlValue>>,
  signal: AbortSignal,
  where = '1 = 1',
): Promise<number> {
  const set = Object.entries(columns).map(([name, value]) => `${name} = ${text(value)}`);
  const { affectedRows } = await session.execute(
    `UPDATE _vt.schema_migrations SET ${set.join(', ')} WHERE migration_uuid = ${literal(uuid)} AND (${where})`,
    signal,
  );
  return Number(affectedRows);
}

function text(value: Raw | SqlValue): string {
  return typeof value === 'object' && value !== null && 'raw' in value ? value.raw : literal(value);
}

const OVER: ReadonlySet<MigrationStatus> = new Set(['cancelled', 'complete', 'failed']);

/** Changes a migration's status, with the times and figures that belong to it. */
export async function setStatus(
  session: MysqlSession,
  uuid: string,
  status: MigrationStatus,
  signal: AbortSignal,
  message = '',
): Promise<void> {
  const columns: Record<string, Raw | SqlValue> = { migration_status: status, message_timestamp: nowMicros };
  if (message !== '') columns['message'] = message.slice(0, MESSAGE_CHARS_MAX);
  if (status === 'ready') columns['ready_timestamp'] = now;
  if (status === 'running') {
    columns['started_timestamp'] = { raw: 'IFNULL(started_timestamp, NOW())' };
    columns['liveness_timestamp'] = now;
  }
  if (OVER.has(status)) columns['completed_timestamp'] = nowMicros;
  if (status === 'complete') Object.assign(columns, { progress: 100, eta_seconds: 0, stage: '', message });
  await setColumns(session, uuid, columns, signal);
}

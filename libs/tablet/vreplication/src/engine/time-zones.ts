import { VtError } from '@vt/base';
import { type MysqlSession, sql } from '@vt/mysql';
import type { BinlogSource } from '../store/stream-row.ts';

/** INVARIANT: of a zone that it does not know a server makes NULL, which would be written in the place of every time. */
export async function requireTimeZones(
  session: MysqlSession,
  { source_time_zone: from, target_time_zone: to }: BinlogSource,
  signal: AbortSignal,
): Promise<void> {
  if (from === '') return;
  const zones = [from, to || 'UTC'] as const;
  const [row] = await session.query(
    sql`SELECT CONVERT_TZ('2006-01-02 15:04:05', ${zones[0]}, ${zones[1]}) AS converted`,
    signal,
  );
  if (row?.['converted']) return;
  const message = `times cannot be converted from ${zones[0]} to ${zones[1]}: one of the zones is unknown, or mysqld's time zone tables are not loaded`;
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

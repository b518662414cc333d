import { literal, type MysqlSession } from '@vt/mysql';
import { quoteName } from '@vt/sqlparser';

/** Whether a table gives out numbers. */
export async function countsItself(session: MysqlSession, table: string, signal: AbortSignal): Promise<boolean> {
  const rows = await session.query(
    `SELECT 1 AS one FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ${literal(table)} AND extra LIKE '%auto_increment%'`,
    signal,
  );
  return rows.length > 0;
}

/** The filled table goes on counting where the present one stands. */
export async function keepAutoIncrement(session: MysqlSession, table: string, shadow: string, signal: AbortSignal) {
  await session.readFreshStatistics(signal);
  const rows = await session.query(
    `SELECT table_name AS name, auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (${literal(table)}, ${literal(shadow)})`,
    signal,
  );
  const next = (name: string): bigint => BigInt(rows.find((row) => row['name'] === name)?.['next'] ?? 0);
  const isCounted = rows.every((row) => row['next'] !== null);
  if (!isCounted || next(shadow) >= next(table)) return;
  await session.execute(`ALTER TABLE ${quoteName(shadow)} AUTO_INCREMENT = ${next(table)}`, signal);
}

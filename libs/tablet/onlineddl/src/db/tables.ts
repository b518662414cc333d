import { VtError } from '@vt/base';
import { type MysqlSession, sql } from '@vt/mysql';
import { quoteName } from '@vt/sqlparser';

/** What stands under each of the names that are there. */
export async function existing(
  session: MysqlSession,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, 'table' | 'view'>> {
  if (names.length === 0) return new Map();
  const list = names.map((name) => sql`${name}`).join(', ');
  const rows = await session.query(
    `SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (${list})`,
    signal,
  );
  return new Map(rows.map(({ name, type }) => [String(name), type === 'VIEW' ? 'view' : 'table']));
}

export async function exists(session: MysqlSession, name: string, signal: AbortSignal): Promise<boolean> {
  return (await existing(session, [name], signal)).has(name);
}

export type ChildKey = { readonly child: string; readonly key: string };

/** Foreign keys to a table. */
export async function keysTo(session: MysqlSession, table: string, signal: AbortSignal): Promise<readonly ChildKey[]> {
  const rows = await session.query(
    sql`SELECT DISTINCT table_name AS child, constraint_name AS name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE() AND referenced_table_name = ${table}`,
    signal,
  );
  return rows.map(({ child, name }) => ({ child: String(child), key: String(name) }));
}

/**
 * Triggers stay with a table that gets another name, and would fire for rows that a stream writes.
 * @throws UNIMPLEMENTED where one of the tables has some
 */
export async function refuseTriggers(
  session: MysqlSession,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const list = tables.map((name) => sql`${name}`).join(', ');
  const [row] = await session.query(
    `SELECT trigger_name AS name, event_object_table AS own FROM information_schema.triggers WHERE event_object_schema = DATABASE() AND event_object_table IN (${list}) LIMIT 1`,
    signal,
  );
  if (!row) return;
  const message = `TRIGGERS are not supported in online DDL: table ${row['own']} has ${row['name']}`;
  throw new VtError({ code: 'UNIMPLEMENTED', message });
}

/** The statement that would make a table. */
export async function showCreate(session: MysqlSession, table: string, signal: AbortSignal): Promise<string> {
  const { rows } = await session.execute(`SHOW CREATE TABLE ${quoteName(table)}`, signal);
  return Buffer.from(rows[0]?.[1] ?? '').toString('utf8');
}

/** The server's position, with its flavor. */
export async function position(session: MysqlSession, signal: AbortSignal): Promise<string> {
  const { isMariadb } = session.connection;
  const [row] = await session.query(
    `SELECT @@global.${isMariadb ? 'gtid_binlog_pos' : 'gtid_executed'} AS pos`,
    signal,
  );
  return `${isMariadb ? 'MariaDB' : 'MySQL56'}/${(row?.['pos'] ?? '').replaceAll('\n', '')}`;
}

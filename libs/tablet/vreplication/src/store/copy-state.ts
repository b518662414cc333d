import { literal, type MysqlSession, sql } from '@vt/mysql';

/** Tables whose copy is not done, by name, with their last keys; null: not begun. The newest row of a table counts. */
export async function readCopyState(
  session: MysqlSession,
  id: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | null>> {
  const rows = await session.query(
    `SELECT table_name, lastpk FROM _vt.copy_state WHERE id IN (SELECT MAX(id) FROM _vt.copy_state WHERE vrepl_id = ${id} GROUP BY table_name) ORDER BY id`,
    signal,
  );
  return new Map(rows.map((row) => [String(row['table_name']), row['lastpk'] ?? null]));
}

/** What keeps a table's last key, for the transaction of the rows. */
export function lastKeyStatement(id: number, table: string, lastKey: string): string {
  return sql`UPDATE _vt.copy_state SET lastpk = ${lastKey} WHERE vrepl_id = ${id} AND table_name = ${table}`;
}

/** Of a table whose rows were taken back. */
export function beginAnewStatement(id: number, table: string): string {
  return sql`UPDATE _vt.copy_state SET lastpk = NULL WHERE vrepl_id = ${id} AND table_name = ${table}`;
}

export function addTablesStatement(id: number, tables: readonly string[]): string {
  const rows = tables.map((table) => `(${id}, ${literal(table)})`).join(', ');
  return `INSERT INTO _vt.copy_state (vrepl_id, table_name) VALUES ${rows}`;
}

export function tableDoneStatement(id: number, table: string): string {
  return sql`DELETE FROM _vt.copy_state WHERE vrepl_id = ${id} AND table_name = ${table}`;
}

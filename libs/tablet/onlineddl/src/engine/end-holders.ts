import { literal, type MysqlSession } from '@vt/mysql';

/** Ends the sessions that hold a table, for a cut-over that does not wait for them any more. */
export async function endHolders(
  session: MysqlSession,
  table: string,
  except: number,
  signal: AbortSignal,
): Promise<void> {
  for (const id of await holders(session, table, signal)) {
    if (id !== except && id !== session.connection.threadId)
      await session.execute(`KILL ${id}`, signal).catch(() => {});
  }
}

async function holders(session: MysqlSession, table: string, signal: AbortSignal): Promise<readonly number[]> {
  // MariaDB tells who runs a statement that names the table, and who has an open transaction; not which tables it used.
  const text = session.connection.isMariadb
    ? `SELECT DISTINCT p.id AS id FROM information_schema.processlist p LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id WHERE p.db = DATABASE() AND (p.info LIKE ${literal(`%${table}%`)} OR (t.trx_id IS NOT NULL AND p.command = 'Sleep'))`
    : `SELECT DISTINCT t.processlist_id AS id FROM performance_schema.metadata_locks l JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id WHERE l.object_type = 'TABLE' AND l.object_schema = DATABASE() AND l.object_name = ${literal(table)} AND l.lock_status = 'GRANTED' AND t.processlist_id IS NOT NULL`;
  const rows = await session.query(text, signal);
  return rows.map(({ id }) => Number(id));
}

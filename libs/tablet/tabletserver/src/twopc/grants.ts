import { toVtError, VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';

const TABLES = ['dt_participant', 'dt_state', 'redo_state', 'redo_statement'] as const;
const ACCESS_DENIED = 1142;

/**
 * The application's user writes these tables within its transactions. Where it may not yet, the administrator's connection allows it.
 * @throws what a mysqld says where the tables are not there, or nobody may allow it.
 */
export async function ensureGrants(app: MysqlConnection, dba: MysqlConnection, sidecar: string): Promise<void> {
  if (await mayWrite(app, sidecar)) return;
  const { rows } = await app.execute('select current_user()');
  const account = Buffer.from(rows[0]?.[0] ?? []).toString();
  const at = account.lastIndexOf('@');
  const user = `'${quoted(account.slice(0, at))}'@'${quoted(account.slice(at + 1))}'`;
  for (const table of TABLES)
    await dba.execute(`grant select, insert, update, delete on \`${sidecar}\`.${table} to ${user}`);
}

async function mayWrite(app: MysqlConnection, sidecar: string): Promise<boolean> {
  try {
    for (const table of TABLES) await app.execute(`delete from \`${sidecar}\`.${table} where dtid = ''`);
    return true;
  } catch (thrown) {
    const error = toVtError(thrown);
    if (error.errno === ACCESS_DENIED) return false;
    throw new VtError({
      code: error.code,
      errno: error.errno,
      state: error.state,
      message: error.message,
      cause: thrown,
    });
  }
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}

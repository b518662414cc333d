import { VtError } from '@vt/base';
import type { MysqlSession } from '@vt/mysql';
import type { TabletManager } from '../manager/tablet-manager.ts';
import type { Rpc } from './rpc.ts';

/** Whoever locks them may die: nobody waits for longer than this. */
const LOCK_MS_MAX = 60_000;

type Held = { readonly connection: MysqlSession; readonly timer: NodeJS.Timeout };

/** Sessions that hold the locks of their tablet's tables. */
const heldBy = new WeakMap<TabletManager, Held>();

const named = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Locks all tables against writes until UnlockTables, or for a minute. */
export const lockTables: Rpc<'LockTables'> = async (manager, _request, context) => {
  if (heldBy.has(manager)) {
    throw new VtError({ code: 'FAILED_PRECONDITION', message: 'tables already locked on this connection' });
  }
  const connection = await manager.server.connect('vt_dba', context.signal);
  const timer = setTimeout(() => void release(manager), LOCK_MS_MAX).unref();
  heldBy.set(manager, { connection, timer });
  try {
    const { dbName } = manager.identity;
    await connection.query(`USE ${named(dbName)}`, context.signal);
    const rows = await connection.query("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'", context.signal);
    const tables = rows.flatMap((row) => Object.values(row)[0] ?? []);
    if (tables.length > 0) {
      const list = tables.map((table) => `${named(table)} READ`).join(', ');
      await connection.query(`LOCK TABLES ${list}`, context.signal);
    }
  } catch (error) {
    release(manager);
    throw error;
  }
  return {};
};

export const unlockTables: Rpc<'UnlockTables'> = async (manager) => {
  if (!release(manager)) throw new VtError({ code: 'FAILED_PRECONDITION', message: 'tables were not locked' });
  return {};
};

/** The end of the session is the end of its locks. */
function release(manager: TabletManager): boolean {
  const held = heldBy.get(manager);
  if (!held) return false;
  heldBy.delete(manager);
  clearTimeout(held.timer);
  held.connection.close();
  return true;
}

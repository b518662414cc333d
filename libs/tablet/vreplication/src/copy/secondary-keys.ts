import { VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import { type IndexDef, parse, print, quoteName } from '@vt/sqlparser';
import type { Stream } from '../engine/stream.ts';

/** As `_vt.post_copy_action` keeps it: type 1 is a statement. */
type PostCopyAction = { readonly type: number; readonly task: string };

const SQL_ACTION = 1;
const ER_DUP_KEYNAME = 1061;
const ER_CANT_DROP_FIELD_OR_KEY = 1091;
const ER_DROP_INDEX_FK = 1553;

/** Takes a table's secondary keys off before rows come, and keeps the statement that puts them back. */
export async function deferSecondaryKeys(stream: Stream, table: string): Promise<void> {
  const { control, signal, id, dbName } = stream;
  const name = `${quoteName(dbName)}.${quoteName(table)}`;
  const [shown] = await control.query(`SHOW CREATE TABLE ${name}`, signal);
  const keys = secondaryKeys(shown?.['Create Table'] ?? '', stream.isMariadb);
  if (keys.length === 0) return;
  const task = `ALTER TABLE ${name} ${keys.map((key) => `ADD ${print(key)}`).join(', ')}`;
  const action: PostCopyAction = { type: SQL_ACTION, task };
  // INVARIANT: the way back is kept before the keys go.
  await control.execute(
    sql`INSERT INTO _vt.post_copy_action (vrepl_id, table_name, action) VALUES (${id}, ${table}, ${JSON.stringify(action)}) ON DUPLICATE KEY UPDATE vrepl_id = vrepl_id`,
    signal,
  );
  const drops = keys.map((key) => `DROP KEY ${quoteName(key.name)}`).join(', ');
  await control.execute(`ALTER TABLE ${name} ${drops}`, signal).catch(async (error: unknown) => {
    const errno = error instanceof VtError ? error.errno : undefined;
    // Another stream into the same table (of a merge, say) was faster. Whichever ends its copy first puts them back.
    if (errno === ER_CANT_DROP_FIELD_OR_KEY) return;
    if (errno !== ER_DROP_INDEX_FK) throw error;
    // Children name rows by one of them: they stay, and there is nothing to put back.
    const kept = sql`DELETE FROM _vt.post_copy_action WHERE vrepl_id = ${id} AND table_name = ${table}`;
    await control.execute(kept, signal);
  });
}

/** Keys that nothing but reading needs: an AUTO_INCREMENT column and foreign keys need theirs. */
function secondaryKeys(createTable: string, isMariadb: boolean): readonly IndexDef[] {
  const table = parse(createTable, { flavor: isMariadb ? 'mariadb' : 'mysql' });
  if (table.kind !== 'CreateTable' || !table.spec) return [];
  const { columns, indexes, constraints } = table.spec;
  if (constraints.some(({ details }) => details.kind === 'ForeignKey')) return [];
  const counted = columns.find(({ autoIncrement }) => autoIncrement)?.name;
  return indexes.filter(({ type, columns: parts }) => type !== 'primary key' && parts[0]?.column !== counted);
}

/** Does what was kept for after a table's copy. */
export async function runPostCopyActions(stream: Stream, table: string): Promise<void> {
  const { control, signal, id } = stream;
  const rows = await control.query(
    sql`SELECT id, action FROM _vt.post_copy_action WHERE vrepl_id = ${id} AND table_name = ${table} ORDER BY id`,
    signal,
  );
  for (const row of rows) {
    const { type, task } = JSON.parse(row['action'] ?? '{}') as PostCopyAction;
    if (type !== SQL_ACTION)
      throw new VtError({ code: 'UNIMPLEMENTED', message: `post copy action of type ${type} is not known` });
    await control.execute(task, signal).catch((error: unknown) => {
      // A run that ended here had put them back already.
      if (!(error instanceof VtError && error.errno === ER_DUP_KEYNAME)) throw error;
    });
    stream.parts.engine.reachCrashPoint('vreplication.keys-restored');
    await control.execute(`DELETE FROM _vt.post_copy_action WHERE id = ${row['id']}`, signal);
  }
}

import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { type AlterTable, type DropTable, print, quoteName, type Statement } from '@vt/sqlparser';
import { emptyOk } from '@vt/sqltypes';
import { findKeyspace, type KeyspaceSchema } from '@vt/vschema';
import { sendText } from '../../executor/send.ts';
import type { StatementRun } from '../../executor/statement.ts';
import { onlyKeyspace, stripKeyspaces } from '../../executor/texts/qualifiers.ts';
import type { TemporaryHome } from '../../session/temporary-tables.ts';
import { commitForMaintenance } from '../maintenance.ts';
import { parsed } from '../parsed.ts';
import { ask, at, learn } from './home.ts';
import { type TableNameNode, tableNames } from './names.ts';

const UNKNOWN_TABLE = 1051;

/**
 * A statement that is about temporary tables of the session and that no planner plans: changes of their definition, and what is told of it. False: it is
 * about others.
 */
export async function onTemporary(run: StatementRun): Promise<boolean> {
  const { session, classified, deps } = run;
  const { temporaryTables: tables } = session;
  if (!tables || !kinds.has(classified.kind)) return false;
  const statement = parsed(run, run.sql);
  if (!statement || (statement.kind === 'CreateTable' && statement.temporary)) return false;
  const names = tableNames(statement);
  const isOwn = ({ name, qualifier }: TableNameNode) => tables.has(qualifier || session.target.keyspace, name);
  const own = names.filter(isOwn);
  if (own.length === 0) return false;
  const others = names.filter((name) => !isOwn(name));
  const { sql, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => deps.vschema().keyspaces.has(name));
  const keyspace = findKeyspace(deps.vschema(), onlyKeyspace(keyspaces, session.target.keyspace));
  const home = tables.homeOf(keyspace.name);
  if (!home) return false;
  await commitForMaintenance(run);
  if (isTold(classified.kind, statement)) await sendText(run, keyspace.name, at(home), sql);
  else if (statement.kind === 'DropTable') await drop(run, keyspace, home, statement, own, others);
  else await change(run, keyspace, home, statement, own, others, sql);
  return true;
}

const kinds: ReadonlySet<string> = new Set(['ddl', 'explain', 'other', 'show']);
const isTold = (kind: string, statement: Statement): boolean =>
  kind === 'show' || kind === 'explain' || statement.kind === 'TableMaintenance';

async function change(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  home: TemporaryHome,
  statement: Statement,
  own: readonly TableNameNode[],
  others: readonly TableNameNode[],
  sql: string,
): Promise<void> {
  const { session, deps, signal } = run;
  const name = own[0]?.name ?? '';
  const renamed = statement.kind === 'AlterTable' ? newName(statement) : undefined;
  const isAlone = own.every((one) => one.name === name) && others.every((other) => other === renamed);
  if (!isAlone || (statement.kind !== 'AlterTable' && statement.kind !== 'TruncateTable'))
    throw VtError.of('VT12001', `this statement with temporary table '${name}'`);
  // As in MySQL, only CREATE and DROP of temporary tables leave an open transaction alone.
  if (session.inTransaction) await deps.transactions.commit(session, signal);
  await sendText(run, keyspace.name, at(home), sql, { write: true });
  if (renamed) session.temporaryTables?.remove(keyspace.name, name);
  await learn(run, keyspace, renamed?.name ?? name);
}

function newName({ options }: AlterTable): TableNameNode | undefined {
  for (const option of options) if (option.kind === 'RenameTableTo') return option.table;
  return undefined;
}

async function drop(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  home: TemporaryHome,
  { temporary, ifExists }: DropTable,
  own: readonly TableNameNode[],
  others: readonly TableNameNode[],
): Promise<void> {
  const { session, sink, instead } = run;
  if (temporary && !ifExists && others.length > 0)
    throw unknownTable(others.map(({ name, qualifier }) => `${qualifier || keyspace.name}.${name}`).join(','));
  const list = (names: readonly TableNameNode[]) => names.map(({ name }) => quoteName(name)).join(', ');
  const isOnly = others.length === 0;
  session.changes.other();
  if (!temporary && session.inTransaction) await run.deps.transactions.commit(session, run.signal);
  // INVARIANT: what has the name behind a temporary table is never dropped in its place.
  await ask(run, keyspace, home, `drop temporary table ${list(own)}`, true);
  for (const { name } of own) session.temporaryTables?.remove(keyspace.name, name);
  if (isOnly) return sink.end(emptyOk, false);
  await instead(`drop ${temporary ? 'temporary ' : ''}table ${ifExists ? 'if exists ' : ''}${list(others)}`);
}

/**
 * DROP TEMPORARY TABLE of what the session has not made, in MySQL's words. False: a connection of the session's may have it, and its mysqld is to say.
 */
export function dropUnknown(run: StatementRun, keyspace: KeyspaceSchema): boolean {
  const { session, sink, deps } = run;
  const hasConnection = session.lasts ? session.temporaryTables?.homeOf(keyspace.name) !== undefined : session.reserved;
  if (hasConnection && !keyspace.sharded) return false;
  const statement = parsed(run, run.sql);
  if (statement?.kind !== 'DropTable') return false;
  const names = statement.tables.map(({ name, qualifier }) => `${qualifier || session.target.keyspace}.${name}`);
  if (!statement.ifExists) throw unknownTable(names.join(','));
  // MariaDB has one for all.
  const noted = isMariadbVersion(deps.options.serverVersion) ? [names.join(',')] : names;
  for (const name of noted)
    session.warnings.push({ level: 'Note', code: UNKNOWN_TABLE, message: `Unknown table '${name}'` });
  sink.end(emptyOk, false);
  return true;
}

function unknownTable(names: string): VtError {
  return new VtError({ code: 'NOT_FOUND', errno: UNKNOWN_TABLE, state: '42S02', message: `Unknown table '${names}'` });
}

/** LOCK TABLES without temporary tables, which nobody else can reach. Undefined: there are no others. */
export function withoutTemporary(run: StatementRun, sql: string): string | undefined {
  const { session } = run;
  const { temporaryTables: tables } = session;
  const statement = tables ? parsed(run, run.sql) : undefined;
  if (!tables || statement?.kind !== 'LockTables') return sql;
  const isOwn = ({ name, qualifier }: TableNameNode) => tables.has(qualifier || session.target.keyspace, name);
  const others = statement.tables.filter(({ table }) => !isOwn(table));
  if (others.length === statement.tables.length) return sql;
  if (others.length === 0) return undefined;
  const tablesHere = others.map((lock) => ({ ...lock, table: { ...lock.table, qualifier: '' } }));
  return print({ ...statement, tables: tablesHere });
}

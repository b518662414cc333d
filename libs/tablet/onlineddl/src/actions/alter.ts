import { toVtError, VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import { isInstant } from '@vt/schemadiff';
import { type AlterTable, type CreateTable, type PartitionAction, parse, print, quoteName } from '@vt/sqlparser';
import { exists, keysTo, refuseTriggers, showCreate } from '../db/tables.ts';
import { flavorOf, type StepContext } from '../engine/context.ts';
import { tryKeys } from '../engine/foreign-keys.ts';
import { swapNames } from '../engine/names.ts';
import { columnPairs } from '../plan/column-pairs.ts';
import { cascades, droppedForeignKeys, foreignKeysOf, keptForeignKeys, untied } from '../plan/foreign-keys.ts';
import { changeNotes } from '../plan/notes.ts';
import { readTable } from '../plan/read-table.ts';
import { oneFulltextEach, shadowStatements } from '../plan/shadow-table.ts';
import { streamRule } from '../plan/stream-rule.ts';
import type { MigrationRow } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';
import { withSqlMode } from './sql-mode.ts';

/** Done at once, or going on in the background. */
export type Outcome = 'done' | 'running';

/** ALTER TABLE: at once where it can be, else by a table that is filled beside the present one. */
export async function alterTable(context: StepContext, row: MigrationRow, alter: AlterTable): Promise<Outcome> {
  const { session, signal, parts } = context;
  if (!(await exists(session, row.table, signal))) {
    if (alter.ifExists) return 'done';
    throw noTable(parts.tablet.dbName, row.table);
  }
  const text = await showCreate(session, row.table, signal);
  const before = readTable(text, flavorOf(context));
  await checkForeignKeys(context, row, before);
  const special = specialPlan(context, row, alter, before);
  if (special && (await isDoneAtOnce(context, row, special))) return 'done';
  refuseRowsOfPartitions(alter);
  await refuseTriggers(session, [row.table], signal);
  await copyInto(context, row, alter, text, before);
  return 'running';
}

/** What mysqld believes of a table's rows and keys is counted anew; replicas do it for themselves. */
export async function analyze({ session, signal }: StepContext, table: string): Promise<void> {
  await session.execute(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${quoteName(table)}`, signal);
}

type Special = { readonly plan: Readonly<Record<string, string>>; readonly statement: string };

/** What mysqld can do without copying rows. */
function specialPlan(
  { session }: StepContext,
  { setting, table }: MigrationRow,
  alter: AlterTable,
  before: CreateTable,
): Special | undefined {
  const { isMariadb } = session.connection;
  const version = versionOf(session.connection.serverVersion);
  const named = { ...alter, table: { ...alter.table, name: table } };
  if (setting.flags.has('prefer-instant-ddl') && !isMariadb && isInstant(before, alter, version)) {
    const options = [...alter.options.filter(({ kind }) => kind !== 'AlterAlgorithm' && kind !== 'AlterLock')];
    const statement = print({ ...named, options: [...options, { kind: 'AlterAlgorithm', value: 'instant' }] });
    return { plan: { operation: 'instant-ddl' }, statement };
  }
  const { partitionSpec } = alter;
  const isRotation = partitionSpec?.action === 'add' || partitionSpec?.action === 'drop';
  const isRange = (before.spec?.partition?.by.type ?? '').startsWith('range');
  if (setting.flags.has('fast-range-rotation') && isRotation && isRange && alter.options.length === 0) {
    return { plan: { operation: 'range-partition-rotation' }, statement: print(named) };
  }
  return undefined;
}

/** ER_ALTER_OPERATION_NOT_SUPPORTED, the same with a reason, and ER_INNODB_MAX_ROW_VERSION: of a table that was altered so many times. */
const ONLY_BY_COPY: ReadonlySet<number | undefined> = new Set([1845, 1846, 4092]);

/** False: mysqld can do it only by copying, which it did not. */
async function isDoneAtOnce(context: StepContext, row: MigrationRow, { plan, statement }: Special): Promise<boolean> {
  const { session, signal } = context;
  const note = (special_plan: string) => setColumns(session, row.uuid, { special_plan }, signal);
  await note(JSON.stringify(plan));
  try {
    await withSqlMode(context, row, () => session.execute(statement, signal));
    return true;
  } catch (error) {
    if (!ONLY_BY_COPY.has(toVtError(error).errno)) throw error;
    await note('');
    return false;
  }
}

/** 8.4.7 → 80407 */
function versionOf(text: string): number {
  const [major = 0, minor = 0, patch = 0] = (/^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
  return major * 10_000 + minor * 100 + patch;
}

const ofRows: ReadonlySet<PartitionAction> = new Set([
  'convert partition',
  'convert table',
  'discard',
  'drop',
  'exchange',
  'import',
  'truncate',
]);

/** What does something to the rows of partitions would find none in a copy, which gets all rows afterwards. */
function refuseRowsOfPartitions({ partitionSpec, options }: AlterTable): void {
  const action = partitionSpec?.action;
  const isOfTablespace = options.some((option) => option.kind === 'SimpleAlter' && /tablespace/.test(option.change));
  if (!isOfTablespace && (action === undefined || !ofRows.has(action))) return;
  const what = isOfTablespace
    ? 'TABLESPACE'
    : action?.includes(' ')
      ? action.toUpperCase()
      : `${action?.toUpperCase()} PARTITION`;
  const hint = action === 'drop' ? ' (or --fast-range-rotation)' : '';
  throw new VtError({
    code: 'UNIMPLEMENTED',
    message: `${what} is not supported in online DDL by copy: it is about rows. Use the strategy direct or mysql${hint}`,
  });
}

async function copyInto(
  context: StepContext,
  row: MigrationRow,
  alter: AlterTable,
  text: string,
  before: CreateTable,
): Promise<void> {
  const { session, signal, parts } = context;
  const { shadow, old } = swapNames(row);
  // INVARIANT: what is made is noted before it is made, so that it is found and put away whatever happens.
  await setColumns(session, row.uuid, { artifacts: [...row.artifacts, shadow, old].join(',') }, signal);
  await makeShadow(context, row, alter, text, shadow);
  parts.reachCrashPoint('onlineddl.shadow-made');
  const after = readTable(await showCreate(session, shadow, signal), flavorOf(context));
  const pairs = columnPairs(before, after, alter);
  await tryKeys(context, shadow, keptForeignKeys(before, alter, pairs, row.uuid));
  const rule = streamRule(before, after, pairs);
  if (row.setting.flags.has('analyze-table')) await analyze(context, row.table);
  await session.readFreshStatistics(signal);
  const [size] = await session.query(
    sql`SELECT table_rows AS n FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${row.table}`,
    signal,
  );
  const table_rows = Number(size?.['n'] ?? 0);
  const removed_foreign_key_names = droppedForeignKeys(before, alter).join(',');
  const notes = { table_rows, removed_foreign_key_names, ...changeNotes(before, after, pairs) };
  await setColumns(session, row.uuid, notes, signal);
  await parts.streams.create({ uuid: row.uuid, rule, pos: '', deferSecondaryKeys: false }, signal);
  parts.reachCrashPoint('onlineddl.stream-made');
}

async function makeShadow(
  context: StepContext,
  row: MigrationRow,
  alter: AlterTable,
  text: string,
  shadow: string,
): Promise<void> {
  const { session, signal } = context;
  const parsed = parse(text, { flavor: flavorOf(context) });
  if (parsed.kind !== 'CreateTable') throw new VtError({ code: 'INTERNAL', message: `not a table: ${row.table}` });
  const { before: original, alter: bare } = untied(parsed, alter);
  const [create] = shadowStatements(original, bare, shadow, row.uuid);
  // INVARIANT: the copy is exactly what the table is, whatever the printer makes of it.
  const copy = (parsed.spec?.constraints.length ?? 0) > 0 && !session.connection.isMariadb;
  const own = `CREATE TABLE ${quoteName(shadow)} LIKE ${quoteName(row.table)}`;
  const changes = oneFulltextEach(bare).map((part) =>
    session.connection.isMariadb
      ? print({ ...part, table: { ...part.table, name: shadow } })
      : String(shadowStatements(original, part, shadow, row.uuid)[1]),
  );
  await withSqlMode(context, row, async () => {
    await session.execute(copy ? String(create) : own, signal);
    for (const change of changes) await session.execute(change, signal);
  });
}

/**
 * Foreign keys of a table that is exchanged: those to it would follow the old table, and stay out of the question. Its own can come along where that was asked
 * for, and where everything that they do to its rows is in the binary log.
 */
async function checkForeignKeys(
  { session, signal }: StepContext,
  { setting }: MigrationRow,
  before: CreateTable,
): Promise<void> {
  const { name } = before.table;
  const keys = foreignKeysOf(before);
  const refuse = (why: string): never => {
    throw new VtError({
      code: 'UNIMPLEMENTED',
      message: `FOREIGN KEY constraints are not supported in online DDL: ${why}`,
    });
  };
  if ((await keysTo(session, name, signal)).length > 0) refuse(`table ${name} is the parent of some`);
  if (keys.length === 0) return;
  if (!setting.flags.has('unsafe-allow-foreign-keys')) refuse(`table ${name} has some`);
  const { isMariadb, serverVersion } = session.connection;
  if (keys.some(cascades) && (isMariadb || versionOf(serverVersion) < LOGS_CASCADES)) {
    refuse(`what ${name}'s do to its rows (CASCADE, SET NULL) is not in this server's binary log`);
  }
}

/** From this version on MySQL writes what foreign keys change into its binary log. */
const LOGS_CASCADES = 90_600;

function noTable(dbName: string, table: string): VtError {
  return new VtError({
    code: 'NOT_FOUND',
    errno: 1146,
    state: '42S02',
    message: `Table '${dbName}.${table}' doesn't exist`,
  });
}

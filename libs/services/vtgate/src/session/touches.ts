import {
  type AliasedTableExpr,
  type Delete,
  type Node,
  parse,
  type Select,
  type Statement,
  type TableExpr,
  type TableName,
  type Update,
  visit,
} from '@vt/sqlparser';
import { Touch } from './transaction-tracker.ts';

/** Functions whose value is not the same when a statement runs again, in MySQL's eyes. */
const UNSAFE = new Set(
  `benchmark current_role current_user found_rows get_lock is_free_lock is_used_lock load_file master_pos_wait rand release_all_locks
  release_lock row_count session_user sleep source_pos_wait sysdate system_user user uuid uuid_short version`.split(
    /\s+/,
  ),
);
/** System variables that a binary log keeps. */
const LOGGED = new Set(
  `auto_increment_increment auto_increment_offset character_set_client character_set_connection character_set_database
  character_set_server collation_connection collation_database collation_server default_collation_for_utf8mb4
  explicit_defaults_for_timestamp foreign_key_checks identity insert_id last_insert_id lc_time_names pseudo_thread_id rand_seed1 rand_seed2
  sql_auto_is_null sql_mode time_zone timestamp unique_checks`.split(/\s+/),
);
/** SHOW commands that read tables of InnoDB (the data dictionary's), and those that read performance_schema. */
const DICTIONARY = new Set(
  'charset,collation,columns,databases,events,function status,indexes,procedure status,table status,tables,triggers'.split(
    ',',
  ),
);
const COUNTERS = new Set(['status', 'variables']);

/** What of MySQL's transaction state a statement sets, by its text alone; nothing for what is not understood. */
export function touchesOf(sql: string, sqlMode: string): number {
  try {
    return touches(parse(sql, { sqlMode: sqlMode.replace(/^'|'$/g, '') }));
  } catch {
    return 0;
  }
}

function touches(statement: Statement): number {
  if (statement.kind === 'Show') return touchesOfShow(statement.command);
  if (statement.kind === 'ExplainTable') return Touch.read;
  const written = new Set<Node>(writtenTables(statement));
  const names = new Set<string>();
  let touch = (written.size > 0 ? Touch.write : 0) | (isUnsafeChange(statement) ? Touch.unsafe : 0);
  visit(statement, (node: Node) => {
    if (node.kind === 'CommonTableExpr') names.add(node.name.toLowerCase());
    if (node.kind === 'Select') for (const table of lockedTables(node)) written.add(table);
    if (node.kind === 'TableStatement') touch |= readOf(node.table, names);
    if (node.kind === 'AliasedTableExpr' && node.expr.kind === 'TableName')
      touch |= written.has(node) ? Touch.write : readOf(node.expr, names);
    if (isUnsafe(node)) touch |= Touch.unsafe;
  });
  return touch;
}

function touchesOfShow(command: string): number {
  if (COUNTERS.has(command)) return Touch.otherRead | Touch.unsafe;
  return DICTIONARY.has(command) ? Touch.read : 0;
}

function readOf({ qualifier, name }: TableName, ctes: ReadonlySet<string>): number {
  const schema = qualifier.toLowerCase();
  const table = name.toLowerCase();
  if (schema === '' && (table === 'dual' || ctes.has(table))) return 0;
  if (schema === 'performance_schema') return Touch.otherRead | Touch.unsafe;
  return schema === 'information_schema' && table === 'processlist' ? 0 : Touch.read;
}

/** FOR UPDATE takes the locks of a write. */
function lockedTables({ locks, from }: Select): AliasedTableExpr[] {
  const tables = tablesOf(from);
  return locks
    .filter(({ strength }) => strength === 'for update')
    .flatMap(({ of }) =>
      of.length === 0 ? tables : tables.filter((table) => of.some((name) => isCalled(table, name))),
    );
}

function writtenTables(statement: Statement): AliasedTableExpr[] {
  if (statement.kind === 'Insert') return [statement.table];
  if (statement.kind === 'Delete') return deletedTables(statement);
  return statement.kind === 'Update' ? updatedTables(statement) : [];
}

function deletedTables({ targets, tables }: Delete): AliasedTableExpr[] {
  const all = tablesOf(tables);
  return targets.length === 0 ? all : all.filter((table) => targets.some((name) => isCalled(table, name)));
}

/** A column without its table's name is taken for one of the first. */
function updatedTables({ tables, exprs }: Update): AliasedTableExpr[] {
  const all = tablesOf(tables);
  return all.filter((table, i) =>
    exprs.some(({ name: { qualifier } }) => (qualifier ? isCalled(table, qualifier) : i === 0)),
  );
}

function isCalled({ as, expr }: AliasedTableExpr, { name }: TableName): boolean {
  const own = as !== '' ? as : expr.kind === 'TableName' ? expr.name : '';
  return own.toLowerCase() === name.toLowerCase();
}

/** The tables of a FROM by themselves, not those of queries within. */
function tablesOf(from: readonly TableExpr[]): AliasedTableExpr[] {
  const found: AliasedTableExpr[] = [];
  for (const root of from)
    visit(root, (node: Node) => {
      if (node.kind === 'DerivedTable' || node.kind === 'Subquery') return false;
      if (node.kind === 'AliasedTableExpr' && node.expr.kind === 'TableName') found.push(node);
      return true;
    });
  return found;
}

/** Which rows change, or which ids they get, is not said: a LIMIT, or rows that another query gives to REPLACE or INSERT IGNORE. */
function isUnsafeChange(statement: Statement): boolean {
  if (statement.kind === 'Update' || statement.kind === 'Delete') return statement.limit !== null;
  if (statement.kind !== 'Insert' || statement.rows.kind === 'Values') return false;
  const { rows } = statement;
  const isLimited = rows.kind === 'Select' && rows.limit !== null;
  return isLimited || statement.action === 'replace' || statement.ignore || statement.onDup.length > 0;
}

function isUnsafe(node: Node): boolean {
  if (node.kind === 'FuncExpr') return UNSAFE.has(node.name.toLowerCase());
  return node.kind === 'Variable' && node.scope !== 'user' && !LOGGED.has(node.name.toLowerCase());
}

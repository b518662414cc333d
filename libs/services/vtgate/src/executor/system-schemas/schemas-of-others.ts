import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import {
  type Node,
  type NodeOf,
  parse,
  quoteName,
  quoteString,
  rewrite,
  type SelectExpr,
  type Statement,
  visit,
} from '@vt/sqlparser';
import { collectResult, type Field, isNumber, type Result, Type } from '@vt/sqltypes';
import { anyShard } from '@vt/vschema';
import { databaseOf } from '../../gateway/database-name.ts';
import { sendText } from '../send.ts';
import type { StatementRun } from '../statement.ts';
import { figureQuery, isFigureView, viewsWithFigures } from './figures-of-views.ts';
import { askShards, isSpread } from './shard-figures.ts';
import { withoutSchema } from './without-schema.ts';

const ROWS_MAX = 10_000;
const BYTES_MAX = 8 * 1024 * 1024;
const BINARY = 63;

/** Views of information_schema whose rows are a schema's, and the column that names it. */
const OWNERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    check_constraints: 'CONSTRAINT_SCHEMA',
    column_privileges: 'TABLE_SCHEMA',
    column_statistics: 'SCHEMA_NAME',
    columns: 'TABLE_SCHEMA',
    columns_extensions: 'TABLE_SCHEMA',
    events: 'EVENT_SCHEMA',
    files: 'TABLE_SCHEMA',
    key_column_usage: 'TABLE_SCHEMA',
    parameters: 'SPECIFIC_SCHEMA',
    partitions: 'TABLE_SCHEMA',
    referential_constraints: 'CONSTRAINT_SCHEMA',
    routines: 'ROUTINE_SCHEMA',
    statistics: 'TABLE_SCHEMA',
    table_constraints: 'TABLE_SCHEMA',
    table_constraints_extensions: 'CONSTRAINT_SCHEMA',
    table_privileges: 'TABLE_SCHEMA',
    tables: 'TABLE_SCHEMA',
    tables_extensions: 'TABLE_SCHEMA',
    triggers: 'TRIGGER_SCHEMA',
    view_routine_usage: 'TABLE_SCHEMA',
    view_table_usage: 'TABLE_SCHEMA',
    views: 'TABLE_SCHEMA',
  }),
);
/** Views that every mysqld fills alike, or with what is its session's or account's own. */
const COMMON = new Set(
  `administrable_role_authorizations applicable_roles character_sets collation_character_set_applicability collations enabled_roles engines keywords
  optimizer_trace plugins processlist profiling resource_groups schemata st_spatial_reference_systems st_units_of_measure user_attributes
  user_privileges`.split(/\s+/),
);

type View = NodeOf<'AliasedTableExpr'> & { readonly expr: NodeOf<'TableName'> };

/**
 * A question to information_schema about several keyspaces, whose mysqlds each know their own: the one of `asked` is asked, and what the
 * others have is written into the question; so are the figures of tables that have parts on several shards. @throws VT12001 for views that are
 * not known, and for too much of it.
 */
export async function withOtherSchemas(
  run: StatementRun,
  statement: Statement,
  asked: string,
  others: readonly string[],
  selected: string,
): Promise<Statement> {
  const tables = new Map<string, string>();
  const columns = new Set<string>();
  let bytes = 0;
  const all = viewsOf(statement, selected);
  const own = await viewsWithFigures(run, statement, all, asked);
  const views = others.length > 0 ? all : new Set(own.keys());
  if (views.size === 0) return statement;
  for (const name of views) {
    const figures = own.get(name);
    for (const column of figures?.columns ?? []) columns.add(column.toUpperCase());
    const owner = OWNERS.get(name);
    if (owner === undefined) throw VtError.of('VT12001', `information_schema.${name} of several keyspaces`);
    const results: Result[] = [];
    for (const keyspace of others) results.push(await ask(run, keyspace, name, owner));
    for (const { fields } of results) for (const { name: column } of fields) columns.add(column.toUpperCase());
    const text = together(run, name, owner, others, results, figures?.text);
    bytes += text.length;
    if (bytes > BYTES_MAX)
      throw VtError.of('VT12001', `more than ${BYTES_MAX} bytes of information_schema of several keyspaces`);
    tables.set(name, text);
  }
  const asSpelled = isMariadb(run.deps);
  return rewrite(withColumnNames(statement, columns, asSpelled), (node) =>
    isView(node, selected) ? replaced(node, tables, asSpelled ? 'mariadb' : 'mysql') : withoutSchema(node, views),
  );
}

const isMariadb = ({ options }: StatementRun['deps']): boolean => isMariadbVersion(options.serverVersion);

function viewsOf(statement: Statement, selected: string): ReadonlySet<string> {
  const names = new Set<string>();
  visit(statement, (node) => {
    if (isView(node, selected)) names.add(node.expr.name.toLowerCase());
  });
  return names;
}

function isView(node: Node, selected: string): node is View {
  if (node.kind !== 'AliasedTableExpr' || node.expr.kind !== 'TableName') return false;
  const { qualifier, name } = node.expr;
  return (qualifier || selected).toLowerCase() === 'information_schema' && !COMMON.has(name.toLowerCase());
}

function replaced(node: View, tables: ReadonlyMap<string, string>, flavor: 'mariadb' | 'mysql'): Node {
  const text = tables.get(node.expr.name.toLowerCase());
  if (text === undefined) return node;
  const made = parse(`select * from (${text}) as ${quoteName(node.as || node.expr.name)}`, { flavor });
  return made.kind === 'Select' && made.from[0] ? made.from[0] : node;
}

async function ask(run: StatementRun, keyspace: string, view: string, owner: string): Promise<Result> {
  run.shards.apart = true;
  const database = databaseOf(run.deps.gateway, keyspace);
  if (isFigureView(view) && isSpread(run, keyspace)) return askShards(run, keyspace, view, figureQuery(view, database));
  const answer = collectResult({ rowsMax: ROWS_MAX });
  const sql = `select * from information_schema.${view} where ${owner} = ${quoteString(database)}`;
  await sendText(run, keyspace, anyShard, sql, { sink: answer });
  return answer.result;
}

/** The view of the mysqld that is asked, without what it may have of the others, and the others' rows. */
function together(
  { deps }: StatementRun,
  view: string,
  owner: string,
  others: readonly string[],
  results: readonly Result[],
  figures: string | undefined,
): string {
  if (others.length === 0 && figures !== undefined) return figures;
  const names = others.map((keyspace) => quoteString(databaseOf(deps.gateway, keyspace))).join(', ');
  const from = figures === undefined ? `information_schema.${view.toUpperCase()}` : `(${figures}) as own`;
  const own = `select * from ${from} where ${owner} not in (${names})`;
  const rows = results.flatMap(({ fields, rows: all }) =>
    all.map((values) => fields.map((field, i) => literal(field, values[i] ?? null)).join(', ')),
  );
  if (rows.length === 0) return own;
  if (isMariadb(deps)) return [own, ...rows.map((row) => `select ${row}`)].join(' union all ');
  return `${own} union all ${ofSystemSet(results[0]?.fields ?? [])} union all values ${rows.map((row) => `row(${row})`).join(', ')}`;
}

/**
 * No row, of texts in the character set of MySQL's names: what a view computes (IS_NULLABLE) would take the set of the literals below it, and
 * what clients compare it in is the view's. It is none of theirs to name the set: that is deprecated, and warned of.
 */
function ofSystemSet(fields: readonly Field[]): string {
  const nothing = fields.map(({ type, charset }) => {
    if (isNumber(type)) return '0';
    return charset === BINARY ? 'null' : 'left(version(), 0)';
  });
  return `select ${nothing.join(', ')} from dual where false`;
}

export function literal({ type, charset }: Field, value: Uint8Array | null): string {
  if (value === null) return 'null';
  const text = Buffer.from(value).toString();
  if (isNumber(type)) return text;
  if (type === Type.DATETIME || type === Type.TIMESTAMP) return `timestamp${quoteString(text)}`;
  return charset === BINARY ? `x'${Buffer.from(value).toString('hex')}'` : quoteString(text);
}

/** A MySQL calls the views' columns as they are defined, however a statement spells them, a MariaDB as the statement does. */
function withColumnNames(statement: Statement, names: ReadonlySet<string>, asSpelled: boolean): Statement {
  if (statement.kind === 'Union')
    return { ...statement, left: withColumnNames(statement.left, names, asSpelled) as typeof statement.left };
  if (statement.kind !== 'Select') return statement;
  const columns = statement.columns.map((item): SelectExpr => {
    if (item.kind !== 'AliasedExpr' || item.as !== '' || item.expr.kind !== 'ColName') return item;
    const name = item.expr.name.toUpperCase();
    return names.has(name) ? { ...item, as: asSpelled ? item.expr.name : name } : item;
  });
  return { ...statement, columns };
}

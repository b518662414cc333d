import { isMariadbVersion } from '@vt/mysql';
import { type Node, quoteName, quoteString, type Statement, visit } from '@vt/sqlparser';
import { isNumber, type Result, Type } from '@vt/sqltypes';
import { databaseOf } from '../../gateway/database-name.ts';
import type { StatementRun } from '../statement.ts';
import { askShards, type FigureView, figures, isSpread } from './shard-figures.ts';

const keys: Readonly<Record<FigureView, readonly string[]>> = {
  statistics: ['TABLE_NAME', 'INDEX_NAME', 'SEQ_IN_INDEX'],
  tables: ['TABLE_NAME'],
};

export type OwnView = { readonly text: string; readonly columns: readonly string[] };

/**
 * Views of information_schema whose figures a statement reads, each as a query in which the tables of a keyspace over several shards have those
 * of all shards. @param views that the statement reads, in small letters.
 */
export async function viewsWithFigures(
  run: StatementRun,
  statement: Statement,
  views: ReadonlySet<string>,
  keyspace: string,
): Promise<ReadonlyMap<string, OwnView>> {
  const found = new Map<string, OwnView>();
  if (!isSpread(run, keyspace)) return found;
  const database = databaseOf(run.deps.gateway, keyspace);
  for (const view of ['tables', 'statistics'] as const) {
    if (!views.has(view) || !readsFigures(statement, view)) continue;
    const result = await askShards(run, keyspace, view, figureQuery(view, database));
    const text = queryOf(view, database, result, isMariadb(run.deps));
    found.set(view, { text, columns: result.fields.map(({ name }) => name) });
  }
  return found;
}

export function figureQuery(view: FigureView, database: string): string {
  return `select * from information_schema.${view} where TABLE_SCHEMA = ${quoteString(database)}`;
}

export function isFigureView(view: string): view is FigureView {
  return view === 'tables' || view === 'statistics';
}

function readsFigures(statement: Statement, view: FigureView): boolean {
  let found = false;
  visit(statement, (node: Node) => {
    found ||= node.kind === 'StarExpr' || (node.kind === 'ColName' && figures[view].has(node.name.toLowerCase()));
    return !found;
  });
  return found;
}

const isMariadb = ({ options }: StatementRun['deps']): boolean => isMariadbVersion(options.serverVersion);

/** The view beside a table of the figures, which mysqld finds by their key: what that costs grows as the number of tables does. */
function queryOf(view: FigureView, database: string, { fields, rows }: Result, mariadb: boolean): string {
  const positions = keys[view].map((key) => fields.findIndex(({ name }) => name.toUpperCase() === key));
  const spread = fields.filter((field) => figures[view].has(field.name.toLowerCase()) && isNumber(field.type));
  const places = spread.map((field) => fields.indexOf(field));
  const columns = fields.map((field) => {
    const column = quoteName(field.name);
    const at = spread.indexOf(field);
    if (at < 0) return `own.${column}`;
    const type = field.type === Type.UINT64 ? 'unsigned' : 'signed';
    return `cast(ifnull(figures.f${at}, own.${column}) as ${type}) as ${column}`;
  });
  const values = rows.map((row) => {
    const key = Buffer.from(positions.map((at) => Buffer.from(row[at] ?? []).toString()).join('/'));
    return `x'${key.toString('hex')}', ${places.map((at) => numberText(row[at])).join(', ')}`;
  });
  const names = ['k', ...spread.map((_, at) => `f${at}`)];
  const key = `cast(concat_ws('/', ${keys[view].map((name) => `own.${name}`).join(', ')}) as binary)`;
  return `select ${columns.join(', ')} from information_schema.${view.toUpperCase()} as own
    left join (${tableOf(names, values, mariadb)}) as figures on own.TABLE_SCHEMA = ${quoteString(database)} and figures.k = ${key}`;
}

const numberText = (value: Uint8Array | null | undefined): string => (value ? Buffer.from(value).toString() : 'null');

/** Values as a table. The first row, which no key finds, names the columns: a MariaDB has no other way. */
function tableOf(names: readonly string[], rows: readonly string[], mariadb: boolean): string {
  const first = `select ${names.map((name, i) => `${i === 0 ? "x''" : 'null'} as ${quoteName(name)}`).join(', ')}`;
  if (rows.length === 0) return first;
  if (mariadb) return `${first} union all values ${rows.map((row) => `(${row})`).join(', ')}`;
  return `${first} union all values ${rows.map((row) => `row(${row})`).join(', ')}`;
}

import { type Node, quoteName, quoteString, type Statement, visit } from '@vt/sqlparser';
import { type Field, isNumber, type Row, Type } from '@vt/sqltypes';
import { databaseOf } from '../gateway/database-name.ts';
import { askShards, type FigureView, figures, isSpread } from './shard-figures.ts';
import type { StatementRun } from './statement.ts';

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
    const { fields, rows } = await askShards(run, keyspace, view, figureQuery(view, database));
    found.set(view, { text: queryOf(view, database, fields, rows), columns: fields.map(({ name }) => name) });
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

function queryOf(view: FigureView, database: string, fields: readonly Field[], rows: readonly Row[]): string {
  const positions = keys[view].map((key) => fields.findIndex(({ name }) => name.toUpperCase() === key));
  const columns = fields.map((field, i) => {
    const column = quoteName(field.name);
    if (!figures[view].has(field.name.toLowerCase()) || !isNumber(field.type)) return column;
    const cases = rows.flatMap((row) => {
      const value = row[i];
      const key = Buffer.from(positions.map((at) => Buffer.from(row[at] ?? []).toString()).join('/'));
      return value ? [`when x'${key.toString('hex')}' then ${Buffer.from(value).toString()}`] : [];
    });
    if (cases.length === 0) return column;
    const key = `cast(concat_ws('/', ${keys[view].join(', ')}) as binary)`;
    const own = `case when TABLE_SCHEMA = ${quoteString(database)} then case ${key} ${cases.join(' ')} else ${column} end else ${column} end`;
    return `cast(${own} as ${field.type === Type.UINT64 ? 'unsigned' : 'signed'}) as ${column}`;
  });
  return `select ${columns.join(', ')} from information_schema.${view.toUpperCase()}`;
}

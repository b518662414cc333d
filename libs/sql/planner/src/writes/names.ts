import { VtError } from '@vt/base';
import type { Argument, ColName, Expr, Node, Select, TableName } from '@vt/sqlparser';
import { parse, rewrite, visit, visitButLiterals } from '@vt/sqlparser';
import { findTableOrVindex, type Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { isSystemSchema } from '../semantics/scope.ts';

/** The table that a statement writes. @throws VT09014 for a vindex, VT12001 for a table of a system schema. */
export function writtenTable(name: TableName, environment: PlannerEnvironment): Table {
  const { vschema, keyspace: selected, tabletType } = environment;
  const qualifier = name.qualifier || selected;
  if (isSystemSchema(qualifier)) refuse(`writing tables of a system schema`);
  const keyspace = name.qualifier || (vschema.keyspaces.has(selected) ? selected : '');
  const found = findTableOrVindex(vschema, keyspace, name.name, tabletType);
  if ('vindex' in found) throw VtError.of('VT09014');
  if (found.table.view) refuse('writing a view over shards');
  return found.table;
}

/** Where the rows of a reference table that is a copy are written: at its source. */
export function sourceOf(table: Table, environment: PlannerEnvironment): Table {
  if (!table.source) return table;
  const { keyspace, name } = table.source;
  const found = findTableOrVindex(environment.vschema, keyspace, name, environment.tabletType);
  if ('vindex' in found) throw VtError.of('VT09014');
  return found.table;
}

export function tableNameOf(table: Table): TableName {
  return { kind: 'TableName', name: table.name, qualifier: '' };
}

export function column(name: string, alias?: string): ColName {
  return {
    kind: 'ColName',
    name,
    qualifier: alias === undefined ? null : { kind: 'TableName', name: alias, qualifier: '' },
  };
}

/** query.Type number; undefined: there is no such column. */
export function typeOfColumn({ columns }: Table, name: string): number | undefined {
  return columns.find((one) => sameName(one.name, name))?.type;
}

/** Whether a column is computed from others: a statement cannot give it a value. */
export function isComputed(name: string, { columns }: Table): boolean {
  return columns.some((one) => one.generated && sameName(one.name, name));
}

/** `:name` */
export function argument(name: string): Argument {
  return { kind: 'Argument', name, type: '', size: 0, scale: 0 };
}

/** Whether two column names are the same to MySQL. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Whether two lists have the same columns in the same order. */
function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => sameName(name, b[i] as string));
}

/** The unique key of just these columns. */
export function keyNameOf({ uniqueKeys }: Table, columns: readonly string[]): string | undefined {
  return uniqueKeys?.find((key) => isSameList(key.columns, columns))?.name;
}

export function contains(node: Node, kinds: readonly Exclude<Node['kind'], 'Literal' | 'ValTuple'>[]): boolean {
  let found = false;
  visitButLiterals(node, (child) => {
    if ((kinds as readonly Node['kind'][]).includes(child.kind)) found = true;
    return !found;
  });
  return found;
}

/** Whether it calls LAST_INSERT_ID(expr). */
export function namesInsertId(part: Node): boolean {
  let found = false;
  visit(part, (node) => {
    if (node.kind === 'FuncExpr' && node.name.toLowerCase() === 'last_insert_id') found ||= node.args.length > 0;
    return !found;
  });
  return found;
}

/** An expression with columns replaced. */
export function replaceColumns(expr: Expr, replacement: (name: ColName) => Expr | undefined): Expr {
  return rewrite(expr, (node) => (node.kind === 'ColName' ? (replacement(node) ?? node) : node)) as Expr;
}

/** What a schema says in text: a default, say. */
export function expressionOf(text: string): Expr {
  const statement = parse(`select ${text}`);
  const [item] = statement.kind === 'Select' ? statement.columns : [];
  return item?.kind === 'AliasedExpr' ? item.expr : refuse(`the expression ${text}`);
}

/** `select …` of no table. */
export function selectValues(columns: Select['columns']): Select {
  return {
    kind: 'Select',
    comments: [],
    with: null,
    options: [],
    columns,
    from: [],
    where: null,
    groupBy: null,
    having: null,
    windows: [],
    qualify: null,
    orderBy: [],
    limit: null,
    locks: [],
    into: null,
  };
}

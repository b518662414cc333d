import type { FollowedChange, SearchedRows } from '@vt/plan';
import {
  type AliasedTableExpr,
  type ColName,
  type Expr,
  type Insert,
  print,
  rewrite,
  type UpdateExpr,
} from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { Table, UniqueKey } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { asStored } from '../as-stored.ts';
import { valueAfter } from '../change/touched.ts';
import { argument, column, contains, isComputed, sameName, selectValues, tableNameOf } from '../names.ts';
import { keyColumns } from './columns.ts';

/** Whether a key has a column that is computed. */
export const isComputedKey = ({ columns }: UniqueKey, table: Table): boolean =>
  columns.some((name) => isComputed(name, table));

/** Unique keys by which the gate looks for the row in the way; those that the statement gives no value for find none. */
export function searchedKeys(table: Table, given: readonly string[]): readonly UniqueKey[] {
  const isGiven = (name: string): boolean => given.some((one) => sameName(one, name));
  const isCounted = (name: string): boolean =>
    !isGiven(name) && table.columns.some((one) => one.autoIncrement && sameName(one.name, name));
  return (table.uniqueKeys ?? []).filter((key) => !key.columns.some(isCounted) && !isComputedKey(key, table));
}

/** Whether all of a table's unique keys are known by their columns, and what changes of a row can be followed. */
export function areKeysKnown({ uniqueKeys }: Table): boolean {
  return uniqueKeys?.every(({ columns }) => !columns.includes('')) ?? false;
}

/** Columns whose new values the primary key's are made of. */
export function columnsOfNextKey(insert: Insert, table: Table): string[] {
  if (!assignsKey(insert, table)) return [];
  const found: string[] = [];
  const find = (name: string) => {
    found.push(name);
    return column(name);
  };
  for (const update of insert.onDup) withNewValues(update, insert, table, find);
  return found;
}

function assignsKey({ onDup }: Insert, table: Table): boolean {
  return primaryKey(table).some((name) => onDup.some((update) => sameName(update.name.name, name)));
}

export const primaryKey = ({ uniqueKeys }: Table): readonly string[] =>
  uniqueKeys?.find(({ name }) => name === 'PRIMARY')?.columns ?? [];

/** @param changes whether the statement assigns columns of vindexes. */
export function searchedRows(
  insert: Insert,
  table: Table,
  given: readonly string[],
  offsetOf: (column: string) => number,
  changes: boolean,
  environment: PlannerEnvironment,
): SearchedRows {
  const key = primaryKey(table);
  const places = changes ? table.columnVindexes.filter(({ owned }, i) => i === 0 || owned) : [];
  const select = (exprs: readonly Expr[], targets?: readonly number[]) =>
    selectFrom(table, exprs, targets, environment);
  const names = [...key, ...places.flatMap((place) => place.columns)];
  return {
    keys: [...searchedKeys(table, given), ...unkeyed(table)].map(({ name, columns }) => ({
      name,
      ...keyColumns(columns, table, offsetOf),
      vindex: vindexOf(columns, table),
    })),
    key,
    select: select(
      names.length > 0 ? names.map((name) => column(name)) : [{ kind: 'Literal', type: 'Int', value: '1' }],
    ),
    ...(changes && { changed: change(insert, table, offsetOf, select) }),
  };
}

type SelectOf = (exprs: readonly Expr[], targets?: readonly number[]) => string;

function change(insert: Insert, table: Table, offsetOf: (column: string) => number, select: SelectOf): FollowedChange {
  const values: { bind: string; offset: number }[] = [];
  const bindOf = (name: string): Expr => {
    const offset = offsetOf(name);
    const bind = `_n${offset}`;
    if (!values.some((one) => one.bind === bind)) values.push({ bind, offset });
    return argument(bind);
  };
  const key = primaryKey(table);
  const isAssigned = assignsKey(insert, table);
  const assigned = isAssigned ? insert.onDup.map((update) => withNewValues(update, insert, table, bindOf)) : [];
  const next = key.map((name) => valueAfter(name, assigned, table.name, () => true, false, table));
  const written = table.columns.filter(({ generated }) => !generated);
  const text = print(tableNameOf(table));
  return {
    nextKey: isAssigned ? select(next) : undefined,
    values: isAssigned ? values.filter(({ bind }) => next.some((expr) => names(expr, bind))) : [],
    whole: select(
      written.map(({ name }) => column(name)),
      written.map(({ type }) => type),
    ),
    insert: `insert into ${text}(${written.map(({ name }) => print(column(name))).join(', ')}) values `,
    remove: `delete from ${text} where `,
  };
}

function names(expr: Expr, bind: string): boolean {
  return print(expr).includes(`:${bind}`) && contains(expr, ['Argument']);
}

/** Values of which there may be one row, as far as the vindex says, whatever the mysqlds say. */
function unkeyed(table: Table): UniqueKey[] {
  return table.columnVindexes
    .filter(({ vindex, owned }, i) => i > 0 && owned && vindex.unique)
    .filter(({ columns }) => !table.uniqueKeys?.some((key) => isAmong(key.columns, columns)))
    .map(({ columns }) => ({ name: '', columns }));
}

const isAmong = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((name) => all.some((other) => sameName(other, name)));

/** Which of the table's vindexes knows where the one row with the key's values is; 0: it is where such a new one belongs. */
function vindexOf(columns: readonly string[], { columnVindexes }: Table): number {
  const [primary] = columnVindexes;
  if (primary && isAmong(primary.columns, columns)) return 0;
  const found = columnVindexes.findIndex(
    ({ vindex, owned, columns: own }, i) => i > 0 && owned && vindex.unique && isAmong(own, columns),
  );
  return Math.max(found, 0);
}

/** With what stands for the new row's columns (`values(c)`, or `new.c` by the row's alias) replaced. */
function withNewValues(
  update: UpdateExpr,
  { rowAlias, columns: given }: Insert,
  table: Table,
  valueOf: (column: string) => Expr,
): UpdateExpr {
  const listed = given ?? table.columns.filter(({ invisible }) => !invisible).map(({ name }) => name);
  const aliases = rowAlias?.columns ?? [];
  const named = ({ name, qualifier }: ColName): string | undefined => {
    if (!rowAlias || (qualifier && !sameName(qualifier.name, rowAlias.name))) return undefined;
    const at = aliases.findIndex((one) => sameName(one, name));
    if (at >= 0) return listed[at];
    return qualifier && aliases.length === 0 ? name : undefined;
  };
  const expr = rewrite(update.expr, (node) => {
    if (node.kind === 'ValuesFuncExpr') return valueOf(node.column.name);
    const name = node.kind === 'ColName' ? named(node) : undefined;
    return name === undefined ? node : valueOf(name);
  });
  return { ...update, expr: expr as Expr };
}

function selectFrom(
  table: Table,
  exprs: readonly Expr[],
  targets: readonly number[] | undefined,
  environment: PlannerEnvironment,
): string {
  const columns = exprs.map((expr, i) => ({ kind: 'AliasedExpr', expr, as: `c${i}`, text: '' }) as const);
  const from: AliasedTableExpr = {
    kind: 'AliasedTableExpr',
    expr: tableNameOf(table),
    partitions: [],
    as: '',
    columns: [],
    hints: [],
    systemTime: null,
  };
  const query = { ...selectValues(columns), from: [from] };
  const stored = asStored(query, targets ?? exprs.map(() => Type.NULL_TYPE), environment);
  return `${print(stored)} where `;
}

import { VtError } from '@vt/base';
import { type ColName, type Expr, type Update, type UpdateExpr, visit } from '@vt/sqlparser';
import { isIntegral, isSigned, Type } from '@vt/sqltypes';
import type { ColumnVindex, Table } from '@vt/vschema';
import { refuse } from '../../refuse.ts';
import { isMadeAnew } from '../../semantics/read-again.ts';
import { column, contains, isComputed, replaceColumns, sameName, typeOfColumn } from '../names.ts';

/** Which vindexes of its table an UPDATE touches. */
export type Touched = { readonly moves: boolean; readonly owned: readonly ColumnVindex[] };

/** @throws VT12001 for a vindex whose entries another table owns, or which is computed, or has a computed column: its rows would not be where it says. */
export function touchedVindexes(assigned: readonly UpdateExpr[], table: Table): Touched {
  const touches = ({ columns }: ColumnVindex) =>
    columns.some((each) => assigned.some(({ name }) => sameName(name.name, each)));
  const [primary, ...others] = table.columnVindexes;
  const moves = primary !== undefined && !table.pinned && touches(primary);
  const touched = others.filter(touches);
  const computed = table.columnVindexes.find(({ columns }) => columns.some((name) => isComputed(name, table)));
  if (computed && !table.pinned && assigned.length > 0)
    refuse(`changing rows that vindex '${computed.vindex.name}' has a computed column of, which may follow`);
  const unowned = touched.find(({ owned }) => !owned);
  if (unowned) refuse(`you can only UPDATE lookup vindexes; invalid update on vindex: ${unowned.vindex.name}`);
  // A row that moves has other keyspace ids in all its entries.
  return { moves, owned: moves ? others.filter(({ owned }) => owned) : touched };
}

/**
 * The value of a column after the assignments to its table, of the row's old values: MySQL assigns from left to right.
 * @param isOwn whether a column outside of subqueries is the table's.
 * @param atOnce nothing that is assigned is seen by what is assigned after it.
 * @param table what its columns store is seen by what is assigned after them.
 */
export function valueAfter(
  name: string,
  assigned: readonly UpdateExpr[],
  alias: string,
  isOwn: (column: ColName) => boolean,
  atOnce: boolean,
  table: Table,
): Expr {
  let value: Expr | undefined;
  let unknown: ColName | undefined;
  const before: Assigned[] = [];
  for (const update of assigned) {
    const expr = assignedValue(update, before, alias, isOwn);
    const type = typeOfColumn(table, update.name.name);
    const remade = remadeIn(update.expr, before, isOwn);
    const isUnknown = remade !== undefined || isMadeAnew(update.expr) || isRemade(update, type);
    if (!atOnce) before.push({ ...update, expr: storedAs(expr, type), isRemade: isUnknown });
    if (!sameName(update.name.name, name)) continue;
    value = expr;
    unknown = remade;
  }
  if (unknown) refuse(`reading column '${unknown.name}', which makes something else of what it was assigned`);
  return value ?? column(name, alias);
}

/** What a column has been given by an assignment before. `isRemade`: it keeps something else of it that only its mysqld knows. */
type Assigned = UpdateExpr & { readonly isRemade: boolean };

function assignedValue(
  { name, expr }: UpdateExpr,
  before: readonly Assigned[],
  alias: string,
  isOwn: (column: ColName) => boolean,
): Expr {
  if (expr.kind === 'Default') return { kind: 'Default', column: expr.column ?? name };
  if (before.length === 0) return expr;
  const inside = columnsOfSubqueries(expr);
  return replaceColumns(expr, (each) => {
    const earlier = before.find((update) => sameName(update.name.name, each.name));
    if (!earlier) return undefined;
    if (!inside.has(each)) return isOwn(each) ? earlier.expr : undefined;
    if (each.qualifier && each.qualifier.name !== alias) return undefined;
    // It may as well be one of the subquery's own tables.
    if (
      !each.qualifier ||
      definesAlias(expr, alias) ||
      (contains(earlier.expr, ['Subquery']) && !isQualified(earlier.expr))
    )
      refuse(`a subquery that reads column '${each.name}', which the statement has assigned before`);
    return replaceColumns(earlier.expr, (own) => (own.qualifier ? undefined : column(own.name, alias)));
  });
}

/** A column of the expression that has been assigned before, and whose value is not known. */
function remadeIn(expr: Expr, before: readonly Assigned[], isOwn: (column: ColName) => boolean): ColName | undefined {
  let found: ColName | undefined;
  visit(expr, (node) => {
    if (node.kind === 'ColName' && before.some((one) => one.isRemade && sameName(one.name.name, node.name)))
      found ??= isOwn(node) ? node : undefined;
    return node.kind !== 'Subquery';
  });
  return found;
}

/** Columns of these types round, fill up, or read in their own way what they get. */
const REMAKING: ReadonlySet<number> = new Set([
  Type.BINARY,
  Type.BIT,
  Type.CHAR,
  Type.DATE,
  Type.DATETIME,
  Type.DECIMAL,
  Type.ENUM,
  Type.FLOAT32,
  Type.JSON,
  Type.SET,
  Type.TIME,
  Type.TIMESTAMP,
  Type.YEAR,
]);

function isRemade({ name, expr }: UpdateExpr, type: number | undefined): boolean {
  if (type === undefined || !REMAKING.has(type) || expr.kind === 'NullVal' || expr.kind === 'Default') return false;
  if (expr.kind === 'ColName') return !sameName(expr.name, name.name);
  if (expr.kind !== 'Literal') return true;
  if (type === Type.CHAR) return expr.type !== 'String' || expr.value.endsWith(' ');
  return expr.type !== 'Int' || type !== Type.DECIMAL;
}

/** What a column of whole numbers keeps of a value. */
function storedAs(expr: Expr, type: number | undefined): Expr {
  const isWhole =
    (expr.kind === 'Literal' && expr.type === 'Int') || expr.kind === 'NullVal' || expr.kind === 'Default';
  if (isWhole || type === undefined || !isIntegral(type) || type === Type.YEAR) return expr;
  const zero: Expr = { kind: 'Literal', type: 'Int', value: '0' };
  const name = isSigned(type) ? 'signed' : 'unsigned';
  return {
    kind: 'CastExpr',
    // A text is cut by a cast, and rounded by a column.
    expr: { kind: 'BinaryExpr', operator: '+', left: expr, right: zero },
    type: { kind: 'ConvertType', name, length: '', scale: '', charset: '' },
    array: false,
    timeZone: '',
  };
}

/** Whether all columns say of which table they are, wherever they stand. */
function isQualified(expr: Expr): boolean {
  let is = true;
  visit(expr, (node) => {
    is &&= node.kind !== 'ColName' || node.qualifier !== null;
    return is;
  });
  return is;
}

function definesAlias(expr: Expr, alias: string): boolean {
  let found = false;
  visit(expr, (node) => {
    if (node.kind === 'AliasedTableExpr')
      found ||= (node.as || (node.expr.kind === 'TableName' ? node.expr.name : '')) === alias;
    return !found;
  });
  return found;
}

function columnsOfSubqueries(expr: Expr): ReadonlySet<ColName> {
  const found = new Set<ColName>();
  visit(expr, (node) => {
    if (node.kind !== 'Subquery') return true;
    visit(node, (child) => {
      if (child.kind === 'ColName') found.add(child);
    });
    return false;
  });
  return found;
}

/** @throws VT03015 for a column of a vindex that is assigned twice; of others the last value is taken, as MySQL does. */
export function checkAssignedOnce({ exprs }: Update, tables: readonly Table[]): void {
  const keys = tables.flatMap(({ columnVindexes }) => columnVindexes.flatMap(({ columns }) => columns));
  const seen = new Set<string>();
  for (const { name } of exprs) {
    if (!keys.some((one) => sameName(one, name.name))) continue;
    const key = `${name.qualifier?.name ?? ''}.${name.name.toLowerCase()}`;
    if (seen.has(key)) throw VtError.of('VT03015', name.name);
    seen.add(key);
  }
}

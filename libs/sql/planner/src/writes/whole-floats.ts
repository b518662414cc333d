import { type AliasedExpr, type Expr, parse, type QueryStatement, rewrite, type SelectExpr } from '@vt/sqlparser';
import { isNumber, Type } from '@vt/sqltypes';
import type { Column, Table } from '@vt/vschema';
import type { TableUse } from '../semantics/scope.ts';
import { column, sameName } from './names.ts';

/**
 * A mysqld shows six digits of a FLOAT, and has more: what is read to be written again is read as a DOUBLE.
 * @param targets the types of the columns that get the query's.
 */
export function wholeFloats(
  query: QueryStatement,
  uses: readonly TableUse[],
  targets: readonly number[],
): QueryStatement {
  if (query.kind !== 'Select') return query;
  const own = uses.filter(({ nested }) => !nested);
  if (!own.some(({ table }) => table?.columns.some(isFloat))) return query;
  const columns = query.columns.flatMap((item) => expand(item, own));
  return {
    ...query,
    columns: columns.map((item, i) => (isNumber(targets[i] ?? Type.NULL_TYPE) ? wholeItem(item, own) : item)),
  };
}

/** A column's value as it is stored; other expressions as they are. */
export function stored({ columns }: Table, expr: Expr): Expr {
  const found = expr.kind === 'ColName' ? columns.find((one) => sameName(one.name, expr.name)) : undefined;
  return found && isFloat(found) ? asDouble(expr) : expr;
}

function isFloat({ type }: Column): boolean {
  return type === Type.FLOAT32;
}

function expand(item: SelectExpr, uses: readonly TableUse[]): SelectExpr[] {
  const [only] = uses;
  const table = uses.length === 1 ? only?.table : undefined;
  if (item.kind !== 'StarExpr' || !only || !table?.columnListAuthoritative) return [item];
  const shown = table.columns.filter(({ invisible }) => !invisible);
  return shown.map(
    ({ name }): AliasedExpr => ({
      kind: 'AliasedExpr',
      expr: column(name, only.alias),
      as: '',
      text: '',
    }),
  );
}

function wholeItem(item: SelectExpr, uses: readonly TableUse[]): SelectExpr {
  if (item.kind !== 'AliasedExpr' || item.expr.kind !== 'ColName') return item;
  const { name, qualifier } = item.expr;
  const owners = uses.filter(
    ({ alias, table }) =>
      (!qualifier || sameName(qualifier.name, alias)) && table?.columns.some((one) => sameName(one.name, name)),
  );
  const found = owners.length === 1 && owners[0]?.table?.columns.find((one) => sameName(one.name, name));
  return found && isFloat(found) ? { ...item, as: item.as || name, expr: asDouble(item.expr) } : item;
}

const PATTERN = 'select cast(x as double)';

function asDouble(expr: Expr): Expr {
  const made = parse(PATTERN);
  const item = made.kind === 'Select' ? made.columns[0] : undefined;
  if (item?.kind !== 'AliasedExpr') return expr;
  return rewrite(item.expr, (node) => (node.kind === 'ColName' ? expr : node));
}

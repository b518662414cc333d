import type { Expr, Select, Statement } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { LocalColumn, LocalValue } from './local-result.ts';

export type LocalAnswer = { readonly columns: readonly LocalColumn[]; readonly row: readonly LocalValue[] };

const INT64_MAX = 2n ** 63n - 1n;

/** `SELECT constant, …` without a table is answered here, also while no tablet can be reached: pools ask it to see that we live. */
export function answerLocally(statement: Statement): LocalAnswer | undefined {
  if (statement.kind !== 'Select' || !isBare(statement)) return undefined;
  const cells = statement.columns.map((column) => {
    if (column.kind !== 'AliasedExpr') return undefined;
    const value = constant(column.expr);
    return value && { column: { name: column.as || column.text, type: value.type }, value: value.value };
  });
  if (cells.length === 0 || !cells.every((cell) => cell !== undefined)) return undefined;
  return { columns: cells.map(({ column }) => column), row: cells.map(({ value }) => value) };
}

function isBare(select: Select): boolean {
  const limited =
    select.limit &&
    (select.limit.offset || select.limit.rowCount.kind !== 'Literal' || select.limit.rowCount.value === '0');
  return (
    select.from.length === 0 &&
    !select.where &&
    !select.groupBy &&
    !select.having &&
    !select.into &&
    !select.with &&
    !limited &&
    select.windows.length === 0 &&
    select.orderBy.length === 0 &&
    select.locks.length === 0
  );
}

function constant(expr: Expr): { readonly type: number; readonly value: LocalValue } | undefined {
  if (expr.kind === 'NullVal') return { type: Type.NULL_TYPE, value: null };
  if (expr.kind === 'UnaryExpr' && expr.operator === '-' && expr.expr.kind === 'Literal' && expr.expr.type === 'Int') {
    return BigInt(expr.expr.value) <= INT64_MAX ? { type: Type.INT64, value: `-${expr.expr.value}` } : undefined;
  }
  if (expr.kind !== 'Literal') return undefined;
  if (expr.type === 'String') return { type: Type.VARCHAR, value: expr.value };
  if (expr.type !== 'Int') return undefined;
  const number = BigInt(expr.value);
  return number <= INT64_MAX ? { type: Type.INT64, value: number } : undefined;
}

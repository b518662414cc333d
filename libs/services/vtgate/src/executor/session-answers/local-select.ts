import { literalName } from '@vt/planner';
import { type AliasedExpr, type Expr, encodeText, type Select, type Statement } from '@vt/sqlparser';
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
    return value && { column: { name: column.as || writtenName(column), ...value.column }, value: value.value };
  });
  if (cells.length === 0 || !cells.every((cell) => cell !== undefined)) return undefined;
  return { columns: cells.map(({ column }) => column), row: cells.map(({ value }) => value) };
}

function writtenName({ expr, text }: AliasedExpr): string {
  return expr.kind === 'Literal' && expr.type === 'String' ? literalName(expr.value) : text;
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

const BYTES_PER_CHARACTER = 4;

function constant(expr: Expr): Constant | undefined {
  const known = sessionValues.get(expr);
  if (known) return known;
  if (expr.kind === 'NullVal') return { column: { type: Type.NULL_TYPE }, value: null };
  if (expr.kind === 'UnaryExpr' && expr.operator === '-' && expr.expr.kind === 'Literal' && expr.expr.type === 'Int') {
    return BigInt(expr.expr.value) <= INT64_MAX ? integer(`-${expr.expr.value}`) : undefined;
  }
  if (expr.kind !== 'Literal') return undefined;
  if (expr.type === 'String') {
    const bytesMax = [...expr.value].length * BYTES_PER_CHARACTER;
    return { column: { type: Type.VARCHAR, bytesMax, notNull: true }, value: encodeText(expr.value) };
  }
  if (expr.type !== 'Int' || BigInt(expr.value) > INT64_MAX) return undefined;
  const value = BigInt(expr.value).toString();
  return { ...integer(value), column: { ...integer(value).column, bytesMax: expr.value.length + 1 } };
}

/**
 * What was written into a statement for a function or variable of the session, with the column that MySQL makes of it. Keyed by the node
 * itself, which only that one writing made.
 */
const sessionValues = new WeakMap<Expr, Constant>();

export function sessionValue(expr: Expr, constant: Constant): Expr {
  sessionValues.set(expr, constant);
  return expr;
}

/** Of a node that `sessionValue` was told of. */
export function constantOf(expr: Expr): Constant | undefined {
  return sessionValues.get(expr);
}

export type Constant = { readonly column: Omit<LocalColumn, 'name'>; readonly value: LocalValue };

function integer(value: string): Constant {
  return { column: { type: Type.INT64, bytesMax: value.length, notNull: true }, value };
}

import type { Expr, Node } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';

/** They give one of their arguments, in a type that all of them have room in. */
const CHOOSING = new Set(['coalesce', 'greatest', 'if', 'ifnull', 'least', 'nullif']);
const EXTREMES = new Set(['any_value', 'max', 'min']);

/** Whether its value is one of several others. */
export function isChoosing(node: Node): boolean {
  return node.kind === 'CaseExpr' || (node.kind === 'FuncExpr' && CHOOSING.has(node.name.toLowerCase()));
}

/** Whether it gives the value of one of the rows that it looks at. */
export function isExtreme(node: Node): boolean {
  return node.kind === 'AggregateExpr' && EXTREMES.has(node.name);
}

/** What its value is one of: itself, where it chooses nothing. */
export function chosenAmong(expr: Expr): readonly Expr[] {
  if (!isChoosing(expr) && !isExtreme(expr)) return [expr];
  if (expr.kind === 'FuncExpr' || expr.kind === 'AggregateExpr') return expr.args.flatMap(chosenAmong);
  if (expr.kind !== 'CaseExpr') return [expr];
  const values = expr.whens.map(({ value }) => value);
  return (expr.else ? [...values, expr.else] : values).flatMap(chosenAmong);
}

/**
 * Whether it may be a FLOAT though its type is not known: made one, or chosen among numbers of several types. MySQL computes with more digits of
 * it than its text has.
 */
export function mayBeFloat(expr: Expr, ctx: Pick<PlanContext, 'typeOf' | 'resolve'>): boolean {
  if (ctx.typeOf(expr).type !== Type.NULL_TYPE) return false;
  return chosenAmong(ctx.resolve(expr)).some((one) => isCastToFloat(one) || ctx.typeOf(one).type === Type.FLOAT32);
}

function isCastToFloat(expr: Expr): boolean {
  if (expr.kind !== 'CastExpr' && expr.kind !== 'ConvertExpr') return false;
  return ['float', 'real'].includes(expr.type.name.toLowerCase());
}

/** Whether it may be bytes of a fixed length, with zeros behind those that are shorter. */
export function mayBeBinary(expr: Expr, ctx: Pick<PlanContext, 'typeOf' | 'resolve'>): boolean {
  return chosenAmong(ctx.resolve(expr)).some((one) => ctx.typeOf(one).type === Type.BINARY);
}

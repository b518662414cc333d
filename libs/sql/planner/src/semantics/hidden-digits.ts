import type { Expr, Node } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';
import { contains } from './expressions.ts';

/** In which the digits that are not shown of an argument make no difference to those that are shown. */
const SHOWING = new Set(
  'abs ceil ceiling coalesce floor format greatest if ifnull least nullif round truncate'.split(' '),
);
const ARITHMETIC = new Set(['+', '-', '*', '/', 'div', '%', 'mod']);
const ADDING = new Set(['avg', 'sum']);

/**
 * MySQL computes with more digits of a subquery's average or quotient than the subquery shows, and only what it shows comes from one shard to another.
 * @throws VT12001 where `around`, in which the subquery stands, would show the difference.
 */
export function checkHiddenDigits(around: Node | undefined, value: Expr | undefined, ctx: Pick<PlanContext, 'typeOf'>) {
  if (!around || !value || !computes(around) || ctx.typeOf(value).type !== Type.DECIMAL) return;
  if (contains(value, hidesDigits)) refuse("computing with a subquery's average or quotient over shards");
}

function computes(around: Node): boolean {
  if (around.kind === 'BinaryExpr') return ARITHMETIC.has(around.operator);
  if (around.kind === 'AggregateExpr') return ADDING.has(around.name);
  return around.kind === 'FuncExpr' && !SHOWING.has(around.name.toLowerCase());
}

function hidesDigits(node: Node): boolean {
  return node.kind === 'BinaryExpr' ? node.operator === '/' : node.kind === 'AggregateExpr' && node.name === 'avg';
}

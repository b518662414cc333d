import type { Expr, Select } from '@vt/sqlparser';
import { isIntegral, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import type { OutputColumn } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';

/**
 * The first rows say of what types a recursive CTE's columns are, and the others are made to fit: cut, rounded or refused. The gate hands values on as
 * they are, and so only those that fit for certain.
 */
export function checkFixedTypes(seed: readonly OutputColumn[] | undefined, step: Select, ctx: PlanContext): void {
  const items = ctx.binder.expanded.get(step) ?? step.columns;
  for (const [i, item] of items.entries()) {
    const first = seed?.[i]?.expr;
    if (item.kind !== 'AliasedExpr' || !first || fits(item.expr, first, ctx)) continue;
    refuse('a column of a recursive common table expression whose values need not fit its type, over several shards');
  }
}

function fits(expr: Expr, first: Expr, ctx: PlanContext): boolean {
  // Of a bare NULL MySQL makes a column of no bytes, in which no other value has a place.
  if (first.kind === 'NullVal') return false;
  if (isSelf(expr, ctx)) return true;
  const [type, wanted] = [ctx.typeOf(expr).type, ctx.typeOf(first).type];
  // Of columns whose types nobody knows there is nothing to say.
  if (wanted === Type.NULL_TYPE && type === Type.NULL_TYPE) return true;
  if (isIntegral(wanted)) return isIntegral(type) || type === Type.NULL_TYPE;
  const [column, other] = [columnOf(expr, ctx), columnOf(first, ctx)];
  return column !== undefined && column === other;
}

function isSelf(expr: Expr, { binder }: PlanContext): boolean {
  return expr.kind === 'ColName' && binder.sources.get(expr.qualifier?.name ?? '')?.kind === 'self';
}

/** Which column of which stored table it is. */
function columnOf(expr: Expr, { binder }: PlanContext): string | undefined {
  if (expr.kind !== 'ColName') return undefined;
  const source = binder.sources.get(expr.qualifier?.name ?? '');
  return source?.kind === 'table'
    ? `${source.table.keyspace}.${source.table.name}.${expr.name.toLowerCase()}`
    : undefined;
}

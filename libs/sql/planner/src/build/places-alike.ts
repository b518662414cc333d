import type { Expr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { RouteOp } from '../operators/operator.ts';

/** Whether the columns of two branches are of the same vindexes. */
export function placesAlike(a: Expr, b: Expr | undefined, route: RouteOp, ctx: PlanContext): boolean {
  const places = vindexesOf(a, route, ctx);
  return b !== undefined && places !== '' && places === vindexesOf(b, route, ctx);
}

function vindexesOf(expr: Expr, { tables }: RouteOp, ctx: PlanContext): string {
  const name = ctx.resolve(expr);
  if (name.kind !== 'ColName') return '';
  const owner = tables.find(({ alias }) => alias === name.qualifier?.name);
  const used = owner?.table.columnVindexes.filter(({ columns }) =>
    columns.some((one) => one.toLowerCase() === name.name.toLowerCase()),
  );
  // Several columns tell a place together, and need not come from one row here.
  if (used?.some(({ columns }) => columns.length > 1)) return '';
  return [...new Set(used?.map(({ vindex }) => vindex.name))].sort().join();
}

import type { Expr } from '@vt/sqlparser';
import { separatesEquals } from '@vt/vschema';
import type { PlanContext } from '../context.ts';
import { Equivalences } from '../routing/equivalence.ts';
import { column } from '../semantics/bind/scope.ts';
import type { RouteOp } from './operator.ts';

/**
 * Whether rows that agree in these expressions are on one shard: the columns of a unique vindex are among them.
 * Not by what an outer join has matched: its other rows have NULL there, wherever they live.
 */
export function uniqueVindexIsIn(route: RouteOp, exprs: readonly Expr[], ctx: PlanContext): boolean {
  if (route.place !== 'sharded') return true;
  const equal = new Equivalences(
    route.conditions.map(({ resolved }) => resolved),
    ctx.comparable,
  );
  const resolved = exprs.map((expr) => ctx.resolve(expr));
  return route.tables.some(
    ({ alias, table }) =>
      table.columnVindexes.some(
        (columnVindex) =>
          columnVindex.vindex.unique &&
          columnVindex.vindex.kind !== 'lookup' &&
          (ctx.environment.trustTextVindexes === true || !separatesEquals(table, columnVindex)) &&
          columnVindex.columns.every((name) => resolved.some((expr) => equal.same(expr, column(alias, name)))),
      ) && !isNullable(route, alias),
  );
}

/** On the side of an outer join that may have NULL. */
function isNullable(route: RouteOp, alias: string): boolean {
  if (route.matches.length === 0) return false;
  const [first] = route.tables;
  return first?.alias !== alias;
}

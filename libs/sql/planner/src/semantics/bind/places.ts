import { VtError } from '@vt/base';
import type { Expr, SelectExpr } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../../environment.ts';

type Clause = 'group' | 'order';
type Flavor = PlannerEnvironment['flavor'];

/**
 * What GROUP BY or ORDER BY has there, where it is a column's place as a plain number. `columns`: how many there are, where
 * that is known. @throws 1054 where no column is.
 */
export function placeOf(expr: Expr, columns: number | undefined, clause: Clause, flavor: Flavor): Expr {
  const isMaria = flavor === 'mariadb';
  const place = isMaria ? placeOnMaria(expr) : plainPlace(expr);
  if (place === undefined) return expr;
  if (Number(place) < 1 || Number(place) > (columns ?? Number.MAX_SAFE_INTEGER)) throw noColumn(place, clause, isMaria);
  return expr.kind === 'Literal' ? expr : { kind: 'Literal', type: 'Int', value: place };
}

/** How many columns a list has; undefined with a star in it. */
export function countOf(columns: readonly SelectExpr[]): number | undefined {
  return columns.some(({ kind }) => kind === 'StarExpr') ? undefined : columns.length;
}

function plainPlace(expr: Expr): string | undefined {
  return expr.kind === 'Literal' && expr.type === 'Int' ? expr.value : undefined;
}

/** MariaDB's parser makes numbers of a sign before digits, and of TRUE and FALSE. */
function placeOnMaria(expr: Expr): string | undefined {
  if (expr.kind === 'BoolVal') return expr.value ? '1' : '0';
  if (expr.kind !== 'UnaryExpr') return plainPlace(expr);
  const place = expr.operator === '-' || expr.operator === '+' ? placeOnMaria(expr.expr) : undefined;
  if (place === undefined || expr.operator === '+') return place;
  return place.startsWith('-') ? place.slice(1) : `-${place}`;
}

function noColumn(place: string, clause: Clause, isMaria: boolean): VtError {
  const where = isMaria ? `${clause.toUpperCase()} BY` : `${clause} clause`;
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1054,
    state: '42S22',
    message: `Unknown column '${place}' in '${where}'`,
  });
}

import type { Expr } from '@vt/sqlparser';
import { intersects, sourcesOf } from '../semantics/expressions.ts';

const STRICT = new Set(['=', '<', '>', '<=', '>=', '!=', 'like', 'not like', 'regexp', 'not regexp', 'in', 'not in']);
const ROWS = new Set(['<', '<=', '>', '>=', 'in', 'not in']);

/** Whether a condition is not true of rows that an outer join has filled with NULL. */
export function nullRejecting(expr: Expr, sources: ReadonlySet<string>): boolean {
  switch (expr.kind) {
    case 'AndExpr':
      return expr.exprs.some((one) => nullRejecting(one, sources));
    case 'OrExpr':
      return expr.exprs.every((one) => nullRejecting(one, sources));
    case 'ComparisonExpr':
      if (isNullRow(expr, sources)) return true;
      if (!STRICT.has(expr.operator) || expr.modifier !== '') return false;
      // Nothing is in an empty list, not even NULL.
      if (expr.operator === 'not in' && expr.right.kind !== 'ValTuple') return false;
      if (isNullFor(expr.left, sources) || (expr.operator === 'in' && hasNull(expr.left, sources))) return true;
      return expr.operator !== 'in' && expr.operator !== 'not in' && isNullFor(expr.right, sources);
    case 'BetweenExpr':
      return isNullFor(expr.expr, sources);
    case 'IsExpr':
      if (expr.test === 'false') return isNullRow(expr.expr, sources);
      return expr.test === 'not null' && isNullFor(expr.expr, sources);
    case 'NotExpr':
      return isNullRow(expr.expr, sources);
    default:
      return false;
  }
}

/**
 * An order of rows, or IN, is taken by MySQL to be true of no row that has a NULL in it, negated or not, and the outer join is none. (It is not
 * so: `(null, 1) not in ((2, 2))` is true. But its answer is what there is to give.) Of the rows of a query it takes no such thing to be true.
 */
function isNullRow(expr: Expr, sources: ReadonlySet<string>): boolean {
  if (expr.kind !== 'ComparisonExpr' || expr.modifier !== '' || expr.left.kind !== 'ValTuple') return false;
  if (!ROWS.has(expr.operator)) return false;
  const isList = expr.operator === 'in' || expr.operator === 'not in';
  if (isList) return expr.right.kind === 'ValTuple' && hasNull(expr.left, sources);
  return hasNull(expr.left, sources) || hasNull(expr.right, sources);
}

/** Of a row of values. */
function hasNull(expr: Expr, sources: ReadonlySet<string>): boolean {
  return expr.kind === 'ValTuple' && expr.exprs.some((one) => isNullFor(one, sources));
}

/** Whether an expression is NULL where the columns of these sources are. */
function isNullFor(expr: Expr, sources: ReadonlySet<string>): boolean {
  switch (expr.kind) {
    case 'ColName':
      return intersects(sourcesOf(expr), sources);
    case 'BinaryExpr':
      return isNullFor(expr.left, sources) || isNullFor(expr.right, sources);
    case 'UnaryExpr':
    case 'CollateExpr':
      return isNullFor(expr.expr, sources);
    default:
      return false;
  }
}

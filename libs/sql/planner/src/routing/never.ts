import type { Expr } from '@vt/sqlparser';

const NULL_GIVES_NULL = new Set(['=', '<', '>', '<=', '>=', '!=', 'like', 'not like']);

/** Whether a condition is true of no row, whatever the tables hold. */
export function neverTrue(expr: Expr): boolean {
  switch (expr.kind) {
    case 'NullVal':
      return true;
    case 'BoolVal':
      return !expr.value;
    case 'Literal':
      return expr.type === 'Int' && /^0+$/.test(expr.value);
    case 'AndExpr':
      return expr.exprs.some(neverTrue);
    case 'OrExpr':
      return expr.exprs.every(neverTrue);
    case 'ComparisonExpr':
      return neverTrueComparison(expr);
    default:
      return false;
  }
}

function neverTrueComparison({ left, operator, right, modifier }: Extract<Expr, { kind: 'ComparisonExpr' }>): boolean {
  if (modifier !== '') return false;
  if (operator === '=' && isInteger(left) && isInteger(right)) return BigInt(left.value) !== BigInt(right.value);
  if (NULL_GIVES_NULL.has(operator)) return left.kind === 'NullVal' || right.kind === 'NullVal';
  if (operator === 'in' && right.kind === 'ValTuple')
    return left.kind === 'NullVal' || right.exprs.every(({ kind }) => kind === 'NullVal');
  if (operator === 'not in' && right.kind === 'ValTuple')
    return left.kind === 'NullVal' || right.exprs.some(({ kind }) => kind === 'NullVal');
  return false;
}

function isInteger(expr: Expr): expr is Extract<Expr, { kind: 'Literal' }> {
  return expr.kind === 'Literal' && expr.type === 'Int';
}

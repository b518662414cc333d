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
  if (operator === '=' && areUnequal(left, right)) return true;
  if (NULL_GIVES_NULL.has(operator)) return left.kind === 'NullVal' || right.kind === 'NullVal';
  if (operator === 'in' && right.kind === 'ValTuple')
    return left.kind === 'NullVal' || right.exprs.every((one) => one.kind === 'NullVal' || areUnequal(left, one));
  if (operator === 'not in' && right.kind === 'ValTuple')
    return left.kind === 'NullVal' || right.exprs.some(({ kind }) => kind === 'NullVal');
  return false;
}

/** Two constants of which this is certain; a text that begins with a letter is 0 to a number. */
function areUnequal(left: Expr, right: Expr): boolean {
  const a = wholeNumber(left);
  const b = wholeNumber(right);
  return a !== undefined && b !== undefined && a !== b && (isInteger(left) || isInteger(right));
}

function wholeNumber(expr: Expr): bigint | undefined {
  if (expr.kind !== 'Literal') return undefined;
  if (expr.type === 'Int') return BigInt(expr.value);
  return expr.type === 'String' && /^[a-z]/i.test(expr.value) ? 0n : undefined;
}

function isInteger(expr: Expr): expr is Extract<Expr, { kind: 'Literal' }> {
  return expr.kind === 'Literal' && expr.type === 'Int';
}

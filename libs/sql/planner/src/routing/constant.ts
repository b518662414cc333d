import type { PlanValue } from '@vt/plan';
import type { Expr } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { planValue } from '../semantics/values.ts';

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

/** The value of an expression that has no columns, computed where that is plain integer arithmetic. */
export function constant(expr: Expr): PlanValue | undefined {
  const value = planValue(expr);
  if (value || expr.kind !== 'BinaryExpr') return value;
  const left = integer(constant(expr.left));
  const right = integer(constant(expr.right));
  if (left === undefined || right === undefined) return undefined;
  const result = compute(expr.operator, left, right);
  if (result === undefined || result < MIN || result > MAX) return undefined;
  return { kind: 'Literal', type: Type.INT64, text: result.toString() };
}

function integer(value: PlanValue | undefined): bigint | undefined {
  return value?.kind === 'Literal' && value.type === Type.INT64 ? BigInt(value.text) : undefined;
}

function compute(operator: string, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return undefined;
  }
}

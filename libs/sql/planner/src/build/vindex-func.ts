import { VtError } from '@vt/base';
import type { PlanValues } from '@vt/plan';
import type { Expr } from '@vt/sqlparser';
import type { VindexFuncOp } from '../operators/operator.ts';
import { planValue, planValues } from '../semantics/values.ts';

const FORM = 'WHERE clause for vindex function must be of the form id = <val> or id in(<val>,...)';

/** The values that `id = value` or `id in (…)` names. @throws VT09018 for any other condition. */
export function vindexValues(term: Expr, { alias }: VindexFuncOp): PlanValues {
  if (term.kind !== 'ComparisonExpr') throw wrongForm('not a comparison');
  const isId = (expr: Expr): boolean =>
    expr.kind === 'ColName' && expr.name.toLowerCase() === 'id' && expr.qualifier?.name === alias;
  if (term.operator !== '=' && term.operator !== 'in') throw wrongForm('not equality');
  const turned = term.operator === '=' && isId(term.right);
  if (!isId(term.left) && !turned) throw wrongForm('lhs is not id');
  const value = turned ? term.left : term.right;
  const values = term.operator === 'in' ? planValues(value) : listOf(value);
  if (!values) throw wrongForm('rhs is not a value');
  return values;
}

export function missingValues(): VtError {
  return wrongForm('where clause missing');
}

function listOf(expr: Expr): PlanValues | undefined {
  const value = planValue(expr);
  return value && { kind: 'List', values: [value] };
}

function wrongForm(why: string): VtError {
  return VtError.of('VT09018', `${FORM} (${why})`);
}

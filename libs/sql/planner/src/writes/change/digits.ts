import type { Delete, Expr, Node, Update } from '@vt/sqlparser';
import { isFloat } from '@vt/sqltypes';
import type { PlannerEnvironment } from '../../environment.ts';
import { childrenOf } from '../../semantics/expressions.ts';
import { typesOf } from '../digits-of-values.ts';

const COMPARISON = /^[<>=!]+$/;
/** Give all digits of their operands on. */
const EXACT_OPERATORS = new Set(['+', '-', '*']);
const KEEPING = new Set(['coalesce', 'greatest', 'ifnull', 'least']);

/** Below `node`, the subqueries that are compared or computed with by digits that are not shown of an average, too. */
export function usingAllDigits(node: Node, change: Update | Delete, environment: PlannerEnvironment): readonly Node[] {
  if (node.kind === 'BetweenExpr') return childrenOf(node);
  const compares = node.kind === 'ComparisonExpr' && COMPARISON.test(node.operator);
  const isMaria = environment.flavor === 'mariadb';
  if (compares && !isMaria) return childrenOf(node);
  // Nothing of DOUBLEs is rounded; MariaDB compares other numbers by what is shown, and MySQL computes with that.
  if (!compares && node.kind !== 'BinaryExpr') return [];
  const subqueries = isMaria ? subqueriesIn(node) : childrenOf(node).filter(({ kind }) => kind === 'Subquery');
  return subqueries.length > 0 && hasReal(childrenOf(node), change, environment) ? subqueries : [];
}

function subqueriesIn(node: Node): readonly Node[] {
  return childrenOf(node).flatMap((child) => {
    if (child.kind === 'Subquery') return [child];
    return givesDigitsOn(child) ? subqueriesIn(child) : [];
  });
}

function givesDigitsOn(node: Node): boolean {
  if (node.kind === 'BinaryExpr') return EXACT_OPERATORS.has(node.operator);
  if (node.kind === 'UnaryExpr') return node.operator === '-';
  return node.kind === 'FuncExpr' && KEEPING.has(node.name.toLowerCase());
}

/** Whether one of the sides is a FLOAT or DOUBLE, as far as that is known. */
function hasReal(sides: readonly Node[], change: Update | Delete, environment: PlannerEnvironment): boolean {
  return typesOf(sides as Expr[], change, environment).some(isFloat);
}

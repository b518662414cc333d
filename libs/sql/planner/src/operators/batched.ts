import type { BatchKey } from '@vt/plan';
import { type ComparisonExpr, type Expr, type Node, visit } from '@vt/sqlparser';
import { isIntegral, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { comparesText } from '../emit/weight.ts';

export type Compared = Pick<BatchKey, 'collation'>;

/** The condition that a column has the value of an argument. */
export function equality(
  term: Expr,
  vars: ReadonlyMap<string, Expr>,
): { name: string; term: ComparisonExpr; column: Expr } | undefined {
  if (term.kind !== 'ComparisonExpr' || term.operator !== '=' || term.modifier !== '') return undefined;
  const { left, right } = term;
  if (left.kind === 'Argument' && vars.has(left.name) && right.kind === 'ColName')
    return { name: left.name, term, column: right };
  if (right.kind === 'Argument' && vars.has(right.name) && left.kind === 'ColName')
    return { name: right.name, term, column: left };
  return undefined;
}

export function countUses(root: Node, name: string): number {
  let count = 0;
  visit(root, (node) => {
    if (node.kind === 'Argument' && node.name === name) count++;
  });
  return count;
}

/** How the engine tells which of both sides' values are equal, where it does that as MySQL does: exact numbers, bytes, and texts of columns of one collation. */
export function comparedAs(outer: Expr, inner: Expr, ctx: PlanContext): Compared | undefined {
  const [a, b] = [ctx.typeOf(outer), ctx.typeOf(inner)];
  if (a.type === Type.NULL_TYPE || b.type === Type.NULL_TYPE) return undefined;
  for (const isOfKind of [isIntegral, isShortBytes, isDecimal])
    if (isOfKind(a.type) && isOfKind(b.type)) return { collation: undefined };
  const { collation } = a;
  if (outer.kind !== 'ColName' || a.own || b.own || !isShortText(a.type) || !isShortText(b.type)) return undefined;
  return collation !== undefined && collation === b.collation && comparesText(collation) ? { collation } : undefined;
}

/** As values of a list, a hundred of them are no statement that is too long. */
const isShortText = (type: number): boolean => type === Type.CHAR || type === Type.VARCHAR;
const isShortBytes = (type: number): boolean => type === Type.BINARY || type === Type.VARBINARY;
const isDecimal = (type: number): boolean => type === Type.DECIMAL;

export function isInList(column: Expr, list: string): ComparisonExpr {
  const right: Expr = { kind: 'ListArg', name: list };
  return { kind: 'ComparisonExpr', operator: 'in', left: column, right, escape: null, modifier: '' };
}

import type { BatchKey } from '@vt/plan';
import { type Expr, type Node, visit } from '@vt/sqlparser';
import { isIntegral, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { comparesText } from '../semantics/compares-text.ts';

/** An argument, the condition that a column has its value, and the name of a list of many such values. */
export type BatchedKey = Pick<BatchKey, 'collation' | 'list'> & {
  readonly argument: string;
  readonly column: Expr;
  readonly term: Expr;
};

/**
 * By what a statement with arguments can be run for many of their values at once: each is compared for equality with a column, once, and used
 * nowhere else in it. Undefined where that is not so.
 */
export function batchedKeys(
  statement: Node,
  terms: readonly Expr[],
  vars: ReadonlyMap<string, Expr>,
  ctx: PlanContext,
): readonly BatchedKey[] | undefined {
  const keys = new Map<string, BatchedKey>();
  for (const term of terms) {
    const found = equality(term, vars);
    if (!found || keys.has(found.argument)) continue;
    const compared = comparedAs(vars.get(found.argument) as Expr, found.column, ctx);
    if (!compared) return undefined;
    keys.set(found.argument, { ...found, term, list: `${found.argument}_list`, ...compared });
  }
  const isWhole = keys.size === vars.size && [...keys.keys()].every((name) => countUses(statement, name) === 1);
  return isWhole && keys.size > 0 ? [...keys.values()] : undefined;
}

/** The condition for many values. */
export function inList({ column, list }: BatchedKey): Expr {
  const right: Expr = { kind: 'ListArg', name: list };
  return { kind: 'ComparisonExpr', operator: 'in', left: column, right, escape: null, modifier: '' };
}

function equality(
  term: Expr,
  vars: ReadonlyMap<string, Expr>,
): { readonly argument: string; readonly column: Expr } | undefined {
  if (term.kind !== 'ComparisonExpr' || term.operator !== '=' || term.modifier !== '') return undefined;
  const { left, right } = term;
  if (left.kind === 'Argument' && vars.has(left.name) && right.kind === 'ColName')
    return { argument: left.name, column: right };
  if (right.kind === 'Argument' && vars.has(right.name) && left.kind === 'ColName')
    return { argument: right.name, column: left };
  return undefined;
}

function countUses(root: Node, name: string): number {
  let count = 0;
  visit(root, (node) => {
    if (node.kind === 'Argument' && node.name === name) count++;
  });
  return count;
}

/** How the engine tells which of both sides' values are equal, where it does that as MySQL does: exact numbers, bytes, columns of one type of days or moments, and texts of columns of one collation. */
function comparedAs(outer: Expr, inner: Expr, ctx: PlanContext): Pick<BatchKey, 'collation'> | undefined {
  const [a, b] = [ctx.typeOf(outer), ctx.typeOf(inner)];
  if (a.type === Type.NULL_TYPE || b.type === Type.NULL_TYPE) return undefined;
  for (const isOfKind of [isIntegral, isShortBytes, isDecimal])
    if (isOfKind(a.type) && isOfKind(b.type)) return { collation: undefined };
  if (isTemporal(a.type)) return a.type === b.type && outer.kind === 'ColName' ? { collation: undefined } : undefined;
  const { collation } = a;
  if (outer.kind !== 'ColName' || a.own || b.own || !isShortText(a.type) || !isShortText(b.type)) return undefined;
  return collation !== undefined && collation === b.collation && comparesText(collation) ? { collation } : undefined;
}

/** As values of a list, a hundred of them are no statement that is too long. */
const isShortText = (type: number): boolean => type === Type.CHAR || type === Type.VARCHAR;
const isShortBytes = (type: number): boolean => type === Type.BINARY || type === Type.VARBINARY;
const isTemporal = (type: number): boolean =>
  type === Type.DATE || type === Type.DATETIME || type === Type.TIMESTAMP || type === Type.TIME;
const isDecimal = (type: number): boolean => type === Type.DECIMAL;

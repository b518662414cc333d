import type { ComparisonExpr, Expr, ValTuple } from '@vt/sqlparser';
import { exprKey, hasSubquery, splitAnd } from '../semantics/expressions.ts';
import { constant } from './constant.ts';
import { isNull } from './facts.ts';
import { neverTrue } from './never.ts';

/** The same condition in a form that says more: `a = 1 or a = 2` as a list, what all alternatives ask for in front. */
export function simplify(expr: Expr): Expr {
  if (expr.kind === 'NotExpr') return simplifyNot(expr.expr) ?? expr;
  if (expr.kind === 'AndExpr') return { ...expr, exprs: expr.exprs.map(simplify) };
  if (expr.kind === 'ComparisonExpr') return asEqual(expr) ?? expr;
  if (expr.kind !== 'OrExpr') return expr;
  const possible = expr.exprs
    .map(simplify)
    .flatMap((one) => (one.kind === 'OrExpr' ? one.exprs : [one]))
    .filter((one) => !neverTrue(one));
  const [first] = possible;
  if (!first) return expr;
  if (possible.length === 1) return first;
  return asList(possible) ?? withCommon({ ...expr, exprs: possible });
}

const OPPOSITE: Readonly<Partial<Record<ComparisonExpr['operator'], ComparisonExpr['operator']>>> = {
  '=': '!=',
  '!=': '=',
  in: 'not in',
  'not in': 'in',
};

/** What says the same without NOT: of `not a != 1`, `not (a or b)`. */
function simplifyNot(expr: Expr): Expr | undefined {
  switch (expr.kind) {
    case 'NotExpr':
      return simplify(expr.expr);
    case 'OrExpr':
      return { kind: 'AndExpr', exprs: expr.exprs.map(negated) };
    case 'AndExpr':
      return hasSubquery(expr) ? undefined : simplify({ kind: 'OrExpr', exprs: expr.exprs.map(negated) });
    case 'ComparisonExpr': {
      const operator = expr.modifier === '' ? OPPOSITE[expr.operator] : undefined;
      return operator && { ...expr, operator };
    }
    default:
      return undefined;
  }
}

const negated = (expr: Expr): Expr => simplify({ kind: 'NotExpr', expr });

/** `a <=> 1` is true where `a = 1` is. */
function asEqual(expr: ComparisonExpr): ComparisonExpr | undefined {
  const { left, operator, right } = expr;
  return operator === '<=>' && (isNotNull(left) || isNotNull(right)) ? { ...expr, operator: '=' } : undefined;
}

function isNotNull(expr: Expr): boolean {
  if (expr.kind === 'ValTuple') return expr.exprs.every(isNotNull);
  const value = constant(expr);
  return value?.kind === 'Literal' && !isNull(value);
}

/** `a = 1 or a in (2, 3)` as `a in (1, 2, 3)`. */
function asList(alternatives: readonly Expr[]): ComparisonExpr | undefined {
  let column: Expr | undefined;
  const values: Expr[] = [];
  for (const one of alternatives) {
    if (one.kind !== 'ComparisonExpr' || one.modifier !== '' || one.left.kind !== 'ColName') return undefined;
    if (column && exprKey(column) !== exprKey(one.left)) return undefined;
    column = one.left;
    if (one.operator === '=' && constant(one.right)) values.push(one.right);
    else if (one.operator === 'in' && one.right.kind === 'ValTuple' && one.right.exprs.every(constant))
      values.push(...one.right.exprs);
    else return undefined;
  }
  if (!column || !sameKind(values)) return undefined;
  const right: ValTuple = {
    kind: 'ValTuple',
    exprs: [...new Map(values.map((value) => [exprKey(value), value])).values()],
  };
  return { kind: 'ComparisonExpr', operator: 'in', left: column, right, escape: null, modifier: '' };
}

/** A list is compared by one type; single comparisons each by their own. */
function sameKind(values: readonly Expr[]): boolean {
  const kinds = values.map((value) => (value.kind === 'Literal' ? value.type : value.kind));
  return new Set(kinds).size === 1;
}

/** `(a and b) or (a and c)` as `a and (b or c)`. */
function withCommon(expr: Extract<Expr, { kind: 'OrExpr' }>): Expr {
  const each = expr.exprs.map((one) => new Map(splitAnd(one).map((term) => [exprKey(term), term])));
  const common = [...(each[0] ?? [])].filter(([key]) => each.every((terms) => terms.has(key)));
  if (common.length === 0) return expr;
  const keys = new Set(common.map(([key]) => key));
  const rests = each.map((terms) => [...terms].filter(([key]) => !keys.has(key)).map(([, term]) => term));
  const terms = common.map(([, term]) => term);
  if (rests.some((rest) => rest.length === 0))
    return terms.length === 1 ? (terms[0] as Expr) : { kind: 'AndExpr', exprs: terms };
  const alternatives = rests.map(
    (rest): Expr => (rest.length === 1 ? (rest[0] as Expr) : { kind: 'AndExpr', exprs: rest }),
  );
  const or = asList(alternatives) ?? ({ ...expr, exprs: alternatives } as Expr);
  return { kind: 'AndExpr', exprs: [...terms, or] };
}

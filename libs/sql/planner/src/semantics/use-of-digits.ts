import type { Expr, Node } from '@vt/sqlparser';
import { isFloat, isIntegral } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { childrenOf } from './expressions.ts';

/** What the place of a subquery makes of the digits of its value that are not shown. */
export type Use = 'shown' | 'compared' | 'computed';

/** Who shows a value, and nothing else. */
const SHOWING = new Set(['AliasedExpr', 'GroupBy', 'Order', 'WindowSpec']);
/** MySQL's give a number with as many digits as their argument shows; MariaDB's have all of them. */
const KEEPING = new Set(['abs', 'coalesce', 'greatest', 'ifnull', 'least']);
const TEXTS = new Set(['concat', 'concat_ws']);
/** Go by the text. */
const TEXT_OPERATORS = new Set(['like', 'not like', 'regexp', 'not regexp', 'sounds like']);
/** MariaDB compares by what is shown, but not in BETWEEN and lists. */
const LISTS = new Set(['in', 'not in']);

type Context = {
  readonly environment: Pick<PlanContext['environment'], 'flavor'>;
  readonly typeOf: (expr: Expr) => { readonly type: number };
};

/** What is made of the value of a subquery in `root`. */
export function useOfDigits(root: Node, subquery: Node, ctx: Context): Use {
  let child = subquery;
  for (const node of ancestorsOf(root, subquery) ?? []) {
    const use = useIn(node, child, ctx);
    if (use) return use;
    child = node;
  }
  return 'computed';
}

/** From the nearest to `root` itself; undefined where the node is not in it. */
function ancestorsOf(root: Node, node: Node): Node[] | undefined {
  if (root === node) return [];
  for (const child of childrenOf(root)) {
    const above = child.kind === 'Subquery' && child !== node ? undefined : ancestorsOf(child, node);
    if (above) return [...above, root];
  }
  return undefined;
}

/** Undefined: as what is around `node` makes of it. */
function useIn(node: Node, child: Node, ctx: Context): Use | undefined {
  if (SHOWING.has(node.kind)) return 'shown';
  const roundsArguments = ctx.environment.flavor !== 'mariadb';
  switch (node.kind) {
    case 'IsExpr':
      return node.test === 'null' || node.test === 'not null' ? 'shown' : 'computed';
    case 'ComparisonExpr':
      if (TEXT_OPERATORS.has(node.operator)) return 'shown';
      return roundsArguments || LISTS.has(node.operator) || isBesideReal(node, ctx) ? 'compared' : 'shown';
    case 'BetweenExpr':
      return 'compared';
    case 'ValTuple':
      return undefined;
    case 'UnaryExpr':
      if (node.operator !== '-') return 'computed';
      return roundsArguments ? 'shown' : undefined;
    case 'FuncExpr': {
      const name = node.name.toLowerCase();
      if (TEXTS.has(name)) return 'shown';
      if (!node.args.every((arg) => arg === child || isWhole(arg, ctx))) return 'computed';
      if (KEEPING.has(name)) return roundsArguments ? 'shown' : undefined;
      return name === 'if' && child !== node.args[0] ? undefined : 'computed';
    }
    default:
      return 'computed';
  }
}

/** Then all are compared as DOUBLEs, of which nothing is rounded. */
function isBesideReal(node: Node, ctx: Context): boolean {
  return childrenOf(node).some((side) => isFloat(ctx.typeOf(side as Expr).type));
}

/** It has no digits behind the point: what is chosen beside it has no more than it shows. */
function isWhole(expr: Expr, ctx: Context): boolean {
  if (expr.kind === 'NullVal') return true;
  return expr.kind === 'Literal' ? expr.type === 'Int' : isIntegral(ctx.typeOf(expr).type);
}

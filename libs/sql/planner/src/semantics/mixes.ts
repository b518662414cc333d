import { collationByName } from '@vt/collations';
import { type Expr, type Node, visit } from '@vt/sqlparser';
import { isText } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';

/**
 * Columns of collations that MySQL does not compare are an error of the statement's, whether or not there are rows. A part of it that is never asked of
 * a shard would not tell: a mysqld is asked for the whole.
 * @throws VT12001
 */
export function checkMixes(root: Node, ctx: PlanContext): void {
  visit(root, (node) => {
    if (node.kind !== 'ComparisonExpr') return undefined;
    const [a, b] = [collationOf(node.left, ctx), collationOf(node.right, ctx)];
    if (!a || !b || a.name === b.name || a.charset !== b.charset) return undefined;
    if (a.name.endsWith('_bin') || b.name.endsWith('_bin')) return undefined;
    return refuse(`comparing text of collations ${a.name} and ${b.name} over shards`);
  });
}

function collationOf(expr: Expr, ctx: PlanContext) {
  if (expr.kind !== 'ColName') return undefined;
  const { type, collation } = ctx.typeOf(expr);
  return isText(type) && collation ? collationByName(collation) : undefined;
}

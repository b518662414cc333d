import type { Expr, Node, Select } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import {
  conjunction,
  contains,
  hasSubquery,
  isAggregate,
  isWindow,
  replace,
  splitAnd,
  varies,
} from '../semantics/expressions.ts';

/** Where nothing is grouped, HAVING is a condition on rows like any other, and joins are found by it. */
export function havingAsWhere(select: Select, ctx: PlanContext): Select {
  const { having, groupBy, columns, orderBy } = select;
  if (!having || groupBy || hasSubquery(having)) return select;
  const nodes: readonly Node[] = [...columns, ...orderBy, having];
  if (nodes.some((node) => contains(node, isAggregate) || contains(node, isWindow))) return select;
  const condition = withoutAliases(having, select);
  if (!condition || varies(condition)) return select;
  const next: Select = {
    ...select,
    where: conjunction([...splitAnd(select.where), ...splitAnd(condition)]),
    having: null,
  };
  if (ctx.binder.expanded.has(select)) ctx.binder.expanded.set(next, ctx.binder.expanded.get(select));
  return next;
}

/** Undefined where an alias is one of several, or of something that is not there for WHERE. */
function withoutAliases(having: Expr, { columns }: Select): Expr | undefined {
  let whole = true;
  const next = replace(having, (node) => {
    if (node.kind !== 'ColName' || node.qualifier) return undefined;
    const named = columns.filter(
      (item) => item.kind === 'AliasedExpr' && item.as.toLowerCase() === node.name.toLowerCase(),
    );
    const [item] = named;
    if (item?.kind !== 'AliasedExpr' || named.length > 1 || hasSubquery(item.expr)) {
      whole = false;
      return undefined;
    }
    return item.expr;
  });
  return whole ? next : undefined;
}

import type { Expr, Node } from '@vt/sqlparser';
import { partition } from '../build/filter.ts';
import { addConditions } from '../operators/route.ts';
import { exprKey, hasSubquery, isAggregate, replace, sourcesOf, varies } from '../semantics/expressions.ts';
import type { Rule } from './rule.ts';

/** A shard that has all rows of its groups knows which of them are asked for. */
export const pushHaving: Rule<'Filter'> = {
  name: 'push HAVING to the shards',
  on: 'Filter',
  rewrite({ input, predicates }, ctx) {
    if (input.kind !== 'Route' || input.closed || !input.aggregated || input.select.limit) return undefined;
    const groups = new Set(input.select.groupBy?.exprs.filter(({ kind }) => kind === 'ColName').map(exprKey));
    const [below, above] = partition(predicates, (term) => isOfGroups(term, groups));
    if (below.length === 0) return undefined;
    const route = addConditions(input, below, ctx);
    return above.length === 0 ? route : { kind: 'Filter', predicates: above, input: route };
  },
};

/** Of aggregates and what is grouped by: all that a mysqld finds in HAVING. */
function isOfGroups(term: Expr, groups: ReadonlySet<string>): boolean {
  if (hasSubquery(term) || varies(term)) return false;
  const rest = replace(term as Node, (node) =>
    isAggregate(node) || groups.has(exprKey(node)) ? { kind: 'NullVal' } : undefined,
  );
  return sourcesOf(rest).size === 0;
}

import { type Node, visit } from '@vt/sqlparser';

const NOT_DETERMINISTIC = new Set(['rand', 'random_bytes', 'uuid', 'uuid_short', 'sleep', 'benchmark']);

/** What a query has besides filters and plain columns: what makes it more than the sum of its shards. */
export type Features = {
  readonly aggregates: boolean;
  readonly windows: boolean;
  readonly subqueries: boolean;
  readonly random: boolean;
};

export function featuresOf(root: Node): Features {
  const found = { aggregates: false, windows: false, subqueries: false, random: false };
  visit(root, (node) => {
    if (node.kind === 'AggregateExpr' || node.kind === 'CountStar' || node.kind === 'GroupConcatExpr') {
      if (node.over) found.windows = true;
      else found.aggregates = true;
    }
    if (node.kind === 'WindowFuncExpr') found.windows = true;
    if (node.kind === 'Subquery' || node.kind === 'DerivedTable') found.subqueries = true;
    if (node.kind === 'FuncExpr' && NOT_DETERMINISTIC.has(node.name.toLowerCase())) found.random = true;
  });
  return found;
}

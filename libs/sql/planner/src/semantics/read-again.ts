import { type Node, type Select, visit } from '@vt/sqlparser';
import { contains, isAggregate } from './expressions.ts';

const NEVER_TWICE = new Set(['rand', 'uuid', 'uuid_short', 'sleep', 'random_bytes', 'get_lock', 'release_lock']);

/** Whether a query calls what gives something else each time. */
export function isMadeAnew(query: Node): boolean {
  let found = false;
  visit(query, (node) => {
    if (node.kind === 'FuncExpr' && NEVER_TWICE.has(node.name.toLowerCase())) found = true;
    return !found;
  });
  return found;
}

/** Whether a LIMIT without an order takes some of a query's rows: of those that come from several shards it may take others each time. */
export function takesSome(query: Node): boolean {
  let found = false;
  visit(query, (node) => {
    found ||= node.kind === 'Select' && node.limit !== null && node.orderBy.length === 0 && !isOneRow(node);
    if (node.kind === 'Union' || node.kind === 'ParenSelect' || node.kind === 'TableStatement')
      found ||= node.limit !== null && node.orderBy.length === 0;
    return !found;
  });
  return found;
}

/** Of nothing, or of all rows. */
function isOneRow({ from, groupBy, columns }: Select): boolean {
  return from.length === 0 || (groupBy === null && columns.some((item) => contains(item, isAggregate)));
}

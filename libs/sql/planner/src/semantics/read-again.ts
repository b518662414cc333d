import { type Node, type Select, visit } from '@vt/sqlparser';
import { contains, isAggregate } from './expressions.ts';

const NEVER_TWICE: ReadonlySet<string> = new Set(
  'get_lock nextval rand random_bytes release_lock sleep sysdate uuid uuid_short uuid_v4 uuid_v7'.split(' '),
);

/** Whether something is called in it that gives something else each time. */
export function isMadeAnew(root: Node): boolean {
  let found = false;
  visit(root, (node) => {
    const isCall = node.kind === 'FuncExpr' || node.kind === 'CurTimeFuncExpr';
    found ||= isCall && NEVER_TWICE.has(node.name.toLowerCase());
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

import { type QueryStatement, visit } from '@vt/sqlparser';

/** Whether a query names a table so, without a schema: a CTE that does is recursive. */
export function mentionsName(query: QueryStatement, name: string): boolean {
  let found = false;
  visit(query, (node) => {
    found ||= node.kind === 'TableName' && node.qualifier === '' && node.name.toLowerCase() === name.toLowerCase();
    return !found;
  });
  return found;
}

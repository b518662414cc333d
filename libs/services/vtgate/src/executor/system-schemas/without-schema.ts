import type { Node, TableName } from '@vt/sqlparser';

/**
 * A view of information_schema that a statement gets as a derived table has no schema any more: `information_schema.tables.table_name` becomes
 * `tables.table_name`. @param views in small letters.
 */
export function withoutSchema(node: Node, views: ReadonlySet<string>): Node {
  if (node.kind === 'ColName') return { ...node, qualifier: node.qualifier && bare(node.qualifier, views) };
  if (node.kind === 'StarExpr') return { ...node, table: node.table && bare(node.table, views) };
  return node;
}

function bare(table: TableName, views: ReadonlySet<string>): TableName {
  const isView = table.qualifier.toLowerCase() === 'information_schema' && views.has(table.name.toLowerCase());
  return isView ? { ...table, qualifier: '' } : table;
}

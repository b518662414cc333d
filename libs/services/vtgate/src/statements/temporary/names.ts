import { type Node, visit } from '@vt/sqlparser';

export type TableNameNode = Extract<Node, { kind: 'TableName' }>;

export function tableNames(statement: Node): TableNameNode[] {
  const names: TableNameNode[] = [];
  visit(statement, (node) => {
    if (node.kind === 'TableName' && node.name !== '') names.push(node);
    return node.kind !== 'ColName' && node.kind !== 'StarExpr';
  });
  return names;
}

import { type Node, parse, type Statement, visit } from '@vt/sqlparser';
import type { StatementRun } from '../../executor/statement.ts';

export type TableNameNode = Extract<Node, { kind: 'TableName' }>;

/** Undefined: it is for a mysqld to say what it thinks of it. */
export function parsed({ session }: StatementRun, sql: string): Statement | undefined {
  try {
    return parse(sql, { sqlMode: session.sqlMode.replace(/^'|'$/g, '') });
  } catch {
    return undefined;
  }
}

export function tableNames(statement: Node): TableNameNode[] {
  const names: TableNameNode[] = [];
  visit(statement, (node) => {
    if (node.kind === 'TableName' && node.name !== '') names.push(node);
    return node.kind !== 'ColName' && node.kind !== 'StarExpr';
  });
  return names;
}

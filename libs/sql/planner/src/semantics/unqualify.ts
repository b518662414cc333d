import { type Node, rewrite, type TableName } from '@vt/sqlparser';
import type { VSchema } from '@vt/vschema';
import type { TableUse } from './scope.ts';

/**
 * Without keyspace names: on a mysqld the keyspace's database has another name and is selected already. A table that routing rules
 * have moved to another name gets that name, and its old one as alias.
 */
export function unqualify<N extends Node>(statement: N, uses: readonly TableUse[], vschema: VSchema): N {
  const moved = new Map(
    uses.filter(({ name, table }) => table && table.name !== name.name).map((use) => [use.name, use]),
  );
  return rewrite(statement, (node) => {
    if (node.kind === 'AliasedTableExpr' && node.expr.kind === 'TableName') {
      const use = moved.get(node.expr);
      if (use?.table)
        return { ...node, expr: { ...node.expr, name: use.table.name, qualifier: '' }, as: node.as || use.name.name };
    }
    return node.kind === 'TableName' && isKeyspace(node, vschema) ? { ...node, qualifier: '' } : node;
  });
}

function isKeyspace(name: TableName, vschema: VSchema): boolean {
  return name.qualifier !== '' && vschema.keyspaces.has(name.qualifier);
}

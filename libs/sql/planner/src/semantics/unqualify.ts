import { type AliasedTableExpr, type Node, rewrite, type TableName } from '@vt/sqlparser';
import type { VSchema } from '@vt/vschema';
import type { TableUse } from './scope.ts';

/**
 * Without keyspace names: on a mysqld the keyspace's database has another name and is selected already. A table that routing rules
 * have moved to another name gets that name, and its old one as alias. Hints about vindexes go too.
 */
export function unqualify<N extends Node>(statement: N, uses: readonly TableUse[], vschema: VSchema): N {
  const moved = new Map(
    uses.filter(({ name, table }) => table && table.name !== name.name).map((use) => [use.name, use]),
  );
  return rewrite(statement, (node) => {
    if (node.kind === 'AliasedTableExpr' && node.expr.kind === 'TableName') {
      const plain = unhinted(node);
      const use = moved.get(node.expr);
      return use?.table
        ? { ...plain, expr: { ...node.expr, name: use.table.name, qualifier: '' }, as: node.as || use.name.name }
        : plain;
    }
    return node.kind === 'TableName' && isKeyspace(node, vschema) ? { ...node, qualifier: '' } : node;
  });
}

/** Without the hints that are for the planner: a mysqld does not know them. */
export function withoutVindexHints<N extends Node>(statement: N): N {
  return rewrite(statement, (node) => (node.kind === 'AliasedTableExpr' ? unhinted(node) : node));
}

function unhinted(table: AliasedTableExpr): AliasedTableExpr {
  const hints = table.hints.filter(({ type }) => type !== 'use vindex' && type !== 'ignore vindex');
  return hints.length === table.hints.length ? table : { ...table, hints };
}

function isKeyspace(name: TableName, vschema: VSchema): boolean {
  return name.qualifier !== '' && vschema.keyspaces.has(name.qualifier);
}

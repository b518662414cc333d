import { parse, type QueryStatement, rewrite } from '@vt/sqlparser';
import type { Table, VSchema } from '@vt/vschema';

const parsed = new WeakMap<Table, QueryStatement>();

/** The query of a view over shards, with names of keyspaces; undefined where the name is none. */
export function viewQuery(vschema: VSchema, keyspace: string, name: string): QueryStatement | undefined {
  const table = vschema.keyspaces.get(keyspace)?.tables.get(name);
  if (!table?.view) return undefined;
  const known = parsed.get(table);
  if (known) return known;
  const { query, database } = table.view;
  const named = rewrite(parse(query, { sqlMode: '' }), (node) =>
    node.kind === 'TableName' && node.qualifier === database ? { ...node, qualifier: keyspace } : node,
  ) as QueryStatement;
  const whole = withNames(
    named,
    table.columns.map((column) => column.name),
  );
  parsed.set(table, whole);
  return whole;
}

/** The list of columns in CREATE VIEW is not part of the query that a mysqld keeps. */
function withNames(query: QueryStatement, names: readonly string[]): QueryStatement {
  switch (query.kind) {
    case 'Select': {
      if (query.columns.length !== names.length) return query;
      const columns = query.columns.map((item, i) =>
        item.kind === 'AliasedExpr' ? { ...item, as: names[i] ?? item.as } : item,
      );
      return { ...query, columns };
    }
    case 'Union':
      return { ...query, left: withNames(query.left, names) };
    default:
      return query;
  }
}

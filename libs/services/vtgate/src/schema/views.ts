import {
  type AliasedExpr,
  parse,
  print,
  type QueryStatement,
  quoteName,
  rewrite,
  type Select,
  visit,
} from '@vt/sqlparser';
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
  const own = columnNames(query);
  if (own?.length !== names.length || own.every((name, i) => name === names[i])) return query;
  return renamed(query, names) ?? around(query, own, names);
}

/** What the query calls its columns; undefined where that is not said. */
function columnNames(query: QueryStatement): readonly string[] | undefined {
  switch (query.kind) {
    case 'Select': {
      const names = query.columns.map((item) => (item.kind === 'AliasedExpr' ? nameOf(item) : undefined));
      return names.every((name) => name !== undefined) ? names : undefined;
    }
    case 'Union':
      return columnNames(query.left);
    case 'ParenSelect':
      return columnNames(query.select);
    case 'ValuesStatement':
      return query.rows[0]?.exprs.map((_, i) => `column_${i}`);
    default:
      return undefined;
  }
}

function nameOf({ as, expr }: AliasedExpr): string {
  return as !== '' || expr.kind !== 'ColName' ? as : expr.name;
}

/** The query with other names for its columns; undefined where its own clauses use those that it has. A mysqld writes the columns of tables with their tables. */
function renamed(query: QueryStatement, names: readonly string[]): QueryStatement | undefined {
  const isUsed = query.kind === 'Union' ? query.orderBy.length > 0 : query.kind !== 'Select' || usesOwnNames(query);
  return isUsed ? undefined : withAliases(query, names);
}

function withAliases(query: QueryStatement, names: readonly string[]): QueryStatement {
  switch (query.kind) {
    case 'Select': {
      const columns = query.columns.map((item, i) =>
        item.kind === 'AliasedExpr' ? { ...item, as: names[i] ?? item.as } : item,
      );
      return { ...query, columns };
    }
    case 'Union':
      return { ...query, left: renamed(query.left, names) ?? around(query.left, columnNames(query.left) ?? [], names) };
    default:
      return query;
  }
}

function usesOwnNames({ groupBy, having, orderBy }: Select): boolean {
  let found = false;
  for (const clause of [groupBy, having, ...orderBy]) {
    if (!clause) continue;
    visit(clause, (node) => {
      found ||= node.kind === 'ColName' && node.qualifier === null;
      return !found;
    });
  }
  return found;
}

/** A query of the query's rows. Where two columns have one name, nothing else can use it. */
function around(query: QueryStatement, own: readonly string[], names: readonly string[]): QueryStatement {
  const single = own.map((name, i) => (own.indexOf(name) === i ? name : `_vt_${i}`));
  const inner = single.some((name, i) => name !== own[i]) ? withAliases(query, single) : query;
  const columns = single.map((name, i) => `v.${quoteName(name)} as ${quoteName(names[i] ?? name)}`);
  return parse(`select ${columns.join(', ')} from (${print(inner)}) as v`, { sqlMode: '' }) as QueryStatement;
}

import { type QueryStatement, visit } from '@vt/sqlparser';
import type { Mention } from './mentions.ts';
import type { ColumnShape, TableShape } from './table-shape.ts';

/** Names that a query asks for: by qualifier (lower case, '' for none); `all` where it asks for whatever there is. */
type Asked = { readonly all: ReadonlySet<string>; readonly names: ReadonlyMap<string, ReadonlySet<string>> };

const EVERY = '*';

/**
 * Which columns of each mention a query can be about, in the table's order. Names are not resolved: a name without a table may be any
 * table's that has it, wherever it stands.
 */
export function usedColumns(
  query: QueryStatement,
  mentions: readonly Mention[],
  shapeOf: (mention: Mention) => TableShape,
): ReadonlyMap<Mention, readonly ColumnShape[]> {
  const asked = whatIsAsked(query);
  return new Map(mentions.map((mention) => [mention, columnsOf(mention, shapeOf(mention), asked)]));
}

function columnsOf({ alias, inOrder }: Mention, { columns, keys }: TableShape, asked: Asked): readonly ColumnShape[] {
  const primary = inOrder ? keys.find((one) => one.primary) : undefined;
  const ofKey = new Set(primary?.parts.map(({ column }) => column.toLowerCase()));
  const key = alias.toLowerCase();
  if (asked.all.has(EVERY) || asked.all.has(key)) return columns;
  const mine = asked.names.get(key);
  const anyones = asked.names.get('');
  const used = columns.filter(({ name }) => {
    const lower = name.toLowerCase();
    return mine?.has(lower) || anyones?.has(lower) || ofKey.has(lower);
  });
  // Rows are counted by something.
  return used.length > 0 ? used : columns.slice(0, 1);
}

function whatIsAsked(query: QueryStatement): Asked {
  const all = new Set<string>();
  const names = new Map<string, Set<string>>();
  const ask = (qualifier: string, name: string): void => {
    const known = names.get(qualifier.toLowerCase()) ?? new Set();
    names.set(qualifier.toLowerCase(), known.add(name.toLowerCase()));
  };
  visit(query, (node) => {
    if (node.kind === 'StarExpr') all.add(node.table === null ? EVERY : node.table.name.toLowerCase());
    else if (node.kind === 'ColName') ask(node.qualifier?.name ?? '', node.name);
    else if (node.kind === 'JoinTableExpr') {
      // Which columns join depends on all that there are.
      if (node.join.startsWith('natural')) all.add(EVERY);
      for (const name of node.using) ask('', name);
    }
  });
  return { all, names };
}

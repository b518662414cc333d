import { type Node, type NodeOf, parse, print, type TableExpr, type Statement as Tree, visit } from '@vt/sqlparser';
import type { Statement } from './statement.ts';

/** What a statement does with a table, as table ACLs ask it. */
export type Role = 'READER' | 'WRITER' | 'ADMIN';

export type TableUse = { readonly table: string; readonly role: Role };

/** What a statement touches. */
export type StatementUses = {
  readonly tables: readonly TableUse[];
  /** The one that it is about; '' for none. */
  readonly main: string;
  /** Of an UPDATE or DELETE of one table: its condition, and its ORDER BY and LIMIT, with the names of bind variables. */
  readonly where: string | undefined;
};

const nothing: StatementUses = { tables: [], main: '', where: undefined };
const known = new WeakMap<Statement, StatementUses>();

/** Read once for each statement that is kept, when it is first asked for. What cannot be parsed touches nothing that we know of. */
export function usesOf(statement: Statement): StatementUses {
  const found = known.get(statement);
  if (found) return found;
  const read = readUses(statement);
  known.set(statement, read);
  return read;
}

/** What is written may be a megabyte of rows, of which none says anything. */
const withoutRows = ({ sql, rowsStart }: Statement): Tree | undefined =>
  rowsStart === undefined ? undefined : parsed(`${sql.slice(0, rowsStart)} values ()`);

function parsed(sql: string): Tree | undefined {
  try {
    return parse(sql);
  } catch {
    return undefined;
  }
}

function readUses(statement: Statement): StatementUses {
  const tree = withoutRows(statement) ?? parsed(statement.sql);
  if (!tree) return nothing;
  const written = writtenTables(tree);
  const tables = new Map<string, TableUse>();
  const add = (table: string, role: Role): void => void tables.set(`${table} ${role}`, { table, role });
  for (const table of written.tables) add(table, written.role);
  const derived = commonTables(tree);
  visit(tree, (node) => {
    if (node.kind !== 'TableName' || node.name === '' || written.nodes.has(node)) return;
    if (!derived.has(node.name.toLowerCase()) || node.qualifier !== '') add(node.name, written.readRole);
  });
  const all = [...tables.values()];
  return { tables: all, main: written.tables[0] ?? all[0]?.table ?? '', where: conditionOf(tree) };
}

type Written = {
  readonly tables: readonly string[];
  readonly nodes: ReadonlySet<Node>;
  readonly role: Role;
  /** Of the other tables. */
  readonly readRole: Role;
};

const reads: Written = { tables: [], nodes: new Set(), role: 'READER', readRole: 'READER' };
const queries = new Set(['Select', 'Union', 'ParenSelect', 'TableStatement', 'ValuesStatement']);

function writtenTables(tree: Tree): Written {
  switch (tree.kind) {
    case 'Insert':
      return writes(namesIn([tree.table]));
    case 'Update':
      return writes(namesIn(tree.tables));
    case 'Delete':
      return writes(tree.targets.length > 0 ? [...tree.targets, ...namesIn(tree.tables)] : namesIn(tree.tables));
    default:
      return queries.has(tree.kind) ? reads : { ...reads, readRole: 'ADMIN' };
  }
}

function writes(nodes: readonly NodeOf<'TableName'>[]): Written {
  return {
    tables: [...new Set(nodes.map(({ name }) => name))],
    nodes: new Set(nodes),
    role: 'WRITER',
    readRole: 'READER',
  };
}

/** Tables of a FROM list that are named in it, those of derived tables left out. */
function namesIn(exprs: readonly TableExpr[]): NodeOf<'TableName'>[] {
  const names: NodeOf<'TableName'>[] = [];
  for (const expr of exprs) {
    visit(expr, (node) => {
      if (node.kind === 'DerivedTable' || node.kind === 'Subquery') return false;
      if (node.kind === 'TableName') names.push(node);
      return true;
    });
  }
  return names;
}

/** Names that WITH gives. */
function commonTables(tree: Tree): ReadonlySet<string> {
  const names = new Set<string>();
  visit(tree, (node) => {
    if (node.kind === 'CommonTableExpr') names.add(node.name.toLowerCase());
  });
  return names;
}

function conditionOf(tree: Tree): string | undefined {
  if ((tree.kind !== 'Update' && tree.kind !== 'Delete') || tree.tables.length !== 1 || !tree.where) return undefined;
  if (tree.tables[0]?.kind !== 'AliasedTableExpr') return undefined;
  const rest = [...tree.orderBy, ...(tree.limit ? [tree.limit] : [])];
  return [print(tree.where), ...rest.map((node) => print(node))].join(' ');
}

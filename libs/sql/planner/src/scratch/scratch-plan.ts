import {
  type AliasedExpr,
  type Expr,
  type LockClause,
  type Node,
  print,
  type QueryStatement,
  quoteName,
  rewrite,
  type Select,
  visit,
} from '@vt/sqlparser';
import { refuse } from '../refuse.ts';
import { columnName } from '../semantics/bind/empty-select.ts';
import { createTemporary } from './create-temporary.ts';
import type { Mention } from './mentions.ts';
import { pushedFilters } from './pushed-filters.ts';
import type { ColumnShape, TableShape } from './table-shape.ts';
import { usedColumns } from './used-columns.ts';

/** One temporary table: how it is made and where its rows come from. */
export type ScratchTable = {
  readonly name: string;
  readonly keyspace: string;
  readonly table: string;
  /** CREATE TEMPORARY TABLE. */
  readonly create: string;
  readonly columns: readonly ColumnShape[];
  /** A query of one table that the planner routes. */
  readonly fetch: Select;
};

export type ScratchPlan = { readonly tables: readonly ScratchTable[]; readonly query: string };

/** What to fetch, create and run for a query whose mentions have been found. @throws VT12001 for what would not mean the same there. */
export function scratchPlan(
  found: { readonly query: QueryStatement; readonly mentions: readonly Mention[] },
  shapeOf: (mention: Mention) => TableShape,
): ScratchPlan {
  checkNames(found.query, found.mentions);
  checkMeaning(found.query);
  const filters = pushedFilters(found.query, found.mentions, shapeOf);
  const columns = usedColumns(found.query, found.mentions, shapeOf);
  const lock = strongestLock(found.query);
  const tables = found.mentions.map((mention) => {
    const used = columns.get(mention) ?? [];
    const { keyspace, name } = mention.table;
    return {
      name: mention.name,
      keyspace,
      table: name,
      // What was a row's key is that of all it has been.
      create: createTemporary(mention.name, used, mention.systemTime ? [] : shapeOf(mention).keys),
      columns: used,
      fetch: fetchOf(mention, used, filters.get(mention) ?? [], lock),
    };
  });
  return { tables, query: print(rewrite(found.query, settle)) };
}

/** Two tables of different keyspaces may have one name; where one statement tells them apart by the keyspace, there they would be the same. */
function checkNames(query: QueryStatement, mentions: readonly Mention[]): void {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const { alias, table } of mentions) {
    const key = alias.toLowerCase();
    const owner = owners.get(key) ?? table.keyspace;
    if (owner !== table.keyspace) shared.add(key);
    owners.set(key, owner);
  }
  if (shared.size === 0) return;
  visit(query, (node) => {
    const qualifier = node.kind === 'ColName' ? node.qualifier : node.kind === 'StarExpr' ? node.table : null;
    if (qualifier && qualifier.qualifier !== '') refuseShared(qualifier.name, shared);
    if ('from' in node && Array.isArray(node.from)) checkTogether(node.from as readonly Node[], shared);
  });
}

/** What is joined in one FROM, without what derived tables join. */
function checkTogether(from: readonly Node[], shared: ReadonlySet<string>): void {
  const met = new Set<string>();
  for (const table of from)
    visit(table, (node) => {
      if (node.kind === 'DerivedTable' || node.kind === 'Subquery') return false;
      if (node.kind !== 'AliasedTableExpr' || node.as === '') return true;
      const key = node.as.toLowerCase();
      if (met.has(key)) refuseShared(key, shared);
      met.add(key);
      return true;
    });
}

function refuseShared(alias: string, shared: ReadonlySet<string>): void {
  if (shared.has(alias.toLowerCase())) refuse(`tables called '${alias}' of two keyspaces in one query`);
}

function checkMeaning(query: QueryStatement): void {
  visit(query, (node) => {
    if (node.kind === 'MatchExpr') refuse('MATCH … AGAINST over several shards');
    if (node.kind === 'Default') refuse('DEFAULT(column) over several shards');
    if (node.kind === 'Nextval' || node.kind === 'SequenceValueExpr') refuse('sequence values in a larger query');
    if (node.kind === 'FuncExpr' && node.qualifier !== '') refuse('a function of a keyspace over several shards');
    if ('into' in node && node.into !== null) refuse('SELECT … INTO over several shards');
    if (node.kind === 'Select' && node.options.includes('sql_calc_found_rows'))
      refuse('SQL_CALC_FOUND_ROWS in a query over several shards');
    if (node.kind === 'LockClause' && node.of.length > 0) refuse('FOR UPDATE OF over several shards');
  });
}

function strongestLock(query: QueryStatement): LockClause | undefined {
  let found: LockClause | undefined;
  visit(query, (node) => {
    if (node.kind === 'LockClause' && (found === undefined || node.strength === 'for update')) found = node;
  });
  return found;
}

/** What is different where all tables are local: no locks, no keyspaces in names, columns called as before. */
function settle(node: Node): Node {
  if (node.kind === 'ColName' && node.qualifier !== null && node.qualifier.qualifier !== '')
    return { ...node, qualifier: { ...node.qualifier, qualifier: '' } };
  if (node.kind === 'StarExpr' && node.table !== null && node.table.qualifier !== '')
    return { ...node, table: { ...node.table, qualifier: '' } };
  if (node.kind === 'AliasedExpr') return named(node);
  if ('locks' in node && node.locks.length > 0) return { ...node, locks: [] };
  return node;
}

/** MySQL calls a column by the text of its expression, and the text is printed anew. */
function named(node: AliasedExpr): AliasedExpr {
  if (node.as !== '' || node.expr.kind === 'ColName' || node.text === '') return node;
  return { ...node, as: columnName({ ...node, text: node.text.trim() }) };
}

function fetchOf(
  mention: Mention,
  columns: readonly ColumnShape[],
  filters: readonly Expr[],
  lock: LockClause | undefined,
): Select {
  const { table, partitions, systemTime } = mention;
  const expr = { kind: 'TableName', name: table.name, qualifier: table.keyspace } as const;
  return {
    kind: 'Select',
    comments: [],
    with: null,
    options: [],
    columns: columns.map(fetchColumn),
    from: [{ kind: 'AliasedTableExpr', expr, partitions, as: '', columns: [], hints: [], systemTime }],
    where: whereOf(filters),
    groupBy: null,
    having: null,
    windows: [],
    qualify: null,
    orderBy: [],
    limit: null,
    locks: lock ? [lock] : [],
    into: null,
  };
}

function whereOf(filters: readonly Expr[]): Expr | null {
  const [first] = filters;
  if (first === undefined) return null;
  return filters.length === 1 ? first : { kind: 'AndExpr', exprs: filters };
}

/** A FLOAT is rounded where it becomes text; as a DOUBLE it is exact. */
function fetchColumn({ name, type }: ColumnShape): AliasedExpr {
  const column: Expr = { kind: 'ColName', name, qualifier: null };
  if (!/^float\b/i.test(type)) return { kind: 'AliasedExpr', expr: column, as: '', text: quoteName(name) };
  const double = { kind: 'ConvertType', name: 'double', length: '', scale: '', charset: '' } as const;
  const expr: Expr = { kind: 'CastExpr', expr: column, type: double, array: false, timeZone: '' };
  return { kind: 'AliasedExpr', expr, as: name, text: '' };
}

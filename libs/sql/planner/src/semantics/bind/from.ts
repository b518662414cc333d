import { VtError } from '@vt/base';
import type {
  AliasedTableExpr,
  ColName,
  Expr,
  JoinTableExpr,
  JsonTableColumn,
  JsonTableExpr,
  TableExpr,
  TableName,
} from '@vt/sqlparser';
import { findTableOrVindex, type Table } from '@vt/vschema';
import { checkNoTarget, isSystemSchema } from '../scope.ts';
import { checkTime } from '../system-time.ts';
import { ambiguousError, type Binder, type CteEntry, type Ctes, unknownColumnError } from './binder.ts';
import { bindCteBody } from './cte.ts';
import { bindExpr } from './names.ts';
import { addMember, addSource, findName, isMerged, type Merged, mergedOf, newScope, type Scope } from './scope.ts';
import { type ColumnInfo, findColumn, type Mentions, type Source, unknownColumn } from './source.ts';
import { lockedView } from './view-locks.ts';

/** Binds one member of FROM and adds what it brings to the scope. */
export function bindTableExpr(expr: TableExpr, scope: Scope, ctes: Ctes, binder: Binder): TableExpr {
  switch (expr.kind) {
    case 'AliasedTableExpr':
      return bindAliased(expr, scope, ctes, binder);
    case 'ParenTableExpr':
      return { ...expr, exprs: expr.exprs.map((inner) => bindTableExpr(inner, scope, ctes, binder)) };
    case 'JoinTableExpr':
      return bindJoin(expr, scope, ctes, binder);
    case 'JsonTableExpr':
      return bindJsonTable(expr, scope, ctes, binder);
  }
}

function bindAliased(node: AliasedTableExpr, scope: Scope, ctes: Ctes, binder: Binder): TableExpr {
  if (node.expr.kind === 'DerivedTable') {
    const { lateral, select } = node.expr;
    const bound = binder.steps.bindQuery(select, lateral ? withBeside(scope) : scope.outer, ctes, binder);
    return addDerived(node, bound.query, named(node, bound.columns), bound.authoritative, lateral, scope, binder);
  }
  const name = node.expr;
  const cte = name.qualifier === '' ? ctes.get(name.name.toLowerCase()) : undefined;
  if (node.systemTime !== null) checkTime(node.systemTime, cte === undefined);
  if (cte) return bindCteUse(node, name, cte, scope, binder);
  return bindTable(node, name, scope, ctes, binder);
}

/** LATERAL, and JSON_TABLE, in a join also see what stands before the whole join. */
function withBeside(scope: Scope): Scope {
  return scope.beside ? { ...scope, outer: withBeside(scope.beside) } : scope;
}

function named(node: AliasedTableExpr, columns: readonly ColumnInfo[]): readonly ColumnInfo[] {
  if (node.columns.length === 0) return columns;
  if (node.columns.length !== columns.length) throw VtError.of('VT03033', '');
  return columns.map((column, i) => ({ ...column, name: node.columns[i] as string }));
}

function addDerived(
  node: AliasedTableExpr,
  query: Extract<Source, { kind: 'derived' }>['query'],
  columns: readonly ColumnInfo[],
  authoritative: boolean,
  lateral: boolean,
  scope: Scope,
  binder: Binder,
  { keyspace, mentions }: { readonly keyspace?: string; readonly mentions?: Mentions } = {},
): AliasedTableExpr {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) throw duplicateColumn(name);
    seen.add(name.toLowerCase());
  }
  const alias = binder.uniqueAlias(node.as);
  const source = { alias, name: node.as, columns, authoritative, query, lateral, keyspace, mentions } as const;
  addMember(scope, binder.add({ kind: 'derived', ...source }));
  return { ...node, as: alias, expr: { kind: 'DerivedTable', lateral, select: query } };
}

function duplicateColumn(name: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1060,
    state: '42S21',
    message: `Duplicate column name '${name}'`,
  });
}

function bindCteUse(node: AliasedTableExpr, name: TableName, entry: CteEntry, scope: Scope, binder: Binder): TableExpr {
  const as = node.as || name.name;
  if (entry.kind === 'self') {
    const alias = binder.uniqueAlias(as);
    addMember(scope, binder.add({ ...entry, alias, name: as }));
    return {
      ...node,
      expr: { kind: 'TableName', name: entry.name, qualifier: '' },
      as: alias === entry.name ? '' : alias,
    };
  }
  entry.mentions.count++;
  const body = bindCteBody(entry, binder);
  const columns = named({ ...node, columns: entry.cte.columns, as }, body.columns);
  if (body.kind === 'plain') {
    return addDerived(
      { ...node, as, columns: entry.cte.columns },
      body.query,
      columns,
      body.authoritative,
      false,
      scope,
      binder,
      { mentions: entry.mentions },
    );
  }
  const alias = binder.uniqueAlias(as);
  const { seed, step, distinct, self, query, authoritative } = body;
  addMember(
    scope,
    binder.add({ kind: 'recursive', alias, name: as, columns, authoritative, seed, step, distinct, self }),
  );
  return { ...node, as: alias, expr: { kind: 'DerivedTable', lateral: false, select: query } };
}

function bindTable(node: AliasedTableExpr, name: TableName, scope: Scope, ctes: Ctes, binder: Binder): TableExpr {
  const { environment } = binder;
  const schema = name.qualifier || environment.keyspace;
  checkNoTarget(name, environment);
  const as = node.as || name.name;
  if (isSystemSchema(schema)) {
    const alias = binder.uniqueAlias(as);
    const bound: AliasedTableExpr = { ...node, expr: { ...name, qualifier: schema }, as: alias };
    addMember(scope, binder.add({ kind: 'system', alias, name: as, columns: [], authoritative: false, node: bound }));
    return bound;
  }
  const keyspace =
    name.qualifier || (environment.vschema.keyspaces.has(environment.keyspace) ? environment.keyspace : '');
  const found = findTableOrVindex(environment.vschema, keyspace, name.name, environment.tabletType);
  if ('vindex' in found) {
    const alias = binder.uniqueAlias(as);
    const columns = vindexColumns.map(unknownColumn);
    addMember(
      scope,
      binder.add({ kind: 'vindex', alias, name: as, columns, authoritative: true, entry: found.vindex, node }),
    );
    return { ...node, as: alias };
  }
  const table = environment.mirrored?.(found.table) ?? found.table;
  const view = environment.view?.(table.keyspace, table.name);
  if (view) {
    if (node.systemTime !== null) checkTime(node.systemTime, false);
    const bound = binder.steps.bindQuery(lockedView(view, scope.locks, as), undefined, new Map(), binder);
    const { query, columns, authoritative } = bound;
    const written = name.qualifier || table.keyspace;
    return addDerived({ ...node, as }, query, columns, authoritative, false, scope, binder, { keyspace: written });
  }
  return addTable(node, name, as, table, scope, binder);
}

const vindexColumns = ['id', 'keyspace_id', 'range_start', 'range_end', 'hex_keyspace_id', 'shard'];

function addTable(
  node: AliasedTableExpr,
  written: TableName,
  as: string,
  table: Table,
  scope: Scope,
  binder: Binder,
): TableExpr {
  const alias = binder.uniqueAlias(as);
  const expr: TableName = { kind: 'TableName', name: table.name, qualifier: '' };
  const bound: AliasedTableExpr = { ...node, expr, as: alias === table.name ? '' : alias };
  binder.tablesUsed.add(`${table.keyspace}.${table.name}`);
  const columns = tableColumns(table);
  const authoritative = table.columnListAuthoritative;
  addMember(scope, binder.add({ kind: 'table', alias, name: as, columns, authoritative, table, node: bound, written }));
  return bound;
}

/** The columns that are listed, and those that vindexes say must be there. */
function tableColumns(table: Table): readonly ColumnInfo[] {
  if (table.columnListAuthoritative) return table.columns;
  const missing = table.columnVindexes.flatMap(({ columns }) => columns).filter((name) => !findColumn(table, name));
  return [...table.columns, ...new Map(missing.map((name) => [name.toLowerCase(), unknownColumn(name)])).values()];
}

function bindJoin(node: JoinTableExpr, scope: Scope, ctes: Ctes, binder: Binder): TableExpr {
  // ON sees what this join brings together, and the blocks around; LATERAL sees what stands before it.
  const inner: Scope = { ...newScope(scope.outer, scope.locks), beside: scope };
  const left = bindTableExpr(node.left, inner, ctes, binder);
  const leftScope = part(inner, newScope(undefined));
  const right = bindTableExpr(node.right, inner, ctes, binder);
  const rightScope = part(inner, leftScope);
  const on = node.on && bindExpr(node.on, inner, 'on clause', ctes, binder);
  const bound: JoinTableExpr = { ...node, left, right, on };
  const keepRight = node.join === 'right join' || node.join === 'natural right join';
  const isNatural = node.join.startsWith('natural');
  const inside = binder.environment.flavor !== 'mariadb' && (isNatural || node.using.length > 0);
  const sides = [leftScope, rightScope].map((side) => (inside ? { ...side, shown: side.shownInside } : side));
  // The table that keeps all its rows comes first.
  const [first, second] = (keepRight ? sides.toReversed() : sides) as [Scope, Scope];
  const names = isNatural ? commonColumns(first, second) : inOrderOf(first, node.using);
  const joined = names.map((name) => mergeColumns(leftScope, rightScope, name, keepRight));
  if (joined.length > 0)
    binder.using.set(
      bound,
      joined.map(({ equality }) => equality),
    );
  const merged = joined.map((one) => one.merged);
  const isReplaced = (one: Merged | Source) =>
    one.kind === 'merged' && merged.some(({ column }) => sameName(one, column));
  const members = isNatural || names.length > 0 ? [first, second] : sides;
  for (const source of members.flatMap(({ sources }) => sources)) addSource(scope, source);
  scope.merged.push(...inner.merged.filter((one) => !isReplaced(one)), ...merged);
  const show = (all: readonly (Merged | Source)[]) => [...merged, ...all.filter((one) => !isReplaced(one))];
  scope.shown.push(...show(members.flatMap(({ shown }) => shown)));
  scope.shownInside.push(...show([first, second].flatMap(({ shownInside }) => shownInside)));
  return bound;
}

/** What a scope has got since it had what is in `before`. */
function part({ sources, merged, shown, shownInside }: Scope, before: Scope): Scope {
  return {
    sources: sources.slice(before.sources.length),
    merged: merged.slice(before.merged.length),
    shown: shown.slice(before.shown.length),
    shownInside: shownInside.slice(before.shownInside.length),
    listed: [],
    outer: undefined,
    locks: [],
  };
}

const sameName = (one: Merged, { name }: ColName): boolean => one.column.name.toLowerCase() === name.toLowerCase();

/** One column of both sides' columns of the name. */
function mergeColumns(left: Scope, right: Scope, name: string, keepRight: boolean) {
  const [a, b] = [joinColumn(left, name), joinColumn(right, name)];
  const behind = [left, right].flatMap((side) => mergedOf(side, name)).flatMap(({ aliases }) => [...aliases]);
  const aliases = new Set([...behind, ...[a, b].flatMap(({ qualifier }) => (qualifier ? [qualifier.name] : []))]);
  const equality: Expr = { kind: 'ComparisonExpr', operator: '=', left: a, right: b, escape: null, modifier: '' };
  const merged: Merged = { kind: 'merged', column: keepRight ? b : a, aliases };
  return { equality, merged };
}

/** Columns of USING come as they stand in the first table, whatever order they are named in. */
function inOrderOf(scope: Scope, using: readonly string[]): readonly string[] {
  const order = namesOf(scope).map((name) => name.toLowerCase());
  const place = (name: string) => {
    const at = order.indexOf(name.toLowerCase());
    return at < 0 ? order.length : at;
  };
  return [...using].sort((a, b) => place(a) - place(b));
}

/** The names of all columns that `*` shows, in its order. */
function namesOf(scope: Scope): string[] {
  return scope.shown.flatMap((one) => {
    if (one.kind === 'merged') return [one.column.name];
    const visible = one.columns.filter(({ invisible, name }) => !invisible && !isMerged(scope, one.alias, name));
    return visible.map(({ name }) => name);
  });
}

function commonColumns(left: Scope, right: Scope): string[] {
  for (const { authoritative } of [...left.sources, ...right.sources]) if (!authoritative) throw VtError.of('VT09015');
  const common = namesOf(left).filter((name) => right.sources.some((source) => isVisible(source, name)));
  return [...new Map(common.map((name) => [name.toLowerCase(), name])).values()];
}

function isVisible(source: Source, name: string): boolean {
  return findColumn(source, name)?.invisible === false;
}

/** @throws 1054, 1052, VT09015 where a table's columns are not known. */
function joinColumn(scope: Scope, name: string): ColName {
  const found = findName(scope, { kind: 'ColName', name, qualifier: null });
  if (found.kind === 'column') return found.column;
  if (found.kind === 'none') throw unknownColumnError(name);
  if (scope.sources.every(({ authoritative }) => authoritative)) throw ambiguousError(name, 'from clause');
  throw VtError.of('VT09015');
}

function bindJsonTable(node: JsonTableExpr, scope: Scope, ctes: Ctes, binder: Binder): TableExpr {
  const expr = bindExpr(node.expr, withBeside(scope), 'a table function argument', ctes, binder);
  const alias = binder.uniqueAlias(node.as);
  const bound: JsonTableExpr = { ...node, expr, as: alias };
  const columns = jsonColumns(node.columns).map(unknownColumn);
  addMember(scope, binder.add({ kind: 'json_table', alias, name: node.as, columns, authoritative: true, node: bound }));
  return bound;
}

function jsonColumns(columns: readonly JsonTableColumn[]): string[] {
  return columns.flatMap((column) => (column.kind === 'JtNested' ? jsonColumns(column.columns) : [column.name]));
}

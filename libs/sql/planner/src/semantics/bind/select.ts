import { VtError } from '@vt/base';
import type { AliasedExpr, Expr, GroupBy, Order, Select, SelectExpr, StarExpr } from '@vt/sqlparser';
import { print, visit } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { refuse } from '../../refuse.ts';
import { contains, exprKey, isAggregate, sourcesOf } from '../expressions.ts';
import { anyValueOfRows } from './any-value.ts';
import type { Binder, BoundQuery, Ctes } from './binder.ts';
import { columnName } from './empty-select.ts';
import { bindTableExpr } from './from.ts';
import { checkHaving } from './having.ts';
import { findListed } from './listed.ts';
import { type Aliases, bindExpr, checkGroupable } from './names.ts';
import { countOf, placeOf } from './places.ts';
import { column, findSource, isMerged, newScope, type Scope } from './scope.ts';
import type { ColumnInfo, Source } from './source.ts';
import { typeOf } from './types.ts';
import { boundLocks } from './view-locks.ts';

/** Binds one block. */
export function bindSelect(written: Select, outer: Scope | undefined, ctes: Ctes, binder: Binder): BoundQuery {
  checkRollup(written, binder);
  const select = anyValueOfRows(written);
  const scope = newScope(outer, select.locks);
  const from = select.from.filter((expr) => !isDual(expr)).map((expr) => bindTableExpr(expr, scope, ctes, binder));
  const columns = bindColumns(select.columns, scope, ctes, binder);
  const expanded = expand(columns, scope);
  const listed = expanded ?? columns;
  const windows = select.windows.map((window) => ({
    ...window,
    spec: bindExpr(window.spec, scope, 'window', ctes, binder, { columns: listed, first: false, bare: true }),
  }));
  const groupBy = select.groupBy && bindGroupBy(select.groupBy, columns, listed, scope, ctes, binder);
  const ofGroups: Aliases = { columns: listed, first: true, groups: groupBy?.exprs ?? [] };
  const bound: Select = {
    ...select,
    from,
    columns,
    where: select.where && bindExpr(select.where, scope, 'where clause', ctes, binder),
    groupBy,
    having: select.having && bindExpr(select.having, scope, 'having clause', ctes, binder, ofGroups),
    windows,
    qualify: select.qualify && bindExpr(select.qualify, scope, 'qualify clause', ctes, binder, ofGroups),
    orderBy: select.orderBy.map((order) => bindOrder(order, columns, listed, scope, ctes, binder)),
    locks: boundLocks(select.locks, scope),
  };
  if (outer) checkAggregates(bound, scope);
  binder.expanded.set(bound, expanded);
  if (bound.having && expanded) checkHaving(bound.having, expanded, bound.groupBy, scope);
  const known = (expanded ?? columns).filter((item): item is AliasedExpr => item.kind === 'AliasedExpr');
  return { query: bound, columns: known.map((item) => describe(item, binder)), authoritative: expanded !== undefined };
}

/** @throws 1221 for the order of rolled up groups, which MariaDB's grammar does not have. */
function checkRollup({ groupBy, orderBy }: Select, { environment }: Binder): void {
  if (environment.flavor !== 'mariadb' || !groupBy?.withRollup || orderBy.length === 0) return;
  const message = 'Incorrect usage of CUBE/ROLLUP and ORDER BY';
  throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1221, message });
}

/** An aggregate of nothing but columns of an outer block is one of that block's rows. @throws VT12001. */
function checkAggregates({ columns, where, having, orderBy }: Select, { sources }: Scope): void {
  const own = new Set(sources.map(({ alias }) => alias));
  if (where && contains(where, isAggregate)) refuse('an aggregate of an outer query in the WHERE of a subquery');
  for (const clause of [...columns, ...(having ? [having] : []), ...orderBy]) {
    visit(clause, (node) => {
      if (node.kind === 'Subquery') return false;
      if (!isAggregate(node)) return undefined;
      const used = [...sourcesOf(node)];
      if (used.length > 0 && used.every((alias) => !own.has(alias)))
        refuse('an aggregate of columns of an outer query in a subquery');
      return undefined;
    });
  }
}

function isDual(expr: Select['from'][number]): boolean {
  return (
    expr.kind === 'AliasedTableExpr' &&
    expr.expr.kind === 'TableName' &&
    expr.expr.qualifier === '' &&
    expr.expr.name.toLowerCase() === 'dual'
  );
}

function bindColumns(columns: readonly SelectExpr[], scope: Scope, ctes: Ctes, binder: Binder): SelectExpr[] {
  return columns.map((item): SelectExpr => {
    if (item.kind === 'Nextval') throw nextMisplaced();
    if (item.kind === 'StarExpr') return bindStar(item, scope);
    const bound = { ...item, expr: bindExpr(item.expr, scope, 'field list', ctes, binder) };
    if (bound.as !== '') scope.listed.push(bound);
    return bound;
  });
}

function nextMisplaced(): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1234,
    state: '42000',
    message: "Incorrect usage/placement of 'NEXT'",
  });
}

function bindStar(star: StarExpr, scope: Scope): StarExpr {
  if (!star.table) return star;
  const source = findSource(scope, star.table);
  if (!source)
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      errno: 1051,
      state: '42S02',
      message: `Unknown table '${star.table.name}'`,
    });
  return { ...star, table: { kind: 'TableName', name: source.alias, qualifier: '' } };
}

function bindGroupBy(
  groupBy: GroupBy,
  columns: readonly SelectExpr[],
  listed: readonly SelectExpr[],
  scope: Scope,
  ctes: Ctes,
  binder: Binder,
): GroupBy {
  const bound = groupBy.exprs.map((written) => {
    const expr = placeOf(written, countOf(columns), 'group', binder.environment.flavor);
    const aliases: Aliases = { columns: listed, first: false, bare: expr.kind === 'ColName' };
    const after = bindExpr(expr, scope, 'group statement', ctes, binder, aliases);
    const meant = resolveAlias(after, columns);
    checkGroupable(meant, print(meant), contains(after, isAggregate) && !isListed(after, columns));
    return after;
  });
  return { ...groupBy, exprs: bound };
}

function isListed(expr: Expr, columns: readonly SelectExpr[]): boolean {
  return columns.some((item) => item.kind === 'AliasedExpr' && exprKey(item.expr) === exprKey(expr));
}

function bindOrder(
  order: Order,
  columns: readonly SelectExpr[],
  listed: readonly SelectExpr[],
  scope: Scope,
  ctes: Ctes,
  binder: Binder,
): Order {
  const expr = placeOf(order.expr, countOf(columns), 'order', binder.environment.flavor);
  const isName = expr.kind === 'ColName';
  const aliases: Aliases = { columns: listed, first: isName, bare: isName };
  return { ...order, expr: bindExpr(expr, scope, 'order clause', ctes, binder, aliases) };
}

/** What a position or an alias stands for; other expressions with the aliases in them replaced. */
export function resolveAlias(expr: Expr, columns: readonly SelectExpr[]): Expr {
  if (expr.kind === 'Literal' && expr.type === 'Int') {
    const item = columns[Number(expr.value) - 1];
    return item?.kind === 'AliasedExpr' ? item.expr : expr;
  }
  if (expr.kind !== 'ColName' || expr.qualifier) return expr;
  const listed = findListed(expr.name, columns);
  return listed.kind === 'item' && !listed.behind ? listed.item.expr : expr;
}

function expand(columns: readonly SelectExpr[], scope: Scope): readonly SelectExpr[] | undefined {
  if (columns.every((item) => item.kind !== 'StarExpr')) return columns;
  const out: SelectExpr[] = [];
  for (const item of columns) {
    if (item.kind !== 'StarExpr') out.push(item);
    else {
      const found = item.table ? starOf(scope.sources.find(({ alias }) => alias === item.table?.name)) : allStar(scope);
      if (!found) return undefined;
      out.push(...found);
    }
  }
  return out;
}

function allStar(scope: Scope): SelectExpr[] | undefined {
  const out: SelectExpr[] = [];
  for (const one of scope.shown) {
    const columns = one.kind === 'merged' ? [aliased(one.column)] : starOf(one);
    if (!columns) return undefined;
    const own = one.kind === 'merged' ? columns : columns.filter(({ expr }) => !isMergedColumn(expr, one.alias, scope));
    out.push(...own);
  }
  return out;
}

const isMergedColumn = (expr: Expr, alias: string, scope: Scope): boolean =>
  expr.kind === 'ColName' && isMerged(scope, alias, expr.name);

function starOf(source: Source | undefined): AliasedExpr[] | undefined {
  if (!source?.authoritative) return undefined;
  return source.columns.filter(({ invisible }) => !invisible).map(({ name }) => aliased(column(source.alias, name)));
}

function aliased(expr: Expr): AliasedExpr {
  return { kind: 'AliasedExpr', expr, as: '', text: '' };
}

function describe(item: AliasedExpr, binder: Binder): ColumnInfo {
  const { type, collation, nullable, zerofill } = typeOf(item.expr, binder.sources, binder.environment.flavor);
  return {
    name: columnName(item),
    type: type ?? Type.NULL_TYPE,
    collation,
    nullable,
    ...(zerofill && { zerofill }),
    invisible: false,
  };
}

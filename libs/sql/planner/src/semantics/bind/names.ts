import { VtError } from '@vt/base';
import type { AliasedExpr, ColName, Expr, Node, SelectExpr } from '@vt/sqlparser';
import { refuse } from '../../refuse.ts';
import { contains, hasSubquery, isAggregate, isWindow, replace, varies } from '../expressions.ts';
import { ambiguousError, type Binder, type Ctes, unknownColumnError } from './binder.ts';
import { findListed, isSameColumn, type Listed } from './listed.ts';
import { findName, isMerged, mergedOf, type Scope } from './scope.ts';

/** What a name may mean besides a column of FROM. */
export type Aliases = {
  /** The select list. */
  readonly columns: readonly SelectExpr[];
  /** ORDER BY `name`, and HAVING: the select list before FROM; inside of expressions, and in GROUP BY, FROM before the select list. */
  readonly first: boolean;
  /** The name is all that the clause has: of several columns in FROM it means the one that is in the select list. */
  readonly bare?: boolean;
  /** What is grouped by, which HAVING means rather than another column of the select list. */
  readonly groups?: readonly Expr[];
};

/** Qualifies the columns of an expression and binds its subqueries. */
export function bindExpr<E extends Node>(
  expr: E,
  scope: Scope,
  clause: string,
  ctes: Ctes,
  binder: Binder,
  aliases?: Aliases,
): E {
  return replace(expr, (node) => {
    if (node.kind === 'Subquery') {
      const around = clause === 'where clause' ? { ...scope, listed: [] } : scope;
      return { ...node, select: binder.steps.bindQuery(node.select, around, ctes, binder).query };
    }
    // An aggregate is one of rows of FROM.
    if (aliases?.first && isAggregate(node))
      return bindExpr(node, scope, clause, ctes, binder, { ...aliases, first: false });
    if (node.kind === 'ColName') return bindName(node, scope, clause, binder, aliases);
    return undefined;
  });
}

const unlisted: Listed = { kind: 'none' };

function bindName(name: ColName, scope: Scope, clause: string, binder: Binder, aliases: Aliases | undefined): Expr {
  const listed = aliases && !name.qualifier ? findListed(name.name, aliases.columns) : unlisted;
  if (aliases?.first) {
    const meant = listedFirst(name, listed, clause, aliases);
    if (meant) return meant;
  }
  const found = findName(scope, name);
  if (found.kind === 'column') {
    // A table whose columns are not all known may have the column, the select list certainly has it.
    const isCertain = !found.source || isKnown(found.source.columns, name.name);
    return isCertain || listed.kind !== 'item' || listed.behind ? found.column : use(name, listed.item);
  }
  if (listed.kind === 'item' && !listed.behind && (found.kind === 'none' || found.kind === 'listed' || aliases?.bare))
    return use(name, listed.item);
  if (found.kind === 'listed') return listedOutside(found.expr, name);
  if (found.kind === 'none') {
    if (listed.kind === 'ambiguous') throw ambiguousError(written(name), clause);
    throw unknownColumnError(written(name));
  }
  const error = ambiguousError(written(name), clause);
  if (isTrulyAmbiguous(scope, name)) throw error;
  if (listed.kind === 'item' && !listed.behind) return use(name, listed.item);
  binder.deferred ??= error;
  return name;
}

/** @throws VT12001 for what would be computed once more, or of groups that are not there yet. */
function listedOutside(expr: Expr, name: ColName): Expr {
  if (contains(expr, isAggregate) || contains(expr, isWindow) || hasSubquery(expr) || varies(expr))
    refuse(`a subquery that looks at '${name.name}' of the select list around it`);
  return expr;
}

/** @throws 1052 for a name that several columns of the select list have. */
function listedFirst(name: ColName, listed: Listed, clause: string, { groups }: Aliases): Expr | undefined {
  if (listed.kind === 'ambiguous') throw ambiguousError(written(name), clause);
  if (listed.kind === 'none') return undefined;
  const { item, behind } = listed;
  const group = groups?.find((expr) => expr.kind === 'ColName' && expr.name.toLowerCase() === name.name.toLowerCase());
  if (group && !isSameColumn(group, item.expr)) return group;
  // ORDER BY looks for it in FROM, too.
  if (behind) return groups ? item.expr : undefined;
  return use(name, item);
}

function isKnown(columns: readonly { readonly name: string }[], name: string): boolean {
  return columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
}

function isTrulyAmbiguous(scope: Scope, name: ColName): boolean {
  const apart = scope.sources.filter(({ alias }) => !isMerged(scope, alias, name.name));
  return apart.filter(({ columns }) => isKnown(columns, name.name)).length + mergedOf(scope, name.name).length > 1;
}

/** An alias stays as it is in the text: an unqualified name is always one of the select list. */
function use(name: ColName, { as, expr }: AliasedExpr): Expr {
  return as === '' ? expr : name;
}

function written(name: ColName): string {
  return name.qualifier ? `${name.qualifier.name}.${name.name}` : name.name;
}

/**
 * @throws VT03005 where GROUP BY has an aggregate, or an alias or position of one. MySQL has a number of its own for what is written there itself.
 */
export function checkGroupable(expr: Expr, text: string, direct: boolean): void {
  if (!contains(expr, isAggregate)) return;
  const error = VtError.of('VT03005', text);
  if (!direct) throw error;
  const { code, message } = error;
  throw new VtError({ code, message, id: 'VT03005', errno: 1111, state: 'HY000' });
}

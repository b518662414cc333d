import { VtError } from '@vt/base';
import type { ColName, Expr, Node } from '@vt/sqlparser';
import { contains, isAggregate, replace } from '../expressions.ts';
import { ambiguousError, type Binder, type Ctes, unknownColumnError } from './binder.ts';
import { findName, isMerged, mergedOf, type Scope } from './scope.ts';

/** What a name may mean besides a column of FROM. */
export type Aliases = {
  /** Expressions by lower-case alias of the select list. */
  readonly exprs: ReadonlyMap<string, Expr>;
  /** ORDER BY `name`: the select list before FROM; inside of expressions, and in GROUP BY, FROM before the select list. */
  readonly first: boolean;
  /** Names of columns of the select list that are no aliases: tried last. */
  readonly names: ReadonlySet<string>;
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
    if (node.kind === 'Subquery')
      return { ...node, select: binder.steps.bindQuery(node.select, scope, ctes, binder).query };
    if (node.kind === 'ColName') return bindName(node, scope, clause, binder, aliases);
    return undefined;
  });
}

function bindName(name: ColName, scope: Scope, clause: string, binder: Binder, aliases: Aliases | undefined): Expr {
  const alias = name.qualifier ? undefined : aliases?.exprs.get(name.name.toLowerCase());
  if (alias && aliases?.first) return aliasUse(name, alias);
  const found = findName(scope, name);
  // A table whose columns are not all known may have the column, the select list certainly has it.
  if (alias && (found.kind !== 'column' || (found.source && !isKnown(found.source.columns, name.name))))
    return aliasUse(name, alias);
  if (found.kind === 'column') return found.column;
  if (found.kind === 'none') throw unknownColumnError(written(name));
  if (aliases?.names.has(name.name.toLowerCase())) return name;
  const error = ambiguousError(written(name), clause);
  if (isTrulyAmbiguous(scope, name)) throw error;
  binder.deferred ??= error;
  return name;
}

function isKnown(columns: readonly { readonly name: string }[], name: string): boolean {
  return columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
}

function isTrulyAmbiguous(scope: Scope, name: ColName): boolean {
  const apart = scope.sources.filter(({ alias }) => !isMerged(scope, alias, name.name));
  return apart.filter(({ columns }) => isKnown(columns, name.name)).length + mergedOf(scope, name.name).length > 1;
}

/** Stays as it is in the text: an unqualified name is always an alias of the select list. */
function aliasUse(name: ColName, _expr: Expr): Expr {
  return name;
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

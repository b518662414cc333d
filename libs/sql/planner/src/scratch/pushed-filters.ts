import { type ColName, type Expr, type JoinTableExpr, type QueryStatement, type TableExpr, visit } from '@vt/sqlparser';
import type { Mention } from './mentions.ts';
import type { TableShape } from './table-shape.ts';

const REJECTS_NULL = new Set(['=', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'like', 'not like']);

/** A condition and the mentions of its FROM that it may be about. */
type Candidate = { readonly expr: Expr; readonly among: readonly Mention[] };

/**
 * Conditions that a mention's own shards can be asked, by mention. The query keeps them all: they only make what is fetched smaller.
 *
 * INVARIANT: a pushed condition compares a column of one table with constants and is not true for NULL. Then a row it drops could
 * have been part of the answer neither as itself nor by leaving another row unmatched: in WHERE, or in the ON of an inner join, the row
 * with NULLs in its place is dropped by the same condition; in the ON of an outer join it is pushed to the inner side only.
 */
export function pushedFilters(
  query: QueryStatement,
  mentions: readonly Mention[],
  shapeOf: (mention: Mention) => TableShape,
): ReadonlyMap<Mention, readonly Expr[]> {
  const byName = new Map(mentions.map((mention) => [mention.name, mention]));
  const pushed = new Map<Mention, Expr[]>();
  for (const { expr, among } of candidates(query, byName)) {
    const mention = isPushable(expr) ? ownerOf(columnOf(expr), among, shapeOf) : undefined;
    if (mention === undefined) continue;
    pushed.set(mention, [...(pushed.get(mention) ?? []), unqualified(expr)]);
  }
  return pushed;
}

function candidates(query: QueryStatement, byName: ReadonlyMap<string, Mention>): Candidate[] {
  const found: Candidate[] = [];
  visit(query, (node) => {
    if (node.kind !== 'Select') return;
    const among = node.from.flatMap((table) => mentionsIn(table, byName));
    // A table that is not stored may have the column too; only a qualified name is certain then, and it is by alias.
    const add = (expr: Expr | null, of: readonly Mention[]): void => {
      for (const one of conjuncts(expr)) found.push({ expr: one, among: of });
    };
    add(node.where, among);
    for (const table of node.from) forEachJoin(table, (join) => add(join.on, innerSide(join, byName)));
  });
  return found;
}

/** The mentions that an ON condition can only make fewer rows of. */
function innerSide(join: JoinTableExpr, byName: ReadonlyMap<string, Mention>): readonly Mention[] {
  if (join.join === 'left join') return mentionsIn(join.right, byName);
  if (join.join === 'right join') return mentionsIn(join.left, byName);
  return [...mentionsIn(join.left, byName), ...mentionsIn(join.right, byName)];
}

function forEachJoin(table: TableExpr, act: (join: JoinTableExpr) => void): void {
  if (table.kind === 'ParenTableExpr') for (const inner of table.exprs) forEachJoin(inner, act);
  if (table.kind !== 'JoinTableExpr') return;
  act(table);
  forEachJoin(table.left, act);
  forEachJoin(table.right, act);
}

function mentionsIn(table: TableExpr, byName: ReadonlyMap<string, Mention>): readonly Mention[] {
  switch (table.kind) {
    case 'AliasedTableExpr': {
      const mention = table.expr.kind === 'TableName' ? byName.get(table.expr.name) : undefined;
      return mention ? [mention] : [];
    }
    case 'JoinTableExpr':
      return [...mentionsIn(table.left, byName), ...mentionsIn(table.right, byName)];
    case 'ParenTableExpr':
      return table.exprs.flatMap((inner) => mentionsIn(inner, byName));
    case 'JsonTableExpr':
      return [];
  }
}

function conjuncts(expr: Expr | null): readonly Expr[] {
  if (expr === null) return [];
  return expr.kind === 'AndExpr' ? expr.exprs.flatMap(conjuncts) : [expr];
}

/** Only by a qualified name, and only where one table of this FROM goes by it. */
function ownerOf(
  column: ColName | undefined,
  among: readonly Mention[],
  shapeOf: (mention: Mention) => TableShape,
): Mention | undefined {
  if (column === undefined) return undefined;
  const qualifier = column.qualifier?.name.toLowerCase();
  const candidates = qualifier === undefined ? among : among.filter(({ alias }) => alias.toLowerCase() === qualifier);
  const [owner] = candidates;
  if (owner === undefined || candidates.length > 1) return undefined;
  return shapeOf(owner).columns.some(({ name }) => name.toLowerCase() === column.name.toLowerCase())
    ? owner
    : undefined;
}

function isPushable(expr: Expr): boolean {
  if (expr.kind === 'BetweenExpr') {
    return !expr.negated && expr.expr.kind === 'ColName' && isConstant(expr.from) && isConstant(expr.to);
  }
  if (expr.kind !== 'ComparisonExpr' || expr.modifier !== '' || !REJECTS_NULL.has(expr.operator)) return false;
  if (expr.left.kind === 'ColName') return isConstant(expr.right);
  return expr.right.kind === 'ColName' && isConstant(expr.left) && !/in|like/.test(expr.operator);
}

function columnOf(expr: Expr): ColName | undefined {
  if (expr.kind === 'BetweenExpr') return expr.expr as ColName;
  if (expr.kind !== 'ComparisonExpr') return undefined;
  return (expr.left.kind === 'ColName' ? expr.left : expr.right) as ColName;
}

function isConstant(expr: Expr): boolean {
  if (expr.kind === 'ValTuple') return expr.exprs.every(isConstant);
  if (expr.kind === 'UnaryExpr') return expr.operator === '-' && expr.expr.kind === 'Literal';
  return expr.kind === 'Literal' || expr.kind === 'Argument' || expr.kind === 'ListArg';
}

/** The condition as a query of that table alone says it. */
function unqualified(expr: Expr): Expr {
  const bare = (e: Expr): Expr => (e.kind === 'ColName' ? { ...e, qualifier: null } : e);
  if (expr.kind === 'BetweenExpr') return { ...expr, expr: bare(expr.expr) };
  if (expr.kind === 'ComparisonExpr') return { ...expr, left: bare(expr.left), right: bare(expr.right) };
  return expr;
}

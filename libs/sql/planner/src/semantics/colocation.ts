import type { Expr, TableExpr } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import { conjuncts, isColumn } from './predicates.ts';
import type { TableUse } from './scope.ts';

type ShardedUse = TableUse & { readonly table: Table };

/**
 * Whether rows that these tables' joins bring together always live on one shard: each table is tied to another by equality of the
 * columns of the same primary vindex.
 */
export function areColocated(uses: readonly ShardedUse[], where: Expr | null, from: readonly TableExpr[]): boolean {
  const conditions = [...conjuncts(where), ...from.flatMap(allJoinConditions)];
  const [first, ...rest] = uses;
  if (!first) return true;
  const reached = new Set<ShardedUse>([first]);
  for (let pass = 0; pass < rest.length; pass++) {
    for (const use of rest)
      if (!reached.has(use) && [...reached].some((other) => tied(use, other, conditions))) reached.add(use);
  }
  return reached.size === uses.length;
}

function allJoinConditions(expr: TableExpr): readonly Expr[] {
  if (expr.kind === 'ParenTableExpr') return expr.exprs.flatMap(allJoinConditions);
  if (expr.kind !== 'JoinTableExpr') return [];
  return [...allJoinConditions(expr.left), ...allJoinConditions(expr.right), ...conjuncts(expr.on)];
}

function tied(a: ShardedUse, b: ShardedUse, conditions: readonly Expr[]): boolean {
  const [x] = a.table.columnVindexes;
  const [y] = b.table.columnVindexes;
  if (!x || !y || x.vindex !== y.vindex || x.columns.length !== y.columns.length) return false;
  return x.columns.every((column, i) =>
    conditions.some((condition) => equates(condition, a.alias, column, b.alias, y.columns[i] ?? '')),
  );
}

function equates(condition: Expr, aliasA: string, columnA: string, aliasB: string, columnB: string): boolean {
  if (condition.kind !== 'ComparisonExpr' || condition.operator !== '=' || condition.modifier !== '') return false;
  const { left, right } = condition;
  const oneWay = isColumn(left, columnA, aliasA, false) && isColumn(right, columnB, aliasB, false);
  return oneWay || (isColumn(right, columnA, aliasA, false) && isColumn(left, columnB, aliasB, false));
}

import type { Expr, Select } from '@vt/sqlparser';
import type { HorizonOp, Operator } from '../operators/operator.ts';
import { isColumn } from '../semantics/predicates.ts';
import type { Rule } from './rule.ts';

/** Rows of one group, or equal rows, live on one shard where a unique vindex's columns are among what makes them equal. */
export const pushGroupingByVindex: Rule = {
  name: 'push grouping that includes a unique vindex',
  on: 'Horizon',
  rewrite(op: Operator) {
    if (op.kind !== 'Horizon' || op.placed.grouping || !op.table) return undefined;
    const { select } = op;
    const grouped = select.groupBy !== null;
    if (!grouped && !select.options.includes('distinct')) return undefined;
    if (grouped && select.groupBy?.withRollup) return undefined;
    if (!coversVindex(op, grouped ? groupColumns(select) : selectColumns(select))) return undefined;
    return { ...op, placed: { ...op.placed, grouping: true } };
  },
};

function coversVindex({ table, select }: HorizonOp, exprs: readonly Expr[]): boolean {
  if (!table) return false;
  const onlyTable = select.from.length === 1 && select.from[0]?.kind === 'AliasedTableExpr';
  return table.table.columnVindexes.some(
    ({ vindex, columns }) =>
      vindex.kind !== 'lookup' &&
      vindex.unique &&
      columns.every((column) => exprs.some((expr) => isColumn(expr, column, table.alias, onlyTable))),
  );
}

function groupColumns(select: Select): readonly Expr[] {
  return select.groupBy?.exprs ?? [];
}

function selectColumns(select: Select): readonly Expr[] {
  return select.columns.flatMap((column) => (column.kind === 'AliasedExpr' ? [column.expr] : []));
}

import type { OrderKey } from '@vt/plan';
import { type AliasedExpr, type Expr, type Order, print, type Select } from '@vt/sqlparser';
import type { Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { featuresOf } from '../semantics/features.ts';
import type { Rule } from './rule.ts';
import { weightString } from './split-aggregation.ts';

/** Each shard sorts; the gate merges by the keys, which come along as columns behind the client's. */
export const mergeOrder: Rule = {
  name: 'merge ordered shards',
  on: 'Horizon',
  rewrite(op: Operator) {
    if (op.kind !== 'Horizon' || op.placed.order) return undefined;
    const { select } = op;
    if (select.orderBy.length === 0) return { ...op, placed: { ...op.placed, order: [] } };
    const exprs = select.orderBy.map((order) => sortExpr(order, select));
    const extra = exprs.flatMap((expr): AliasedExpr[] => [
      { kind: 'AliasedExpr', expr, as: '', text: '' },
      weightString(expr),
    ]);
    const order = select.orderBy.map(
      ({ direction }, i): OrderKey => ({ column: 2 * i - extra.length, weight: 2 * i + 1 - extra.length, direction }),
    );
    return {
      ...op,
      select: { ...select, columns: [...select.columns, ...extra] },
      placed: { ...op.placed, order },
      extraColumns: extra.length,
    };
  },
};

/** What `ORDER BY 2` and `ORDER BY alias` mean, as an expression that can stand among the columns. */
function sortExpr({ expr }: Order, select: Select): Expr {
  const found = byPosition(expr, select) ?? byAlias(expr, select) ?? expr;
  if (featuresOf(found).random) refuse(`ORDER BY ${print(found)} over several shards`);
  if (featuresOf(found).subqueries) refuse('ORDER BY a subquery over several shards');
  return found;
}

function byPosition(expr: Expr, { columns }: Select): Expr | undefined {
  if (expr.kind !== 'Literal' || expr.type !== 'Int') return undefined;
  const position = Number(expr.value);
  const before = columns.slice(0, position);
  if (before.some((column) => column.kind !== 'AliasedExpr'))
    return refuse('ORDER BY a position behind * over several shards');
  const column = before[position - 1];
  return column?.kind === 'AliasedExpr' ? column.expr : undefined;
}

function byAlias(expr: Expr, { columns }: Select): Expr | undefined {
  if (expr.kind !== 'ColName' || expr.qualifier !== null) {
    // An alias inside an expression would not be known where the expression stands as a column.
    if (expr.kind !== 'ColName' && usesAlias(expr, columns))
      refuse('ORDER BY an expression of an alias over several shards');
    return undefined;
  }
  const name = expr.name.toLowerCase();
  const found = columns.find((column) => column.kind === 'AliasedExpr' && column.as.toLowerCase() === name);
  return found?.kind === 'AliasedExpr' ? found.expr : undefined;
}

function usesAlias(expr: Expr, columns: Select['columns']): boolean {
  const text = print(expr).toLowerCase();
  return columns.some(
    (column) => column.kind === 'AliasedExpr' && column.as !== '' && text.includes(column.as.toLowerCase()),
  );
}

import { type AliasedExpr, type Expr, print, type Select, type SelectExpr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Block, OutputColumn, RouteOp } from '../operators/operator.ts';
import { columnName } from '../semantics/bind/empty-select.ts';

/** A block that is one route and nothing else, as a whole statement; undefined where the gate has something to do. */
export function closeBlock({ op, columns }: Block, _ctx: PlanContext): RouteOp | undefined {
  if (op.kind !== 'Route') return undefined;
  if (op.closed) return op;
  if (op.select.limit && op.choice.routing.type !== 'None') return undefined;
  const items = columns ? columns.map(selectItem) : op.block?.columns;
  if (!items) return undefined;
  return { ...op, closed: { ...openSelect(op), columns: items.map(named) }, outputs: columns, merged: false };
}

/** FROM and WHERE as the client wrote them where they still are. */
export function openSelect(route: RouteOp): Select {
  const { block, select } = route;
  return block
    ? { ...select, comments: block.comments, from: block.from, where: block.where, locks: block.locks }
    : select;
}

export function selectItem({ expr, name }: OutputColumn): SelectExpr {
  const as = expr.kind === 'ColName' && expr.name === name ? '' : name;
  return { kind: 'AliasedExpr', expr, as, text: '' };
}

/** A mysqld calls it by its value, the planner as it is written. */
const isTextLiteral = (expr: Expr): boolean =>
  expr.kind === 'IntroducerExpr' || (expr.kind === 'Literal' && (expr.type === 'String' || expr.type === 'NString'));

/** Names that MySQL would make of the text are written out: the text is not the client's any more. */
export function named(item: SelectExpr): SelectExpr {
  if (item.kind !== 'AliasedExpr' || item.as !== '' || item.expr.kind === 'ColName') return item;
  if (!isTextLiteral(item.expr) && (item.text === '' || item.text === print(item.expr))) return item;
  return { ...item, as: columnName(item) } satisfies AliasedExpr;
}

import type { PlanNode, Projection, RowExpr } from '@vt/plan';
import { print, rewrite } from '@vt/sqlparser';
import { columnOf } from './row-expression.ts';

/** Which expressions of a projection have been computed below it, for a sort, of the same rows: what they warn of has been said. */
export function saidBelow({ exprs, input }: Projection): ReadonlySet<number> {
  const below = belowSort(input);
  if (!below) return new Set();
  const known = new Set(below.map(({ expr }) => print(expr)));
  const isKnown = (expr: RowExpr): boolean => columnOf(expr) === undefined && known.has(print(resolved(expr, below)));
  return new Set(exprs.flatMap(({ expr }, i) => (isKnown(expr) ? [i] : [])));
}

function belowSort(node: PlanNode): Projection['exprs'] | undefined {
  if (node.kind === 'Limit') return belowSort(node.input);
  return node.kind === 'Sort' && node.input.kind === 'Projection' ? node.input.exprs : undefined;
}

function resolved(expr: RowExpr, below: Projection['exprs']): RowExpr {
  return rewrite(expr, (node) => {
    const at = node.kind === 'ColName' ? columnOf(node) : undefined;
    return at === undefined ? node : (below[at]?.expr ?? node);
  });
}

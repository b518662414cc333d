import type { PlanNode } from '@vt/plan';

/** Which columns of a step's rows are values that MIN() or MAX() have kept. */
export function extremesOf(node: PlanNode): ReadonlySet<number> {
  const found = new Set<number>();
  if (node.kind === 'Aggregate') {
    for (const [i, output] of node.outputs.entries())
      if (output.function === 'max' || output.function === 'min') found.add(i);
  } else if (node.kind === 'Filter' || node.kind === 'Sort' || node.kind === 'Limit') return extremesOf(node.input);
  else if (node.kind === 'SimpleProjection') {
    const below = extremesOf(node.input);
    for (const [i, { column }] of node.columns.entries()) if (below.has(column)) found.add(i);
  }
  return found;
}

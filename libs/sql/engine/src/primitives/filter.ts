import type { Filter, PlanNode } from '@vt/plan';
import { extremesOf } from '../eval/extremes.ts';
import { compileRowExpression } from '../eval/row-expression.ts';
import type { Primitive } from '../primitive.ts';
import { mapCursor, openAs, rowPrimitive } from '../rows/cursor.ts';
import { cutRows } from '../rows/cut-rows.ts';

/** Keeps the rows for which the predicate is true. */
export function filter(node: Filter, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  const quiet = extremesOf(node.input);
  return rowPrimitive((ctx) =>
    openAs(input, ctx, (rows) => {
      const predicate = compileRowExpression(node.predicate, rows.fields, { ...ctx, quiet });
      return mapCursor(rows, rows.fields.slice(0, node.resultColumns), (batch) =>
        cutRows(
          batch.filter((row) => predicate.isTrue(row)),
          node.resultColumns,
        ),
      );
    }),
  );
}

import type { Distinct, PlanNode } from '@vt/plan';
import type { Primitive } from '../primitive.ts';
import { mapCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { cutRows } from '../rows/cut-rows.ts';
import { rowHash } from '../rows/keys.ts';
import { Held } from '../rows/memory.ts';
import { decimalPadder } from '../rows/padded.ts';

/** Drops rows that were there already. Holds the keys of all it has seen. */
export function distinct(node: Distinct, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    const hash = rowHash(node.keys, rows.fields);
    const pad = node.pads ? decimalPadder(rows.fields) : undefined;
    const seen = new Set<string>();
    const held = new Held(ctx);
    return mapCursor(rows, rows.fields.slice(0, node.resultColumns), (batch) =>
      cutRows(
        (pad ? batch.map(pad) : batch).filter((row) => {
          const key = hash(row);
          if (seen.has(key)) return false;
          seen.add(key);
          held.add(row);
          return true;
        }),
        node.resultColumns,
      ),
    );
  });
}

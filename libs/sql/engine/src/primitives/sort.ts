import type { PlanNode, Sort } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import type { RowCompare } from '../rows/compare.ts';
import { batches, fixedCursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { cutRows } from '../rows/cut-rows.ts';
import { sortCompare } from '../rows/keys.ts';
import { Held, rowBytes } from '../rows/memory.ts';
import { decimalPadder } from '../rows/padded.ts';
import { SpilledRuns } from '../rows/spill.ts';

/** Rows that are sorted as objects, before they become bytes. */
const BLOCK_BYTES = 1 << 20;

/** Sorts all rows of its input: in memory, and beyond its bound in sorted runs that are put aside and merged. */
export function sort(node: Sort, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    const fields = rows.fields.slice(0, node.resultColumns);
    const held = new Held(ctx);
    let spill: SpilledRuns | undefined;
    let compare: RowCompare;
    let run: Row[] = [];
    let bytes = 0;
    try {
      compare = sortCompare(node.keys, rows.fields);
      spill = ctx.spill && new SpilledRuns(ctx.spill, compare, rows.fields.length);
      const pad = node.pads ? decimalPadder(rows.fields) : undefined;
      for await (const batch of batches(rows)) {
        for (const given of batch) {
          const row = pad ? pad(given) : given;
          if (!spill) held.add(row);
          run.push(row);
          bytes += rowBytes(row);
        }
        if (spill && bytes > BLOCK_BYTES) {
          await spill.add(run.sort(compare));
          run = [];
          bytes = 0;
        }
      }
    } catch (error) {
      await spill?.close();
      throw error;
    } finally {
      await rows.close();
    }
    run.sort(compare);
    if (!spill || spill.isEmpty) return fixedCursor(fields, cutRows(run, node.resultColumns), rows.ok);
    const sorted = spill;
    return generatedCursor(fields, cutAll(sorted.merge(run), node.resultColumns), () => sorted.close());
  });
}

async function* cutAll(rows: AsyncGenerator<readonly Row[]>, columns: number): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) yield cutRows(batch, columns);
}

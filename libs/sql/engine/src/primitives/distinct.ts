import type { Distinct, PlanNode } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { batches, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { cutRows } from '../rows/cut-rows.ts';
import { rowHash } from '../rows/keys.ts';
import { decimalPadder } from '../rows/padded.ts';
import { distinctRows } from '../rows/seen.ts';

/** Drops rows that were there already. Holds the keys of those it has seen, and puts rows aside when they are too many. */
export function distinct(node: Distinct, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    try {
      const hash = rowHash(node.keys, rows.fields);
      const pad = node.pads ? decimalPadder(rows.fields) : undefined;
      const source = pad ? mapped(batches(rows), pad) : batches(rows);
      const found = cut(distinctRows(source, hash, rows.fields.length, ctx), node.resultColumns);
      return {
        ...generatedCursor(rows.fields.slice(0, node.resultColumns), found, () => rows.close()),
        get ok() {
          return rows.ok;
        },
      };
    } catch (error) {
      await rows.close();
      throw error;
    }
  });
}

async function* mapped(rows: AsyncIterable<readonly Row[]>, change: (row: Row) => Row): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) yield batch.map(change);
}

async function* cut(rows: AsyncIterable<readonly Row[]>, columns: number): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) yield cutRows(batch, columns);
}

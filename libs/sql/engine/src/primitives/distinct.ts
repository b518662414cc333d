import type { Distinct, KeyColumn, PlanNode, SortKey } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import type { RowCompare } from '../rows/compare.ts';
import { batches, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { cutRows } from '../rows/cut-rows.ts';
import { rowHash, sortCompare } from '../rows/keys.ts';
import { decimalPadder } from '../rows/padded.ts';
import { distinctRows } from '../rows/seen.ts';

/**
 * Drops rows that were there already. Of rows that come in the order of what they are compared by, equal ones follow each other; else the keys
 * of those that were seen are held, and rows are put aside when they are too many.
 */
export function distinct(node: Distinct, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  const isInOrder = comesInOrder(node);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    try {
      const pad = node.pads ? decimalPadder(rows.fields) : undefined;
      const source = pad ? mapped(batches(rows), pad) : batches(rows);
      const distinct = isInOrder
        ? unlikeLast(source, sortCompare(node.keys.map(ascending), rows.fields))
        : distinctRows(source, rowHash(node.keys, rows.fields), rows.fields.length, ctx);
      const found = cut(distinct, node.resultColumns);
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

/** Whether a route gives the rows in an order in which equal ones follow each other. */
function comesInOrder({ keys, input }: Distinct): boolean {
  if (input.kind !== 'Route') return false;
  const isKey = (one: KeyColumn): boolean =>
    keys.some(
      ({ column, weight, collation }) => column === one.column && weight === one.weight && collation === one.collation,
    );
  const first = input.orderBy.slice(0, keys.length);
  return (
    first.length === keys.length &&
    first.every(isKey) &&
    new Set(first.map(({ column }) => column)).size === keys.length
  );
}

const ascending = (key: KeyColumn): SortKey => ({ ...key, direction: 'asc' });

async function* unlikeLast(rows: AsyncIterable<readonly Row[]>, compare: RowCompare): AsyncGenerator<readonly Row[]> {
  let last: Row | undefined;
  for await (const batch of rows) {
    const fresh: Row[] = [];
    for (const row of batch) {
      if (last === undefined || compare(last, row) !== 0) fresh.push(row);
      last = row;
    }
    if (fresh.length > 0) yield fresh;
  }
}

async function* mapped(rows: AsyncIterable<readonly Row[]>, change: (row: Row) => Row): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) yield batch.map(change);
}

async function* cut(rows: AsyncIterable<readonly Row[]>, columns: number): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) yield cutRows(batch, columns);
}

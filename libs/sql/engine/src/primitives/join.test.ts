import type { Join } from '@vt/plan';
import { type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { RowPrimitive } from '../rows/cursor.ts';
import { allRows, contextWith, FixedRows, fieldOfType, nodeOf } from '../testing/fixed-rows.ts';
import { join } from './join.ts';

const field = fieldOfType('n', Type.INT64);
const rowsOf = (count: number): Row[] => Array.from({ length: count }, (_, i) => [Buffer.from(String(i))]);

test('row by row the right rows of one left row are held, and not those of many', async () => {
  const right = () => new FixedRows([field], rowsOf(4), 2).primitive;
  const node = { kind: 'Join', variant: 'Join', left: nodeOf(0), right: nodeOf(1), vars: { n: 0 }, columns: [-1, 1] };
  const left = new FixedRows([field], rowsOf(10), 5);
  const again: RowPrimitive = { open: (ctx) => right().open(ctx), execute: (ctx, sink) => right().execute(ctx, sink) };
  const primitive = join(node as unknown as Join, (input) =>
    (input as unknown as { nth: number }).nth === 0 ? left.primitive : again,
  ) as RowPrimitive;
  const rows = await allRows(await primitive.open(contextWith(undefined, { memoryRowsMax: 5 })));
  expect(rows).toHaveLength(40);
  expect(left.open).toBe(0);
});

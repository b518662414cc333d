import { type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { contextWith, FixedRows, fieldOfType } from '../testing/fixed-rows.ts';
import { readAll } from './shards.ts';

const rows = Array.from({ length: 10 }, (): Row => [Buffer.alloc(1_000, 'x')]);
const read = (memoryBytesMax: number) =>
  readAll(
    new FixedRows([fieldOfType('t', Type.VARCHAR)], rows, 2).primitive,
    contextWith(undefined, { memoryBytesMax }),
  );

test('rows that a write needs are bounded by their bytes too: a few of them may be long', async () => {
  expect(await read(20_000)).toHaveLength(10);
  await expect(read(5_000)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
});

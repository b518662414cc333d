import { encodeTextRow, type Row } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { HeldRows } from './held-rows.ts';
import { RowCopier } from './row-copier.ts';
import { batchesOf, RowFile } from './row-file.ts';
import { RunReader } from './run-reader.ts';
import { RunWriter } from './run-writer.ts';
import { packetSlabs, SlabPool } from './slab-pool.ts';
import { WaitingPackets } from './waiting-packets.ts';

const lengths = [0, 1, 70_000, 3, 131_072, 65_532, 400_000, 2, 5_000, 5_000];
const rowsOf = (times: number): Row[] =>
  Array.from({ length: times * lengths.length }, (_, i) => [
    Buffer.from(String(i)),
    i % 7 === 0 ? null : Buffer.alloc(lengths[i % lengths.length] as number, `${i},`),
  ]);

test('a pool gives what it was given, of its own size, and no more than it keeps', () => {
  const pool = new SlabPool(8, 1);
  const [a, b] = [pool.take(), pool.take()];
  pool.give(Buffer.alloc(9));
  pool.give(a);
  pool.give(b);
  expect(pool.take()).toBe(a);
  expect(pool.take()).not.toBe(b);
});

test('rows of any length come back from a file, from the whole of it and from its parts', async () => {
  const rows = rowsOf(3);
  const file = await new Places(0).create();
  const parts: { at: number; length: number }[] = [];
  const writer = new RunWriter(async (bytes) => {
    parts.push({ at: file.size, length: bytes.length });
    await file.write(bytes);
  });
  for (const row of rows) await writer.add(row);
  await writer.finish();
  for (const reader of [new RunReader(file, 2), new RunReader(file, 2, parts)]) {
    const found: Row[] = [];
    for await (const batch of batchesOf(reader, 2)) found.push(...batch);
    expect(textOf(found)).toEqual(textOf(rows));
  }
  const none: Row[] = [];
  for await (const batch of batchesOf(new RunReader(file, 2, []), 2)) none.push(...batch);
  expect(none).toEqual([]);
});

test('rows that were read stay as they are while others are read into the same memory', async () => {
  const rows = rowsOf(1);
  const files = [new RowFile(new Places(0), 2), new RowFile(new Places(0), 2)];
  const found: Row[][] = [[], []];
  for (const file of files) {
    for (const row of rows) await file.add(row);
    await file.finish();
  }
  for (const [i, file] of files.entries()) for await (const batch of file.batches()) found[i]?.push(...batch);
  const table = new HeldRows(2);
  for (const [i, row] of rows.entries()) table.add(i, row);
  const held = rows.flatMap((_, i) => [...table.find(i)]);
  table.close();
  const other = new HeldRows(2);
  for (let i = 0; i < 5_000; i++) other.add(i, [Buffer.from('?'.repeat(300)), null]);
  for (const some of [...found, held]) expect(textOf(some)).toEqual(textOf(rows));
});

test('packets that wait are copied into memory that is used again, and come in their order', () => {
  const rows = Array.from({ length: 3_000 }, (_, i): Row => [Buffer.from(`${i}:${'x'.repeat(i % 700)}`)]);
  const packets = new WaitingPackets();
  const copier = new RowCopier(1);
  const found: Row[] = [];
  const slabs = new Set<ArrayBufferLike>();
  const take = (): void => {
    const payload = packets.shift() as Buffer;
    slabs.add(payload.buffer);
    found.push(copier.copy(payload, 0, payload.length));
  };
  for (let i = 0; i < rows.length; i += 10) {
    packets.push(Buffer.concat(rows.slice(i, i + 10).map(encodeTextRow)));
    // Rows have 350 bytes each.
    if (i < 100 || i >= 600) expect(packets.isTransient).toBe(i >= 600);
    // Some 200 KB wait.
    if (i >= 600) for (let n = 0; n < 10; n++) take();
  }
  while (found.length < rows.length) take();
  expect(packets.shift()).toBeUndefined();
  expect(textOf(found)).toEqual(textOf(rows));
  // Those that came before many waited, and few slabs.
  expect(slabs.size).toBeLessThan(70);
  const before = packetSlabs.take();
  packets.push(encodeTextRow(rows[0] as Row));
  packets.clear();
  expect(packets.shift()).toBeUndefined();
  packetSlabs.give(before);
});

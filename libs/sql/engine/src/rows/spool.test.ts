import { emptyOk, encodeColumnDefinition, encodeTextRow, type ResultSink, type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { ExecutionContext } from '../context.ts';
import { allRows, contextWith, fieldOfType, textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { MemoryExceededError } from './memory.ts';
import { openStream } from './open-stream.ts';
import { drained } from './sink-tools.ts';

const fields = [fieldOfType('n', Type.INT64), fieldOfType('pad', Type.VARCHAR)];
const rows = Array.from(
  { length: 1_000 },
  (_, i): Row => [Buffer.from(String(i)), i % 3 === 0 ? null : Buffer.from('x'.repeat(i % 90))],
);
const error = new Error('the shard is gone');

/** A shard that waits when it is asked to, and may fail when it has sent its rows. */
const send =
  (fails = false) =>
  async (_: ExecutionContext, sink: ResultSink): Promise<void> => {
    sink.columns(fields.map(encodeColumnDefinition), 'text');
    for (let i = 0; i < rows.length; i += 10) {
      if (!sink.rows(Buffer.concat(rows.slice(i, i + 10).map(encodeTextRow)))) await drained(sink);
    }
    if (fails) throw error;
    sink.end({ ...emptyOk, warnings: 3 }, false);
  };

const exclusive = { runner: { exclusive: true } as ExecutionContext['runner'] };

test('rows of a connection that others wait for are taken whole, put aside beyond their bound, and come as they were', async () => {
  for (const [runBytesMax, files] of [
    [0, 1],
    [5_000, 1],
    [1 << 20, 0],
  ] as const) {
    const places = new Places(runBytesMax);
    const cursor = await openStream(send(), contextWith(places, exclusive));
    expect(places.open).toBe(files);
    expect(cursor.ok.warnings).toBe(3);
    expect(textOf(await allRows(cursor))).toEqual(textOf(rows));
    expect(places.open).toBe(0);
  }
});

test('nothing stays of them after an error, of the shard or of the disk, or when nobody wants more', async () => {
  const places = new Places(5_000);
  await expect(openStream(send(true), contextWith(places, exclusive))).rejects.toBe(error);
  expect(places.created).toBe(1);
  expect(places.open).toBe(0);
  const full = new Places(5_000, { bytesMax: 9_000 });
  await expect(openStream(send(), contextWith(full, exclusive))).rejects.toThrow('no more room');
  expect(full.open).toBe(0);
  const cursor = await openStream(send(), contextWith(places, exclusive));
  expect(await cursor.next()).toHaveLength(10);
  await cursor.close();
  expect(places.open).toBe(0);
});

test('without a place for them, more than memory has room for is refused', async () => {
  const context = contextWith(undefined, { ...exclusive, memoryBytesMax: 9_000 });
  await expect(openStream(send(), context)).rejects.toThrow(MemoryExceededError);
});

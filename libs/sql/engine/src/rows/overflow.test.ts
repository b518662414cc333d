import { emptyOk, encodeColumnDefinition, encodeTextRow, type ResultSink, type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { ExecutionContext } from '../context.ts';
import { allRows, contextWith, fieldOfType, textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { openStream } from './open-stream.ts';
import { drained } from './sink-tools.ts';

const fields = [fieldOfType('n', Type.INT64), fieldOfType('pad', Type.VARCHAR)];
const rows = Array.from({ length: 1_000 }, (_, i): Row => [Buffer.from(String(i)), Buffer.from('x'.repeat(1_000))]);
const error = new Error('the shard is gone');
const runner = {} as ExecutionContext['runner'];

/** A shard that waits when it is asked to. */
class Shard {
  sent = 0;
  isDone = false;
  readonly #fails: boolean;

  constructor(fails = false) {
    this.#fails = fails;
  }

  readonly send = async (_: ExecutionContext, sink: ResultSink): Promise<void> => {
    sink.columns(fields.map(encodeColumnDefinition), 'text');
    for (const row of rows) {
      this.sent++;
      if (!sink.rows(encodeTextRow(row))) await drained(sink);
    }
    this.isDone = true;
    if (this.#fails) throw error;
    sink.end({ ...emptyOk, warnings: 3 }, false);
  };
}

test('a shard need not wait for who reads: what there is no room for is put aside, and comes in its order', async () => {
  for (const [runBytesMax, files] of [
    [100_000, 1],
    [8 << 20, 0],
  ] as const) {
    const [shard, places] = [new Shard(), new Places(runBytesMax)];
    const cursor = await openStream(shard.send, contextWith(places, { runner }));
    await expect.poll(() => shard.isDone).toBe(true);
    expect(places.open).toBe(files);
    expect(textOf(await allRows(cursor))).toEqual(textOf(rows));
    expect(cursor.ok.warnings).toBe(3);
    expect(places.open).toBe(0);
  }
});

test('what fails behind the rows that are read is no matter of theirs', async () => {
  const [shard, places] = [new Shard(true), new Places(100_000)];
  const early = await openStream(shard.send, contextWith(places, { runner }));
  await expect.poll(() => shard.isDone).toBe(true);
  expect((await early.next())?.length).toBeGreaterThan(0);
  await early.close();
  const late = await openStream(new Shard(true).send, contextWith(places, { runner }));
  await expect(allRows(late)).rejects.toBe(error);
  expect(places.open).toBe(0);
});

test('where there are connections enough it waits', async () => {
  const [shard, places] = [new Shard(), new Places(100_000)];
  const cursor = await openStream(shard.send, contextWith(places, { runner, keepsConnections: true }));
  expect((await cursor.next())?.length).toBeGreaterThan(0);
  expect(shard.sent).toBeLessThan(rows.length / 2);
  await cursor.close();
  expect(places.created).toBe(0);
});

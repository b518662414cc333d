import type { Concatenate, PlanNode } from '@vt/plan';
import { emptyOk, encodeColumnDefinition, encodeTextRow, type ResultSink, type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { drained } from '../rows/sink-tools.ts';
import { allRows, contextWith, type FixedRows, fieldOfType, nodeOf, textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { concatenate } from './concatenate.ts';

const fields = [fieldOfType('nth', Type.INT64), fieldOfType('pad', Type.VARCHAR)];
const INPUTS = 24;
const rowsOf = (nth: number): Row[] =>
  Array.from({ length: 400 }, () => [Buffer.from(String(nth)), Buffer.from('x'.repeat(2_000))]);
const node: Concatenate = {
  kind: 'Concatenate',
  inputs: Array.from({ length: INPUTS }, (_, nth) => nodeOf(nth as 0 | 1)),
  collations: [],
};

/** Inputs that have a connection for as long as somebody takes their rows. */
class Connections {
  used = 0;
  most = 0;

  readonly input = (input: PlanNode): Primitive => {
    const { nth } = input as unknown as { readonly nth: number };
    return { execute: (_, sink) => this.#send(nth, sink) };
  };

  async #send(nth: number, sink: ResultSink): Promise<void> {
    this.most = Math.max(this.most, ++this.used);
    await Promise.resolve();
    sink.columns(fields.map(encodeColumnDefinition), 'text');
    for (const row of rowsOf(nth)) if (!sink.rows(encodeTextRow(row))) await drained(sink);
    sink.end(emptyOk, false);
    this.used--;
  }
}

const open = (connections: Connections, ctx: ExecutionContext) =>
  (concatenate(node, connections.input) as FixedRows['primitive']).open(ctx);

test('many large inputs have few connections, of which some wait for their turn, and come in their order', async () => {
  const [connections, places] = [new Connections(), new Places(1 << 20)];
  const cursor = await open(connections, contextWith(places, { runner: {} as ExecutionContext['runner'] }));
  expect(connections.used).toBeLessThanOrEqual(4);
  const all = await allRows(cursor);
  expect(textOf(all)).toEqual(textOf(Array.from({ length: INPUTS }, (_, nth) => rowsOf(nth)).flat()));
  expect(connections.most).toBeGreaterThan(1);
  expect(connections.most).toBeLessThanOrEqual(8);
  expect(places.open).toBe(0);
});

test('in a transaction they come one after the other', async () => {
  const [connections, places] = [new Connections(), new Places(1 << 20)];
  const runner = { exclusive: true } as ExecutionContext['runner'];
  const cursor = await open(connections, contextWith(places, { runner }));
  expect(connections).toMatchObject({ used: 0, most: 1 });
  await cursor.close();
  expect(places.open).toBe(0);
});

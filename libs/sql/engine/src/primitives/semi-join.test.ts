import type { PlanNode, SemiJoin } from '@vt/plan';
import { type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { ShardRunner } from '../context.ts';
import type { RowPrimitive } from '../rows/cursor.ts';
import { allRows, contextWith, FixedRows, fieldOfType, nodeOf, textOf } from '../testing/fixed-rows.ts';
import { seededRandom } from '../testing/random.ts';
import { semiJoin } from './semi-join.ts';

const { random, seed } = seededRandom(20_263);
const number = fieldOfType('k', Type.INT64);
const some = (below: number): Uint8Array | null =>
  random() < 0.1 ? null : Buffer.from(String(Math.floor(random() * below)));

test.each([false, true])(`rows are kept by the values that others have (anti: %s, seed ${seed})`, async (anti) => {
  const rows = Array.from({ length: 3_000 }, (_, i): Row => [Buffer.from(`${i}`), some(900)]);
  const values = Array.from({ length: 300 }, (): Row => [some(900)]);
  const left = new FixedRows([fieldOfType('id', Type.INT64), number], rows, 200);
  const right = new FixedRows([number], values, 70);
  const whole = new FixedRows([number], values, 70);
  const steps = [left, undefined, right, whole];
  let clock = 0;
  const batch = {
    right: nodeOf(2),
    whole: nodeOf(3),
    keys: [{ list: 'k_list', left: 1, right: 0, collation: undefined }],
  };
  const node: SemiJoin = {
    kind: 'SemiJoin',
    anti,
    left: nodeOf(0),
    right: nodeOf(1),
    vars: { k: 1 },
    batch,
    resultColumns: 1,
  };
  const build = (input: PlanNode) => steps[(input as unknown as { nth: number }).nth]?.primitive as RowPrimitive;
  const primitive = semiJoin(node, build, { now: () => clock++, after: () => () => {} }) as RowPrimitive;
  const kept = textOf(await allRows(await primitive.open(contextWith(undefined, { runner: {} as ShardRunner }))));
  const known = new Set(values.map(([value]) => String(value)));
  const expected = rows.filter(([, k]) => (k !== null && known.has(String(k))) !== anti).map(([id]) => [id ?? null]);
  expect(kept).toEqual(textOf(expected));
  expect([left.open, right.open, whole.open]).toEqual([0, 0, 0]);
});

test.each([true, undefined])('each value is asked for once, where it always gives the same: %s', async (stable) => {
  const left = new FixedRows(
    [number],
    ['1', '2', '1', '1', '2'].map((k): Row => [Buffer.from(k)]),
    5,
  );
  const right = new FixedRows([number], [[Buffer.from('1')]], 1);
  let asked = 0;
  const counted: RowPrimitive = {
    ...right.primitive,
    open: (ctx) => {
      asked++;
      return (right.primitive as RowPrimitive).open(ctx);
    },
  };
  const node: SemiJoin = {
    kind: 'SemiJoin',
    anti: false,
    left: nodeOf(0),
    right: nodeOf(1),
    vars: { k: 0 },
    batch: undefined,
    ...(stable && { stable }),
    resultColumns: 1,
  };
  const steps = [left.primitive as RowPrimitive, counted];
  const build = (input: PlanNode) => steps[(input as unknown as { nth: number }).nth] as RowPrimitive;
  const primitive = semiJoin(node, build) as RowPrimitive;
  const kept = await allRows(await primitive.open(contextWith(undefined, { runner: {} as ShardRunner })));
  expect(kept.length).toBe(5);
  expect(asked).toBe(stable ? 2 : 5);
});

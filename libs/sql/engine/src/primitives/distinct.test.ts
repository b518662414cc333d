import type { Distinct, SortKey } from '@vt/plan';
import { type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { allRows, contextWith, FixedRows, fieldOfType, textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { seededRandom } from '../testing/random.ts';
import { distinct } from './distinct.ts';

const { random, seed } = seededRandom(20_265);
const fields = [fieldOfType('n', Type.INT64), fieldOfType('t', Type.VARCHAR)];
const CI = 'utf8mb4_0900_ai_ci';
const number = { column: 0, weight: undefined, collation: undefined };
const text = { column: 1, weight: undefined, collation: CI };
const order = (...keys: Omit<SortKey, 'direction'>[]): SortKey[] => keys.map((key) => ({ ...key, direction: 'desc' }));

/** In the order of both columns, downwards; texts of equal ones differ. */
const words = ['b', 'a'].flatMap((word) => [word, word.toUpperCase()]);
const rows = [9, 8, 7, 3, null].flatMap((n) =>
  words.flatMap((word) =>
    Array.from(
      { length: Math.floor(random() * 4) },
      (): Row => [n === null ? null : Buffer.from(String(n)), Buffer.from(word)],
    ),
  ),
);

async function found(orderBy: readonly SortKey[], places: Places): Promise<string[]> {
  const input = { kind: 'Route', orderBy } as unknown as Distinct['input'];
  const node: Distinct = { kind: 'Distinct', keys: [text, number], pads: false, resultColumns: 2, input };
  const source = new FixedRows(fields, rows, 3);
  const primitive = distinct(node, () => source.primitive) as FixedRows['primitive'];
  const out = textOf(await allRows(await primitive.open(contextWith(places))));
  expect(source.open).toBe(0);
  return out;
}

test(`rows in the order of what they are compared by need no memory, and give the same as others; seed ${seed}`, async () => {
  const none = new Places(10);
  const inOrder = await found(order(number, text), none);
  expect(none.created).toBe(0);
  expect(rows.length).toBeGreaterThan(inOrder.length);
  for (const orderBy of [
    order(number),
    order(number, { ...text, collation: 'utf8mb4_bin' }),
    order(number, number),
    [],
  ]) {
    const some = new Places(10);
    expect((await found(orderBy, some)).map((row) => row.toLowerCase())).toEqual(
      inOrder.map((row) => row.toLowerCase()),
    );
    expect(some.created).toBeGreaterThan(0);
  }
});

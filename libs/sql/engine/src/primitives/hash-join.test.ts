import type { HashJoin } from '@vt/plan';
import { type Row, Type } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import type { ExecutionContext } from '../context.ts';
import { MemoryExceededError } from '../rows/memory.ts';
import { allRows, contextWith, FixedRows, fieldOfType, nodeOf, textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { seededRandom } from '../testing/random.ts';
import { hashJoin } from './hash-join.ts';

type Side = { readonly type: number; readonly left: readonly Row[]; readonly right: readonly Row[] };

const CI = 'utf8mb4_0900_ai_ci';

/** Joins by the first column; the second one tells rows apart. */
function joined({ type, left, right }: Side, variant: HashJoin['variant']) {
  const fields = [fieldOfType('k', type), fieldOfType('n', Type.VARCHAR)];
  const sides = [new FixedRows(fields, left, 50), new FixedRows(fields, right, 70)] as const;
  const key = { column: 0, weight: undefined, collation: type === Type.VARCHAR ? CI : undefined };
  const node: HashJoin = {
    kind: 'HashJoin',
    variant,
    left: nodeOf(0),
    right: nodeOf(1),
    columns: [-1, -2, 1, 2],
    leftKey: key,
    rightKey: key,
  };
  const primitive = hashJoin(node, (input) => sides[(input as unknown as { nth: 0 | 1 }).nth].primitive);
  const open = (ctx: ExecutionContext) => (primitive as FixedRows['primitive']).open(ctx);
  return { sides, open, rows: async (ctx: ExecutionContext) => textOf(await allRows(await open(ctx))).sort() };
}

const { random, seed } = seededRandom(20_261);
const number = (below: number): number => Math.floor(random() * below);
/** Its key is one of the seldom ones. */
const LONG_ROW = 5;
const letters = ['a', 'A', 'á', 'b', 'ß', 'ss', 'é', 'e', 'E', ' ', '𝒳'];

/** Some keys are of many rows, some of none, some NULL; some rows are longer than what is written at once. */
function rowsOf(type: number, count: number, keys: number): Row[] {
  const key = (): Uint8Array | null => {
    if (number(12) === 0) return null;
    const value = number(3) === 0 ? number(3) : number(keys);
    if (type === Type.INT64) return Buffer.from(String(value - 3));
    if (type === Type.DECIMAL) return Buffer.from(`${value}.${'0'.repeat(number(3))}5${'0'.repeat(number(2))}`);
    return Buffer.from(`${letters[value % letters.length]}${value}${letters[number(3)]}`);
  };
  const pad = (i: number): string => 'x'.repeat(i === LONG_ROW ? 70_000 : number(40));
  return Array.from({ length: count }, (_, i) => [
    i === LONG_ROW ? Buffer.from('7.50').subarray(0, type === Type.INT64 ? 1 : 4) : key(),
    i !== LONG_ROW && number(9) === 0 ? null : Buffer.from(`${i}${pad(i)}`),
  ]);
}

/** As SQL says it, by looking at all pairs. */
function expected({ type, left, right }: Side, variant: HashJoin['variant']): string[] {
  const text = (value: Uint8Array): string => Buffer.from(value).toString();
  const collator = new Intl.Collator('en', { sensitivity: 'base' });
  const equal = (a: Row, b: Row): boolean => {
    if (!a[0] || !b[0]) return false;
    const [x, y] = [text(a[0]), text(b[0])];
    return type === Type.VARCHAR ? collator.compare(x, y) === 0 : Number(x) === Number(y);
  };
  const all = left.flatMap((row) => {
    const found = right.filter((other) => equal(row, other));
    if (found.length === 0) return variant === 'HashLeftJoin' ? [[...row, null, null]] : [];
    return found.map((other) => [...row, ...other]);
  });
  return textOf(all).sort();
}

describe(`hash joins of random rows, seed ${seed}`, () => {
  for (const variant of ['HashJoin', 'HashLeftJoin'] as const) {
    for (const [name, type] of [
      ['integers', Type.INT64],
      ['decimals', Type.DECIMAL],
      ['texts', Type.VARCHAR],
    ] as const) {
      test(`${variant} of ${name}: with rows put aside, whole partitions and parts of them, as in memory`, async () => {
        const side = { type, left: rowsOf(type, 250, 40), right: rowsOf(type, 350, 40) };
        const { sides, rows } = joined(side, variant);
        const wanted = expected(side, variant);
        expect(wanted.length).toBeGreaterThan(1_000);
        expect(await rows(contextWith(new Places(1 << 24)))).toEqual(wanted);
        expect(await rows(contextWith(undefined))).toEqual(wanted);
        for (const runBytesMax of [200, 2_000, 12_000]) {
          const places = new Places(runBytesMax);
          expect(await rows(contextWith(places))).toEqual(wanted);
          expect(places.created).toBe(2);
          expect(places.open).toBe(0);
        }
        expect(sides.map(({ open }) => open)).toEqual([0, 0]);
      });
    }
  }
});

const many = { type: Type.INT64, left: rowsOf(Type.INT64, 300, 90), right: rowsOf(Type.INT64, 500, 90) };

test('the rows that memory may hold are counted too', async () => {
  const { rows } = joined(many, 'HashLeftJoin');
  const places = new Places(1 << 24);
  expect(await rows(contextWith(places, { memoryRowsMax: 20 }))).toEqual(expected(many, 'HashLeftJoin'));
  expect(places.created).toBe(2);
});

test('without a place for rows, more than memory has room for is refused', async () => {
  const { sides, rows } = joined(many, 'HashJoin');
  await expect(rows(contextWith(undefined, { memoryRowsMax: 20 }))).rejects.toThrow(MemoryExceededError);
  await expect(rows(contextWith(undefined, { memoryBytesMax: 9_000 }))).rejects.toThrow('9000 bytes');
  expect(sides.map(({ open }) => open)).toEqual([0, 0]);
});

test('files are given back when nobody wants more rows, and when there is no more room in them', async () => {
  const { sides, open, rows } = joined(many, 'HashJoin');
  const stopped = new Places(500);
  const cursor = await open(contextWith(stopped));
  expect(await cursor.next()).toBeDefined();
  expect(stopped.open).toBe(2);
  await cursor.close();
  expect(stopped.open).toBe(0);
  const unread = new Places(500);
  await (await open(contextWith(unread))).close();
  expect(unread.open).toBe(0);
  // The right side alone is more than 1 KB; both sides are more than the right one.
  const rightBytes = many.right.reduce((sum, row) => sum + (row[0] ? 6 + row[0].length + (row[1]?.length ?? 0) : 0), 0);
  for (const bytesMax of [1_000, rightBytes]) {
    const full = new Places(500, { bytesMax });
    await expect(rows(contextWith(full))).rejects.toThrow('no more room');
    expect(full.open).toBe(0);
  }
  expect(sides.map(({ open: count }) => count)).toEqual([0, 0]);
});

test('one left row that has very many right ones is given in small batches', async () => {
  const right = Array.from({ length: 5_000 }, (_, i): Row => [Buffer.from('1'), Buffer.from(String(i))]);
  const { open } = joined({ type: Type.INT64, left: [[Buffer.from('1'), null]], right }, 'HashJoin');
  for (const places of [new Places(1 << 24), new Places(1_000)]) {
    const cursor = await open(contextWith(places));
    let count = 0;
    for (let batch = await cursor.next(); batch; batch = await cursor.next()) {
      expect(batch.length).toBeLessThanOrEqual(256);
      count += batch.length;
    }
    await cursor.close();
    expect(count).toBe(5_000);
  }
});

import type { SetOperation } from '@vt/plan';
import { type Row, Type } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import type { ExecutionContext } from '../context.ts';
import { MemoryExceededError } from '../rows/memory.ts';
import { allRows, contextWith, FixedRows, fieldOfType, nodeOf, textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { seededRandom } from '../testing/random.ts';
import { setOperation } from './set-operation.ts';

const { random, seed } = seededRandom(20_263);
const number = (below: number): number => Math.floor(random() * below);
const words = ['a', 'A', 'á', 'b', 'ß', 'ss', 'é', 'e', 'E', '𝒳'];
const fields = [fieldOfType('n', Type.INT64), fieldOfType('t', Type.VARCHAR)];

/** Of few values some come often, of many seldom; some are NULL. */
function rowsOf(count: number, values: number): Row[] {
  return Array.from({ length: count }, (): Row => {
    const value = number(3) === 0 ? number(3) : number(values);
    const word = `${words[number(words.length)]}${number(2)}`;
    return [number(12) === 0 ? null : Buffer.from(String(value)), number(12) === 0 ? null : Buffer.from(word)];
  });
}

function operated(operation: SetOperation['operation'], left: readonly Row[], right: readonly Row[]) {
  const sides = [new FixedRows(fields, left, 50), new FixedRows(fields, right, 70)] as const;
  const node: SetOperation = {
    kind: 'SetOperation',
    operation,
    left: nodeOf(0),
    right: nodeOf(1),
    collations: [undefined, 'utf8mb4_0900_ai_ci'],
  };
  const primitive = setOperation(node, (input) => sides[(input as unknown as { nth: 0 | 1 }).nth].primitive);
  const open = (ctx: ExecutionContext) => (primitive as FixedRows['primitive']).open(ctx);
  return { sides, open, rows: async (ctx: ExecutionContext) => textOf(await allRows(await open(ctx))) };
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });

function isEqual(a: Row, b: Row): boolean {
  const [x, y] = [a, b].map((row) => row.map((value) => value && Buffer.from(value).toString()));
  if (x?.[0] !== y?.[0]) return false;
  const [s, t] = [x?.[1] ?? null, y?.[1] ?? null];
  return s === null || t === null ? s === t : collator.compare(s, t) === 0;
}

/** As SQL says it, by looking at all pairs. */
function expected(operation: SetOperation['operation'], left: readonly Row[], right: readonly Row[]): string[] {
  const rest = [...right];
  const out: Row[] = [];
  for (const row of left) {
    const at = rest.findIndex((other) => isEqual(row, other));
    if (operation.endsWith('all') && at >= 0) rest.splice(at, 1);
    const isKept = at >= 0 === operation.startsWith('intersect');
    const isFresh = operation.endsWith('all') || !out.some((other) => isEqual(row, other));
    if (isKept && isFresh) out.push(row);
  }
  return textOf(out);
}

const LEFT = rowsOf(900, 60);
const RIGHT = rowsOf(700, 60);

describe(`EXCEPT and INTERSECT of random rows, seed ${seed}`, () => {
  for (const operation of ['except', 'except all', 'intersect', 'intersect all'] as const) {
    test(`${operation}: with rows put aside, whole partitions and parts of them, the same rows as in memory`, async () => {
      const { sides, rows } = operated(operation, LEFT, RIGHT);
      const wanted = expected(operation, LEFT, RIGHT);
      expect(wanted.length).toBeGreaterThan(50);
      expect(await rows(contextWith(new Places(1 << 24)))).toEqual(wanted);
      expect(await rows(contextWith(undefined))).toEqual(wanted);
      for (const [runBytesMax, memoryRowsMax] of [
        [200, 1_000_000],
        [2_000, 1_000_000],
        [6_000, 1_000_000],
        [1 << 24, 3],
      ] as const) {
        const places = new Places(runBytesMax);
        expect((await rows(contextWith(places, { memoryRowsMax }))).sort()).toEqual([...wanted].sort());
        expect(places.created).toBeGreaterThan(1);
        expect(places.open).toBe(0);
      }
      expect(sides.map(({ open }) => open)).toEqual([0, 0]);
    });
  }
});

test('with an empty side', async () => {
  const first = textOf(LEFT.slice(0, 1));
  expect(await operated('except all', LEFT.slice(0, 1), []).rows(contextWith(new Places(200)))).toEqual(first);
  expect(await operated('intersect', LEFT, []).rows(contextWith(new Places(200)))).toEqual([]);
  expect(await operated('except', [], RIGHT).rows(contextWith(new Places(200)))).toEqual([]);
});

test('without a place for rows, more than memory has room for is refused', async () => {
  const { sides, rows } = operated('except', LEFT, RIGHT);
  await expect(rows(contextWith(undefined, { memoryRowsMax: 20 }))).rejects.toThrow(MemoryExceededError);
  await expect(rows(contextWith(undefined, { memoryBytesMax: 9_000 }))).rejects.toThrow('9000 bytes');
  expect(sides.map(({ open }) => open)).toEqual([0, 0]);
});

test('files are given back when nobody wants more rows, and when there is no more room in them', async () => {
  const { sides, open, rows } = operated('except all', LEFT, RIGHT);
  const stopped = new Places(500);
  const cursor = await open(contextWith(stopped));
  expect(await cursor.next()).toBeDefined();
  expect(stopped.open).toBeGreaterThan(0);
  await cursor.close();
  expect(stopped.open).toBe(0);
  const unread = new Places(500);
  await (await open(contextWith(unread))).close();
  expect(unread.created).toBe(0);
  for (const bytesMax of [1_000, 12_000]) {
    const full = new Places(500, { bytesMax });
    await expect(rows(contextWith(full))).rejects.toThrow('no more room');
    expect(full.open).toBe(0);
  }
  expect(sides.map(({ open: count }) => count)).toEqual([0, 0]);
});

import { type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { contextWith, fieldOfType, textOf } from '../testing/fixed-rows.ts';
import { Places } from '../testing/places.ts';
import { seededRandom } from '../testing/random.ts';
import { rowHash } from './keys.ts';
import { MemoryExceededError } from './memory.ts';
import { encodedBytes } from './run-reader.ts';
import { distinctRows } from './seen.ts';

const { random, seed } = seededRandom(20_262);
const number = (below: number): number => Math.floor(random() * below);

const fields = [fieldOfType('a', Type.INT64), fieldOfType('b', Type.VARCHAR)];
const hash = rowHash(
  [
    { column: 0, weight: undefined, collation: undefined },
    { column: 1, weight: undefined, collation: 'utf8mb4_0900_ai_ci' },
  ],
  fields,
);
const words = ['a', 'A', 'Á', 'b', 'ss', 'ß', '\ud835\udcb3', ''];
const rows = Array.from({ length: 3_000 }, (_, i): Row => {
  const word = number(9) === 0 ? null : Buffer.from(words[number(words.length)] as string);
  return [number(9) === 0 ? null : Buffer.from(String(number(200))), word, Buffer.from(String(i))];
});

async function* inBatches(size: number): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

async function found(places: Places | undefined, limits = {}): Promise<Row[]> {
  const out: Row[] = [];
  for await (const batch of distinctRows(inBatches(64), hash, 3, contextWith(places, limits))) out.push(...batch);
  return out;
}

test(`the first of equal rows, in their order, also when most are put aside again and again; seed ${seed}`, async () => {
  const first = new Map<string, Row>();
  for (const row of rows) if (!first.has(hash(row))) first.set(hash(row), row);
  const wanted = textOf([...first.values()]);
  expect(wanted.length).toBeGreaterThan(900);
  expect(textOf(await found(new Places(1 << 24)))).toEqual(wanted);
  expect(textOf(await found(undefined))).toEqual(wanted);
  for (const [runBytesMax, memoryRowsMax] of [
    [2_000, 1_000_000],
    [12_000, 1_000_000],
    [1 << 24, 100],
  ] as const) {
    const places = new Places(runBytesMax);
    expect(textOf(await found(places, { memoryRowsMax }))).toEqual(wanted);
    expect(places.created).toBeGreaterThan(1);
    expect(places.mostOpen).toBeLessThanOrEqual(4);
    expect(places.open).toBe(0);
  }
});

test('a row is put aside twice, not as often as memory would be filled', async () => {
  const places = new Places(1 << 24);
  const bytes = rows.reduce((sum, row) => sum + encodedBytes([...row, Buffer.alloc(6)]), 0);
  const out = await found(places, { memoryRowsMax: 100 });
  expect(out.length).toBeGreaterThan(900);
  expect(places.written).toBeGreaterThan(bytes / 4);
  expect(places.written).toBeLessThan(2 * bytes);
});

test('without a place for rows, too many are refused', async () => {
  await expect(found(undefined, { memoryRowsMax: 100 })).rejects.toThrow(MemoryExceededError);
});

test('files are given back when nobody wants more rows, and when there is no more room in them', async () => {
  const places = new Places(2_000);
  for await (const _ of distinctRows(inBatches(1_500), hash, 3, contextWith(places))) break;
  expect(places.open).toBe(0);
  const full = new Places(2_000, { bytesMax: 10_000 });
  await expect(found(full)).rejects.toThrow('no more room');
  expect(full.created).toBe(1);
  expect(full.open).toBe(0);
});

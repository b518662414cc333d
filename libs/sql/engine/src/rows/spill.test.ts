import type { Row } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { Places } from '../testing/places.ts';
import { SpilledRuns } from './spill.ts';

const numberOf = (row: Row): number => Number(Buffer.from(row[0] ?? []).toString());
const compare = (a: Row, b: Row): number => numberOf(a) - numberOf(b);
const rowOf = (n: number): Row => [Buffer.from(String(n)), n % 3 === 0 ? null : Buffer.from('x'.repeat(n % 300))];

const numbers = Array.from({ length: 1_500 }, (_, i) => (i * 7_919) % 1_000);
const sorted = (part: readonly number[]) => part.map(rowOf).sort(compare);
const text = (rows: readonly Row[]) => rows.map((row) => row.map((value) => value && Buffer.from(value).toString()));

/** Adds all numbers but the last ten, by ten. */
async function filled(places: Places): Promise<SpilledRuns> {
  const runs = new SpilledRuns(places, compare, 2);
  expect(runs.isEmpty).toBe(true);
  for (let i = 0; i < numbers.length - 10; i += 10) await runs.add(sorted(numbers.slice(i, i + 10)));
  expect(runs.isEmpty).toBe(false);
  return runs;
}

async function checkMerged(runs: SpilledRuns): Promise<void> {
  const found: Row[] = [];
  for await (const rows of runs.merge(sorted(numbers.slice(-10)))) found.push(...rows);
  expect(text(found)).toEqual(text([...numbers].sort((a, b) => a - b).map(rowOf)));
}

test('runs that were put aside come back as one, with few files at a time', async () => {
  const places = new Places(0);
  const runs = await filled(places);
  // 149 runs: four were made of 32 each, and 21 are as they were.
  expect(places.open).toBe(4 + 21);
  expect(places.mostOpen).toBeLessThanOrEqual(4 + 32 + 1);
  await checkMerged(runs);
  await runs.close();
  expect(places.open).toBe(0);
});

test('blocks are held in memory that is used again, and only what is too much is put aside', async () => {
  const few = new Places(20_000);
  const runs = await filled(few);
  // About 1.5 KB a block: 149 of them are some 10 times 20,000 bytes.
  expect(few.open).toBeGreaterThan(5);
  expect(few.open).toBeLessThan(15);
  await checkMerged(runs);
  await runs.close();
  const none = new Places(1 << 24);
  const held = await filled(none);
  expect(none.mostOpen).toBe(0);
  await checkMerged(held);
});

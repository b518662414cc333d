import { setTimeout as delay } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { keepHeapLean } from './lean-heap.ts';

const MIB = 1024 * 1024;
const LOOK_MS = 1;
const SLICES = 60;

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/** Garbage of which much is alive whenever it is looked through, for which V8 makes room. */
function litter(): number {
  let kept: object[] = [];
  for (let i = 0; i < 50_000; i++) {
    kept.push({ i, list: [i] });
    if (kept.length > 20_000) kept = [];
  }
  return kept.length;
}

test('the space for young objects stays small, whatever is thrown away', async () => {
  keepHeapLean(LOOK_MS);
  let mostBytes = 0;
  for (let slice = 0; slice < SLICES; slice++) {
    litter();
    await delay(LOOK_MS * 2);
    mostBytes = Math.max(mostBytes, youngBytes());
  }
  expect(mostBytes).toBeGreaterThan(2 * MIB);
  expect(mostBytes).toBeLessThanOrEqual(16 * MIB);
});

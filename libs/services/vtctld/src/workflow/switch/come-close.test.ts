import { expect, test } from 'vitest';
import { comeClose } from './come-close.ts';

/** Rounds that take so long, one after the other; the last goes on for ever. */
async function rounds(tookMs: readonly number[], patienceMs: number): Promise<{ count: number; lastMs: number }> {
  let [clockMs, count] = [0, 0];
  const catchUp = async (): Promise<void> => {
    clockMs += tookMs[Math.min(count++, tookMs.length - 1)] ?? 0;
  };
  const lastMs = await comeClose(catchUp, patienceMs, () => clockMs);
  return { count, lastMs };
}

test('what is close lets clients wait at once', async () => {
  expect(await rounds([40], 30_000)).toEqual({ count: 1, lastMs: 40 });
});

test('rounds that get shorter go on beyond the patience, so that clients do not wait for what they have left', async () => {
  expect(await rounds([20_000, 12_000, 8_000, 5_000, 3_000, 1_500, 700, 300, 90], 30_000)).toEqual({
    count: 9,
    lastMs: 90,
  });
});

test('one long round among shorter ones does not end it', async () => {
  expect(await rounds([20_000, 12_000, 13_000, 8_000, 9_000, 8_500, 4_000, 80], 30_000)).toEqual({
    count: 8,
    lastMs: 80,
  });
});

test('rounds that stay as they are end it when clients may wait that long', async () => {
  expect(await rounds([900, 400, 380, 410, 390], 30_000)).toEqual({ count: 5, lastMs: 390 });
});

test('long rounds that stay as they are end it when the patience is at its end', async () => {
  const { count, lastMs } = await rounds([5_000], 30_000);
  expect({ count, lastMs }).toEqual({ count: 6, lastMs: 5_000 });
});

import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Skew } from './skew.ts';

test('a stream that waits for a slower one leaves nothing behind for each of its transactions', async () => {
  const skew = new Skew();
  const { signal } = new AbortController();
  await skew.pass('-80', 1, signal);
  const ahead = skew.pass('80-', 10_000, signal);
  for (let seconds = 2; seconds < 20; seconds++) {
    await skew.pass('-80', seconds, signal);
    await nextTurn();
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await skew.pass('-80', 9_999, signal);
  await ahead;
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

import { expect, test } from 'vitest';
import { stoppable } from './stoppable.ts';

test('work is stopped from outside, from inside, and from the beginning', async () => {
  const outer = new AbortController();
  const reason = new Error('enough');
  const waiting = stoppable(
    outer.signal,
    ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true })),
  );
  outer.abort(reason);
  expect(await waiting).toBe(reason);
  const inside = await stoppable(new AbortController().signal, async (stop) => {
    stop.abort(reason);
    return stop.signal.aborted;
  });
  expect(inside).toBe(true);
  expect(await stoppable(outer.signal, async ({ signal }) => signal.reason)).toBe(reason);
});

test('an abort afterwards reaches nothing any more, and failures come through', async () => {
  const outer = new AbortController();
  let kept: AbortController | undefined;
  const failing = stoppable(outer.signal, async (stop) => {
    kept = stop;
    throw new Error('failed');
  });
  await expect(failing).rejects.toThrow('failed');
  outer.abort();
  expect(kept?.signal.aborted).toBe(false);
});

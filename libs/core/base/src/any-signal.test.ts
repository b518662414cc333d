import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { anySignal } from './any-signal.ts';

test('a timeout that only the combined signal refers to fires, whatever is collected meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const combined = anySignal([new AbortController().signal, AbortSignal.timeout(300)]);
  const aborted = new Promise<void>((resolve) => combined.addEventListener('abort', () => resolve(), { once: true }));
  const collecting = setInterval(collect, 20);
  await aborted;
  clearInterval(collecting);
  expect(combined.reason).toMatchObject({ name: 'TimeoutError' });
});

test('it is aborted with the reason of the first source', () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const combined = anySignal([a.signal, b.signal]);
  b.abort('b');
  // Node 24 settles which one was first when somebody looks, or listens.
  expect(combined.aborted).toBe(true);
  a.abort('a');
  expect(combined.reason).toBe('b');
});

import { VtError } from '@vt/base';
import { expect, test } from 'vitest';
import { Copies } from './copies.ts';

const never = new AbortController().signal;
const locked = () => new VtError({ code: 'UNKNOWN', message: 'locked for backup', errno: 3857 });

test('a copy that is in the way of replication is given up, and the work is done when its lock is gone', async () => {
  const copies = new Copies();
  let isLocked = true;
  const copy = copies.run(never, async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    setTimeout(() => {
      isLocked = false;
    }, 50);
    throw new Error('Connection closed');
  });
  copy.catch(() => {});
  const work = copies.displacing(async () => {
    if (isLocked) throw locked();
    return 'done';
  });
  await expect(work).resolves.toBe('done');
  await expect(copy).rejects.toMatchObject({ code: 'ABORTED', message: expect.stringContaining('was given up') });
});

test('what fails of something else fails at once, and no copy ends', async () => {
  const copies = new Copies();
  let hasEnded = false;
  const copy = copies.run(never, async (signal) => {
    signal.addEventListener('abort', () => {
      hasEnded = true;
    });
    return 'copied';
  });
  await expect(copies.displacing(() => Promise.reject(new Error('no such thing')))).rejects.toThrow('no such thing');
  expect([await copy, hasEnded]).toEqual(['copied', false]);
});

test('a copy of a stopped server is given up when the server is needed, and only that', async () => {
  const copies = new Copies();
  const untilAborted = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut short'))));
  const stopped = copies.runStopped(never, untilAborted);
  const running = new AbortController();
  const hot = copies.run(running.signal, untilAborted);
  copies.giveServerBack();
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED', message: expect.stringContaining('another primary') });
  running.abort();
  await expect(hot).rejects.toThrow('cut short');
});

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('two at once run one after the other', async () => {
  const file = join(dir, 'lock');
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} in`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${name} out`);
  };
  await Promise.all([withLock(file, 'one', work('a')), withLock(file, 'two', work('b'))]);
  expect(events).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(existsSync(file)).toBe(false);
});

test('the lock of a process that is gone is taken over', async () => {
  const file = join(dir, 'lock');
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 - 1, startedAt: '1' }));
  expect(await withLock(file, 'work', async () => 'done')).toBe('done');
});

test('the lock of a process whose number is another process by now is taken over', async () => {
  const file = join(dir, 'lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
  expect(await withLock(file, 'work', async () => 'done')).toBe('done');
});

test('a failure gives the lock back', async () => {
  const file = join(dir, 'lock');
  await expect(withLock(file, 'work', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DiskMonitor } from './disk-monitor.ts';

test('a disk that takes writes has no problem, and keeps nothing of them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vt-disk-'));
  const monitor = new DiskMonitor({ dir, intervalMs: 1, timeoutMs: 60_000 });
  await monitor.tryOnce();
  expect(monitor.problem).toBeUndefined();
  expect(readdirSync(dir)).toEqual([]);
  rmSync(dir, { recursive: true });
});

test('a disk that is full, or away, is told until a write ends well', async () => {
  let full = true;
  const monitor = new DiskMonitor({ dir: '/d', intervalMs: 1, timeoutMs: 60_000 }, async () => {
    if (full) throw new Error('ENOSPC: no space left on device, write');
  });
  await monitor.tryOnce();
  expect(monitor.problem).toContain('ENOSPC');
  full = false;
  await monitor.tryOnce();
  expect(monitor.problem).toBeUndefined();
});

test('a write that does not end is a stall', async () => {
  let end: () => void = () => {};
  const hanging = new Promise<void>((resolve) => {
    end = resolve;
  });
  const monitor = new DiskMonitor({ dir: '/d', intervalMs: 1, timeoutMs: -1 }, () => hanging);
  const trying = monitor.tryOnce();
  expect(monitor.problem).toContain('a write to /d has taken');
  end();
  await trying;
  expect(monitor.problem).toBeUndefined();
});

import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { logToFile } from './log-file.ts';
import type { QueryLog } from './query-log.ts';
import { newQueryLog, queryRecord } from './testing/records.ts';

const eventually = { timeout: 10_000, interval: 5 };

test('a log whose disk is full is told once, and goes on when there is space', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vt-query-log-'));
  const file = join(dir, 'log');
  const log: QueryLog = newQueryLog();
  const end = new AbortController();
  const problems: string[] = [];
  symlinkSync('/dev/full', file);
  const logging = logToFile(log, file, end.signal, (error) => problems.push(String(error)), 10);
  const opened = vi.spyOn(log, 'follow');
  await vi.waitUntil(() => {
    log.add(queryRecord);
    return opened.mock.calls.length >= 3;
  }, eventually);
  expect(problems).toEqual([expect.stringContaining('ENOSPC')]);
  rmSync(file);
  const text = (): string => {
    log.add(queryRecord);
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  await vi.waitUntil(() => text().includes(queryRecord.sessionUuid), eventually);
  end.abort();
  await logging;
  expect(log.wanted).toBe(false);
  rmSync(dir, { recursive: true });
});

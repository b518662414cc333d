import { silentLogger } from '@vt/servenv';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followReloads } from './reload.ts';

const LOOK_EVERY_MS = 10_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a renewed certificate is used without being asked, and one that cannot be used is tried once', () => {
  const [used, told]: [string[], string[]] = [[], []];
  let files: { readonly key: string; readonly cert: string } | Error = { key: 'k', cert: 'first' };
  const log = { ...silentLogger, error: ({ err }: { err: Error }) => told.push(err.message) };
  const stop = followReloads({
    auth: undefined,
    server: {
      reloadTls: ({ cert }) => {
        if (cert === 'broken') throw new Error('no certificate');
        used.push(String(cert));
      },
    },
    tls: () => {
      if (files instanceof Error) throw files;
      return files;
    },
    intervalMs: 0,
    log: log as unknown as typeof silentLogger,
  });
  const look = (now: typeof files): void => {
    files = now;
    vi.advanceTimersByTime(LOOK_EVERY_MS * 3);
  };
  look(files);
  expect(used).toEqual([]);
  look({ key: 'k', cert: 'second' });
  look({ key: 'k', cert: 'broken' });
  look(new Error('not there'));
  look({ key: 'k', cert: 'third' });
  expect(used).toEqual(['second', 'third']);
  expect(told).toEqual(['no certificate', 'not there']);
  files = { key: 'k', cert: 'fourth' };
  process.emit('SIGHUP');
  expect(used.at(-1)).toBe('fourth');
  stop();
  look({ key: 'k', cert: 'fifth' });
  expect(used.at(-1)).toBe('fourth');
});

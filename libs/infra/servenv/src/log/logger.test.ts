import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLogger, linesTo } from './logger.ts';

test('a log whose disk is full takes nothing, keeps little, and disturbs nobody', () => {
  const descriptor = openSync('/dev/full', 'w');
  const target = linesTo(descriptor);
  const dropped: unknown[] = [];
  (target as unknown as NodeJS.EventEmitter).on('drop', (line) => dropped.push(line));
  const log = createLogger({ name: 'x', destination: target });
  const lines = 2_000;
  for (let i = 0; i < lines; i++) log.error({ i, text: 'y'.repeat(100) }, 'what happens');
  // Some hundred bytes a line: of 64 KiB that are kept for later, a third of them has no place.
  expect(dropped.length).toBeGreaterThan(lines / 3);
  closeSync(descriptor);
});

test('a log that can be written is', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vt-log-'));
  const descriptor = openSync(join(dir, 'log'), 'w');
  createLogger({ name: 'x', destination: linesTo(descriptor) }).info('hello');
  closeSync(descriptor);
  expect(readFileSync(join(dir, 'log'), 'utf8')).toContain('"msg":"hello"');
  rmSync(dir, { recursive: true });
});

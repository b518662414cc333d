import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { replaceFile } from './replace-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'vt-replace-'));
const path = join(dir, 'my.cnf');
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a file has the new text, or, where that cannot be written, the old one', () => {
  replaceFile(path, 'one', 0o600);
  const state = () => [statSync(path).ino, statSync(path).mtimeMs];
  const before = state();
  replaceFile(path, 'one', 0o600);
  expect(state()).toEqual(before);
  replaceFile(path, 'two', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(dir)).toEqual(['my.cnf']);
  mkdirSync(`${path}.new`);
  expect(() => replaceFile(path, 'three', 0o600)).toThrow('EISDIR');
  expect(readFileSync(path, 'utf8')).toBe('two');
});

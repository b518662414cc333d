import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CredentialsFile } from './credentials-file.ts';

let dir: string;
let path: string;
const problems: unknown[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-credentials-'));
  path = join(dir, 'credentials.json');
  problems.splice(0);
});
afterEach(() => rmSync(dir, { recursive: true }));

const put = (text: string): void => {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
};
const open = (): CredentialsFile => new CredentialsFile(path, (error) => problems.push(error));

test('the first password of a user counts, and a changed file counts at once', () => {
  put('{"vt_app": ["one", "older"], "vt_dba": ["d"]}');
  const file = open();
  expect([file.passwordOf('vt_app'), file.passwordOf('vt_dba'), file.passwordOf('x')]).toEqual(['one', 'd', undefined]);
  put('{"vt_app": ["two"]}');
  expect([file.passwordOf('vt_app'), file.passwordOf('vt_dba')]).toEqual(['two', undefined]);
});

test('a file that is broken later is told, and what was known stays', () => {
  put('{"vt_app": ["one"]}');
  const file = open();
  put('{"vt_app": "one"}');
  expect(file.passwordOf('vt_app')).toBe('one');
  expect(String(problems[0])).toContain('no JSON object of users and lists of passwords');
  rmSync(path);
  expect(file.passwordOf('vt_app')).toBe('one');
  expect(problems.length).toBe(2);
});

test('without a right file nothing begins', () => {
  expect(open).toThrow('ENOENT');
  put('[]');
  expect(open).toThrow('no JSON object');
});

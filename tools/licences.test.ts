import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Prefix } from './provision/prefix.mjs';
import { licenceTexts } from './setup/licences.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content: string | object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

describe('the licences of what is bundled', () => {
  test('are those of each package once, the innermost of a path, and not ours', () => {
    put('node_modules/@a/b/package.json', { name: '@a/b', version: '1.0.0', license: 'MIT' });
    put('node_modules/@a/b/LICENSE.md', 'Copyright B\n');
    put('node_modules/c/package.json', { name: 'c', version: '2.0.0', license: 'Apache-2.0' });
    put('node_modules/c/node_modules/d/package.json', { name: 'd', version: '3.0.0' });
    put('node_modules/c/node_modules/d/COPYING', 'Copyright D');
    const files = [
      'libs/core/base/dist/index.js',
      'node_modules/@a/b/lib/one.js',
      'node_modules/@a/b/lib/two.js',
      'node_modules/c/node_modules/d/index.js',
    ];
    expect(licenceTexts(root, files)).toBe(
      '=== @a/b 1.0.0: MIT\n\nCopyright B\n\n\n=== d 3.0.0: see below\n\nCopyright D\n\n',
    );
  });

  test('are not left out unseen', () => {
    put('node_modules/e/package.json', { name: 'e', version: '1.0.0' });
    expect(() => licenceTexts(root, ['node_modules/e/index.js'])).toThrow('node_modules/e says nothing of its licence');
  });
});

test('a server’s private prefix has the terms of its packages', () => {
  put('unpacked/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', '');
  put('unpacked/usr/share/doc/server/copyright', 'GPL-2');
  symlinkSync('server', join(root, 'unpacked/usr/share/doc/client'));
  mkdirSync(join(root, 'unpacked/usr/share/doc/without'));
  new Prefix(join(root, 'prefix'), join(root, 'unpacked'));
  const docs = join(root, 'prefix/share/doc');
  expect(readdirSync(docs).sort()).toEqual(['client', 'server']);
  expect(readFileSync(join(docs, 'client/copyright'), 'utf8')).toBe('GPL-2');
});

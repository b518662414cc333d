import { describe, expect, test } from 'vitest';
import { lockGaps } from './lockgap.mjs';
import { PackageIndex } from './provision/closure.mjs';
import { readVersion } from './provision/programs.mjs';
import { nodeVersionProblem } from './setup/node-version.mjs';
import { summarize } from './setup/vitest.mjs';

describe('the Node version', () => {
  test.each(['v20.19.0', '20.20.2', '22.0.0', '24.21.0'])('%s will do', (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined();
  });
  test.each(['v20.18.3', '18.20.8', '19.99.0'])('%s is refused in one sentence', (version) => {
    expect(nodeVersionProblem(version)).toMatch(/^This project needs Node 20\.19 or newer, and this is Node [\d.]+\.$/);
  });
});

describe('what a server says of itself', () => {
  test.each([
    ['/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))', 'mysql', '9.7.4'],
    ['/usr/sbin/mysqld  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)', 'mysql', '8.0.36'],
    ['mysqld  Ver 10.11.18-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)', 'mariadb', '10.11.18'],
    ['etcd Version: 3.5.30\nGit SHA: Not provided\nGo Version: go1.26', 'etcd', '3.5.30'],
  ])('%s', (text, product, version) => {
    expect(readVersion(text)).toEqual({ product, version });
  });
  test('another program is none of them', () => {
    expect(readVersion('GNU bash, version 5.2.15')).toBeUndefined();
  });
});

describe('the closure of Debian packages', () => {
  const stanza = (name: string, more = '') =>
    `Package: ${name}\nVersion: 1\n${more}Filename: pool/${name}.deb\nSize: 7\nSHA256: aa\n`;
  const index = new PackageIndex(
    [
      stanza('server', 'Pre-Depends: libc (>= 2)\nDepends: missing | lib (>= 1:2~), virtual, perl:any, perl | lib\n'),
      stanza('lib', 'Depends: server\n'),
      stanza('libc'),
      stanza('real', 'Provides: other, virtual (= 3)\n'),
      stanza('perl', 'Depends: perl-modules\n'),
      stanza('perl-modules'),
    ].join('\n'),
  );

  test('follows alternatives, provides and circles, and leaves out what is to be skipped', () => {
    expect(index.closure(['server'], /^perl$/)?.map((one) => one.name)).toEqual(['server', 'libc', 'lib', 'real']);
  });
  test('describes a package', () => {
    expect(index.closure(['libc'], /^$/)).toEqual([
      { name: 'libc', version: '1', path: 'pool/libc.deb', sha256: 'aa', bytes: 7 },
    ]);
  });
  test('a wanted package that is not there', () => {
    expect(index.closure(['nothing'], /^$/)).toBeUndefined();
  });
});

describe('holes of the lock file', () => {
  const gaps = (packages: Record<string, object>) => lockGaps({ packages });
  test('a platform package that no folder upwards holds', () => {
    expect(
      gaps({
        'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
        'node_modules/a-linux': {},
      }),
    ).toEqual(['node_modules/a: a-darwin@1 is not in the lock file']);
  });
  test('nested and hoisted ones are found', () => {
    expect(
      gaps({
        'libs/core/base': { optionalDependencies: { hoisted: '1' } },
        'node_modules/a/node_modules/b': { optionalDependencies: { own: '1', besides: '1', hoisted: '1' } },
        'node_modules/a/node_modules/b/node_modules/own': {},
        'node_modules/a/node_modules/besides': {},
        'node_modules/hoisted': {},
      }),
    ).toEqual([]);
  });
});

describe('the closing counts', () => {
  const file = (status: string, assertions: number) => ({ status, assertionResults: Array(assertions).fill({}) });
  test('all well', () => {
    const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 2, testResults: [file('passed', 5)] };
    expect(summarize(report, 0)).toEqual({ counts: '3 passed, 0 failed, 2 skipped', problem: undefined });
  });
  test('a file that did not load is a failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 0,
      testResults: [file('failed', 4), file('failed', 0)],
    };
    expect(summarize(report, 1)).toEqual({ counts: '3 passed, 2 failed', problem: '2 tests failed.' });
  });
  test('an exit code without a failed test is told', () => {
    const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, testResults: [] };
    expect(summarize(report, 1).problem).toContain('ended with code 1');
  });
});

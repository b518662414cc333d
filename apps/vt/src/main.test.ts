import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from './cluster/options.ts';
import { tabletDirName } from './cluster/process-specs.ts';
import { writeState } from './cluster/state.ts';
import { programFile } from './paths.ts';

const program = programFile('vt');
const vt = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-main-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test.each([
  ['down', 'other'],
  ['status', 'other'],
  ['up', 'customer'],
  ['sql', 'customer', 'commerce'],
])('an argument that is not taken is refused, before anything is done: vt %s %s', (...args) => {
  const { status, stderr } = vt(...args, '--dir', dir);
  expect(stderr).toContain(`${args[0]} has no use for '${args.at(-1)}'`);
  expect(status).toBe(2);
});

test('what the system refuses is told in one sentence', () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  const { status, stderr } = vt('up', '--dir', join(file, 'cluster'));
  expect(stderr).toMatch(/^vt: ENOTDIR: not a directory, mkdir '[^\n]*'\n$/);
  expect(status).toBe(1);
});

async function answered(child: ChildProcessWithoutNullStreams, line: string): Promise<void> {
  child.stdin.write(`${line}\n`);
  await once(child.stdout, 'data');
}

test('Ctrl-C ends what reads from a terminal', async () => {
  const child = spawn(process.execPath, [program, 'vindex', '--type', 'hash']);
  await answered(child, '1');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});

test('a reader who has seen enough is no mistake of ours', () => {
  const logs = join(dir, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'vtgate.log'), 'a line\n'.repeat(100_000));
  writeFileSync(join(dir, 'vt.json'), '{}');
  const toHead = (command: string) =>
    spawnSync('sh', ['-c', `"${process.execPath}" "${program}" ${command} | head -1`], {
      encoding: 'utf8',
      input: '1\n'.repeat(100_000),
    });
  expect(toHead(`logs vtgate --lines 100000 --dir '${dir}'`)).toMatchObject({ stdout: 'a line\n', stderr: '' });
  expect(toHead('vindex --type hash')).toMatchObject({ stdout: '166b40b44aba4bd6\n', stderr: '' });
});

test('logs: of mysqlds too, as many lines as are asked for', () => {
  const options = { cell: 'zone1', flavor: 'mysql', keyspace: ['k=0'], replicas: 0, topo: 'embedded' } as const;
  const config = { ...readConfig({ ...options, 'port-base': 15_000, 'schema-dir': '' }), flavor: 'mysql' } as const;
  writeState(dir, { config, serverPrefix: '', schemaDir: '', loaded: true, processes: {} });
  for (const folder of ['logs', tabletDirName(100)]) mkdirSync(join(dir, folder));
  writeFileSync(join(dir, 'logs/vtgate.log'), 'one\ntwo\nthree\n');
  writeFileSync(join(dir, tabletDirName(100), 'error.log'), 'ready for connections\n');
  const told = (...args: string[]) => vt('logs', '--dir', dir, ...args).stdout;
  expect(told('vtgate', '--lines', '2')).toBe('two\nthree\n');
  expect(told('vtgate', '--lines', '0')).toBe('');
  expect(told()).toBe('==> mysqld-100 <==\nready for connections\n==> vtgate <==\none\ntwo\nthree\n');
  expect(vt('logs', '--dir', dir, 'mysqld').stderr).toBe(
    'vt: there is no log of mysqld; there are mysqld-100, vtgate\n',
  );
});

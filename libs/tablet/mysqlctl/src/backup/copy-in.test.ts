import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type InstanceLayout, instanceFolders, instanceLayout } from '../server/layout.ts';
import { finishRestore, forgetRestore, restoredPosition } from './copy-in.ts';

let layout: InstanceLayout;

beforeEach(() => {
  layout = instanceLayout(join(mkdtempSync(join(tmpdir(), 'vt-copy-in-')), 'vt_0000000001'));
  for (const folder of instanceFolders(layout)) mkdirSync(folder, { recursive: true });
  write(join(layout.dataDir, 'file'), 'old');
  write(join(layout.innodbDataDir, 'ibdata1'), 'old');
  write(join(layout.binLogDir, 'log'), 'old');
});

afterEach(() => rmSync(dirname(layout.dir), { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function fetched(isReady: boolean): void {
  const staging = join(layout.dir, 'restore');
  write(join(staging, 'Data', 'file'), 'new');
  write(join(staging, 'InnoDBData', 'ibdata1'), 'new');
  mkdirSync(join(staging, 'InnoDBLog'));
  if (isReady) write(join(staging, 'READY'), 'MySQL56/x:1-5');
}

const data = () =>
  [join(layout.dataDir, 'file'), join(layout.innodbDataDir, 'ibdata1')].map((p) => readFileSync(p, 'utf8'));

test('what was not fetched whole leaves the old data', () => {
  fetched(false);
  expect([finishRestore(layout), data()]).toEqual([false, ['old', 'old']]);
  expect([existsSync(join(layout.dir, 'restore')), restoredPosition(layout)]).toEqual([false, undefined]);
});

test.each(['nothing', 'the first folder is gone', 'the first folder is new', 'all folders are new'])(
  'what was fetched whole becomes the data, also where an earlier try ended when %s',
  (ended) => {
    fetched(true);
    const staging = join(layout.dir, 'restore');
    const moves = { Data: layout.dataDir, InnoDBData: layout.innodbDataDir, InnoDBLog: layout.innodbLogDir };
    const done =
      { nothing: 0, 'the first folder is gone': 0, 'the first folder is new': 1, 'all folders are new': 3 }[ended] ?? 0;
    if (ended.endsWith('gone')) rmSync(layout.dataDir, { recursive: true });
    for (const [base, folder] of Object.entries(moves).slice(0, done)) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      const name = { Data: 'file', InnoDBData: 'ibdata1' }[base];
      if (name) write(join(folder, name), 'new');
      rmSync(join(staging, base), { recursive: true });
    }
    expect([finishRestore(layout), data()]).toEqual([true, ['new', 'new']]);
    expect(existsSync(join(layout.binLogDir, 'log'))).toBe(false);
    expect(restoredPosition(layout)?.position).toBe('MySQL56/x:1-5');
    expect(finishRestore(layout)).toBe(false);
  },
);

test('a restore that did not come to replacing anything is forgotten where the server runs', () => {
  fetched(true);
  forgetRestore(layout);
  expect([finishRestore(layout), data()]).toEqual([false, ['old', 'old']]);
});

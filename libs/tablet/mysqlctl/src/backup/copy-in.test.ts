import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type BackupStorage, type Manifest, parseManifest } from '@vt/backupstorage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type InstanceLayout, instanceFolders, instanceLayout } from '../server/layout.ts';
import { fetchBackup, finishRestore, forgetRestore, putFetchedInPlace, restoredPosition } from './copy-in.ts';
import { Crc32 } from './crc32.ts';

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

describe('a fetch that was interrupted', () => {
  const texts = ['zero', 'one', 'two', 'three'];
  const place = { dir: 'ks/0', name: 'b' };
  const read: string[] = [];
  let fails: string | undefined;

  const storage = {
    read: (_place: unknown, file: string) => {
      if (file === fails) throw new Error('the storage is gone');
      read.push(file);
      return Readable.from([Buffer.from(texts[Number(file)] ?? '')]);
    },
  } as unknown as BackupStorage;

  const manifestOf = (position: string): Manifest =>
    parseManifest(
      JSON.stringify({
        BackupMethod: 'builtin',
        Position: position,
        SkipCompress: true,
        FileEntries: texts.map((text, i) => ({ Base: 'Data', Name: `f${i}`, Hash: crcOf(text), ParentPath: '' })),
      }),
      'b',
    );

  const crcOf = (text: string): string => {
    const crc = new Crc32();
    crc.update(Buffer.from(text));
    return crc.hex;
  };

  const fetchAll = async (manifest: Manifest): Promise<readonly string[]> => {
    read.length = 0;
    const options = {
      concurrency: 1,
      externalDecompressor: '',
      signal: new AbortController().signal,
      onFile: () => {},
    };
    await fetchBackup(layout, storage, place, manifest, options);
    return read;
  };

  const staged = () => texts.map((_, i) => readFileSync(join(layout.dir, 'restore', 'Data', `f${i}`), 'utf8'));

  beforeEach(() => {
    fails = '2';
  });

  test('goes on with what is missing, also after the process has started again', async () => {
    const manifest = manifestOf('MySQL56/x:1-5');
    await expect(fetchAll(manifest)).rejects.toThrow('the storage is gone');
    expect(finishRestore(layout)).toBe(false);
    fails = undefined;
    expect(await fetchAll(manifest)).toEqual(['2', '3']);
    expect(staged()).toEqual(texts);
    putFetchedInPlace(layout, manifest.Position);
    expect(readFileSync(join(layout.dataDir, 'f3'), 'utf8')).toBe('three');
    expect(restoredPosition(layout)?.position).toBe('MySQL56/x:1-5');
  });

  test('replaces nothing by itself when it is whole: the server may have become primary since it began', async () => {
    fails = undefined;
    await fetchAll(manifestOf('MySQL56/x:1-5'));
    expect([finishRestore(layout), data(), restoredPosition(layout)]).toEqual([false, ['old', 'old'], undefined]);
    expect(staged()).toEqual(texts);
  });

  test('begins anew for another backup, and with a file that is not as it was', async () => {
    await expect(fetchAll(manifestOf('MySQL56/x:1-5'))).rejects.toThrow();
    await expect(fetchAll(manifestOf('MySQL56/x:1-6'))).rejects.toThrow();
    expect(read).toEqual(['0', '1']);
    write(join(layout.dir, 'restore', 'Data', 'f1'), 'half a one');
    fails = undefined;
    expect(await fetchAll(manifestOf('MySQL56/x:1-6'))).toEqual(['1', '2', '3']);
    expect(staged()).toEqual(texts);
  });

  test('is over when what it fetched is a day old', async () => {
    await expect(fetchAll(manifestOf('MySQL56/x:1-5'))).rejects.toThrow();
    const old = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(join(layout.dir, 'restore', 'FETCHED'), old, old);
    forgetRestore(layout);
    expect(existsSync(join(layout.dir, 'restore'))).toBe(false);
  });
});

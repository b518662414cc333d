import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { FileStorage } from './file-storage.ts';
import { storageContract } from './testing/contract.ts';

const root = mkdtempSync(join(tmpdir(), 'vt-file-storage-'));
const storage = new FileStorage(root);
const place = { dir: 'ks/0', name: '2024-01-02.030405.zone1-0000000100' };
const never = new AbortController().signal;

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('backups in a folder', () => {
  storageContract(async () => {
    const folder = mkdtempSync(join(root, 'contract-'));
    const left = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return {
      storage: new FileStorage(folder),
      unfinished: async () => left().filter((name) => name.endsWith('.part')).length,
    };
  });
});

test('many files come back, and count when the manifest is there', async () => {
  const writer = await storage.start(place);
  const names = Array.from({ length: 100 }, (_, i) => String(i));
  await Promise.all(names.map((name) => writer.add(name, Readable.from([Buffer.from(`file ${name}`)]), never)));
  expect(await storage.manifest(place)).toBeUndefined();
  await writer.finish('{}');
  expect(await storage.manifest(place)).toBe('{}');
  for (const name of names) expect(String(await buffer(storage.read(place, name)))).toBe(`file ${name}`);
  await expect(storage.start(place)).rejects.toThrow('is there already');
  await storage.remove(place);
  expect(await storage.list(place.dir)).toEqual([]);
});

test('a source that fails leaves nothing under a name, and what is abandoned leaves nothing at all', async () => {
  const writer = await storage.start(place);
  const failing = Readable.from(
    (async function* () {
      yield Buffer.from('half');
      throw new Error('the disk is gone');
    })(),
  );
  await expect(writer.add('0', failing, never)).rejects.toThrow('the disk is gone');
  expect(readdirSync(join(root, place.dir, place.name))).toEqual([]);
  await writer.abandon();
  expect(await storage.list(place.dir)).toEqual([]);
});

test('a file of many chunks comes back as it was; one whose end is not wanted any more leaves nothing', async () => {
  const writer = await storage.start(place);
  const chunks = Array.from({ length: 41 }, (_, i) => Buffer.alloc((1 << 20) - i * 1001, i));
  await writer.add('0', Readable.from(chunks), never);
  const stop = new AbortController();
  const endless = (async function* () {
    for (let i = 0; ; i++) {
      if (i === 40) stop.abort(new Error('stopped'));
      yield Buffer.alloc(1 << 20);
    }
  })();
  await expect(writer.add('1', endless, stop.signal)).rejects.toThrow('stopped');
  expect(readdirSync(join(root, place.dir, place.name))).toEqual(['0']);
  await writer.finish('{}');
  expect((await buffer(storage.read(place, '0'))).equals(Buffer.concat(chunks))).toBe(true);
  await storage.remove(place);
});

test('a place that is full, or none at all, is named', async () => {
  const full = { ...place, name: '2024-01-02.030409.zone1-0000000100' };
  const writer = await storage.start(full);
  const file = join(root, full.dir, full.name, '0');
  symlinkSync('/dev/full', `${file}.part`);
  await expect(writer.add('0', Readable.from([Buffer.from('x')]), never)).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: `cannot write the backup to ${file}: ENOSPC: no space left on device, write`,
  });
  await writer.abandon();
  writeFileSync(join(root, 'a-file'), '');
  await expect(new FileStorage(join(root, 'a-file')).start(place)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    message: expect.stringMatching(/^cannot write the backup to .*a-file.*: E\w+: .* mkdir/),
  });
});

import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Extent, SpillFile } from '@vt/engine';
import { expect, test } from 'vitest';
import { SpillFiles } from './spill-files.ts';

async function all(file: SpillFile, { at, length }: Extent = { at: 0, length: file.size }): Promise<string> {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, at);
  return bytes.toString();
}

test('what was put aside comes back as it was, and gives its place back', async () => {
  const files = new SpillFiles({ runBytesMax: 10, diskBytesMax: 1000 });
  const [a, b] = [await files.create(), await files.create()];
  await a.write(Buffer.from('one'));
  await b.write(Buffer.from('other'));
  await a.write(Buffer.from('two'));
  expect(await all(a)).toBe('onetwo');
  expect(await all(b)).toBe('other');
  expect(files.bytes).toBe(11);
  await a.close();
  await b.close();
  expect(files.bytes).toBe(0);
});

test('more than the disk is allowed to hold is refused, and nothing is lost by it', async () => {
  const files = new SpillFiles({ runBytesMax: 10, diskBytesMax: 5 });
  const file = await files.create();
  await file.write(Buffer.from('12345'));
  await expect(file.write(Buffer.from('6'))).rejects.toMatchObject({ errno: 1153, code: 'RESOURCE_EXHAUSTED' });
  expect(await all(file)).toBe('12345');
  await file.close();
});

test('parts of a file are read in any order, as often as one likes', async () => {
  const file = await new SpillFiles({ runBytesMax: 10, diskBytesMax: 1 << 20 }).create();
  const long = Buffer.alloc(200_000, 'x');
  await file.write(Buffer.from('first'));
  await file.write(long);
  await file.write(Buffer.from('last'));
  expect(await all(file, { at: 200_005, length: 4 })).toBe('last');
  expect(await all(file, { at: 0, length: 6 })).toBe('firstx');
  expect(await all(file, { at: 0, length: 0 })).toBe('');
  expect((await all(file)).length).toBe(200_009);
  await expect(all(file, { at: 200_005, length: 5 })).rejects.toThrow('not there');
  await file.close();
});

test('a file has no name: nothing is left of it, however the gate ends', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vt-spill-'));
  try {
    const file = await new SpillFiles({ runBytesMax: 10, diskBytesMax: 1000 }, dir).create();
    await file.write(Buffer.from('rows'));
    expect(await readdir(dir)).toEqual([]);
    expect(await all(file)).toBe('rows');
    await file.close();
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('a disk that takes nothing more is an error that says which', async () => {
  const files = new SpillFiles({ runBytesMax: 10, diskBytesMax: 1000 }, '/nowhere/at-all');
  await expect(files.create()).rejects.toMatchObject({
    errno: 1021,
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringMatching(/put aside in \/nowhere\/at-all: ENOENT/),
  });
  // The kernel's own file that is always full.
  const file = files.fileOn(await open('/dev/full', 'r+'));
  await expect(file.write(Buffer.from('rows'))).rejects.toMatchObject({
    errno: 1021,
    message: expect.stringContaining('ENOSPC'),
  });
  expect(files.bytes).toBe(4);
  await file.close();
  expect(files.bytes).toBe(0);
});

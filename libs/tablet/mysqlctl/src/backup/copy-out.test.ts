import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BackupWriter, FileStorage } from '@vt/backupstorage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyDump } from './copy-out.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vt-copy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const compression = { engine: '', level: 1, externalCompressor: '', externalDecompressor: '' };

async function copied(writer: BackupWriter, content: Buffer): Promise<void> {
  const path = join(folder, 'source');
  await writeFile(path, content);
  const files = [{ base: 'Data', name: 'source', path, bytes: content.length }] as const;
  const signal = new AbortController().signal;
  await copyDump(files, writer, { concurrency: 1, compression, signal, onFile: () => {} });
}

test('a file of many chunks is stored as it is, although their memory is used again', async () => {
  const content = randomBytes(11 * (1 << 20) + 17);
  const place = { dir: 'ks/0', name: 'b' };
  await copied(await new FileStorage(join(folder, 'out')).start(place), content);
  expect((await readFile(join(folder, 'out/ks/0/b/0'))).equals(content)).toBe(true);
});

test('whoever keeps chunks gets each in memory of its own', async () => {
  const content = randomBytes(9 * (1 << 20));
  const kept: Uint8Array[] = [];
  const writer: BackupWriter = {
    keepsChunks: true,
    async add(_, source) {
      for await (const chunk of source) {
        kept.push(chunk);
        await sleep(1);
      }
    },
    finish: async () => {},
    abandon: async () => {},
  };
  await copied(writer, content);
  expect(Buffer.concat(kept).equals(content)).toBe(true);
});

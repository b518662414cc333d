import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { BackupPlace, BackupStorage } from '../storage.ts';

const never = new AbortController().signal;
export const PART_BYTES = 64 * 1024;
/** Prefix of all keys, with what must be escaped. */
export const ROOT = '/a root/with&signs/';

export const place = (name: string): BackupPlace => ({ dir: 'ks/-80', name });

/** What a test may ask of a store. */
export type Wanted = {
  readonly secret?: 'wrong';
  /** Requests that fail before each that succeeds. */
  readonly failures?: number;
  readonly retriesMax?: number;
};

export type Opened = {
  readonly storage: BackupStorage;
  /** Objects of which parts were sent and that were never completed. */
  unfinished(): Promise<number>;
  /** Makes reads of an object end in the middle. */
  cut?(key: string): Promise<void>;
};

/** The server programs that were started. */
export class ServerProcesses {
  readonly #started: ChildProcess[] = [];

  /** Starts a program of this folder, and returns where it is. */
  async start(program: string, args: readonly string[]): Promise<string> {
    const path = new URL(program, import.meta.url).pathname;
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: [...stdio] });
    this.#started.push(child);
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
      child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
    });
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    for (const child of this.#started.splice(0)) child.kill('SIGKILL');
  }
}

export async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function store(
  storage: BackupStorage,
  name: string,
  files: readonly Buffer[],
  manifest?: string,
): Promise<void> {
  const writer = await storage.start(place(name));
  for (const [i, file] of files.entries()) await writer.add(String(i), Readable.from([file]), never);
  if (manifest !== undefined) await writer.finish(manifest);
}

/** What every storage keeps. */
export function storageContract(open: () => Promise<Opened>): void {
  test('files of one part and of many come back byte by byte; a backup counts when its manifest is there', async () => {
    const { storage, unfinished } = await open();
    const files = [Buffer.alloc(0), Buffer.from('small'), randomBytes(PART_BYTES), randomBytes(PART_BYTES * 3 + 17)];
    await store(storage, 'b1', files, '{"it":"is"}');
    await store(storage, 'b0', [Buffer.from('x')]);
    expect(await storage.list('ks/-80')).toEqual(['b0', 'b1']);
    expect(await storage.list('ks/80-')).toEqual([]);
    expect(await storage.manifest(place('b1'))).toBe('{"it":"is"}');
    expect(await storage.manifest(place('b0'))).toBeUndefined();
    for (const [i, file] of files.entries()) {
      expect((await bytesOf(storage.read(place('b1'), String(i)))).equals(file)).toBe(true);
    }
    await expect(storage.start(place('b1'))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await storage.remove(place('b1'));
    expect(await storage.list('ks/-80')).toEqual(['b0']);
    await expect(storage.remove(place('b1'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bytesOf(storage.read(place('b1'), '1'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOENT|NOT_FOUND)$/),
    });
    // One that was never finished goes too, although it has no manifest that could be removed first.
    await storage.remove(place('b0'));
    expect(await storage.list('ks/-80')).toEqual([]);
    expect(await unfinished()).toBe(0);
  });

  test('more files and backups than one answer lists are all listed, and all removed', async () => {
    const { storage } = await open();
    const names = Array.from({ length: 8 }, (_, i) => `b${i}`);
    for (const name of names) await store(storage, name, names.map(Buffer.from), '{}');
    expect(await storage.list('ks/-80')).toEqual(names);
    for (const name of names.slice(1)) await storage.remove(place(name));
    expect(await storage.list('ks/-80')).toEqual(['b0']);
  });

  test('a source that fails leaves nothing, not even a begun upload', async () => {
    const { storage, unfinished } = await open();
    const writer = await storage.start(place('b'));
    const failing = async function* () {
      yield randomBytes(PART_BYTES * 2);
      yield randomBytes(PART_BYTES);
      throw new Error('the disk broke');
    };
    await expect(writer.add('0', failing(), never)).rejects.toThrow('the disk broke');
    await writer.add('1', Readable.from([Buffer.from('y')]), never);
    await writer.abandon();
    expect(await storage.list('ks/-80')).toEqual([]);
    expect(await unfinished()).toBe(0);
  });

  test('names that lead out of the root are refused', async () => {
    const { storage } = await open();
    expect(() => storage.read({ dir: '../x', name: 'y' }, 'z')).toThrow('is no place for a backup');
    await expect(storage.list('../..')).rejects.toThrow('is no place for a backup');
  });
}

/** What stores keep that are asked over a network. */
export function networkContract(open: (wanted?: Wanted) => Promise<Opened>): void {
  test('a server that fails for a moment is asked again, and the backup says so when that does not end', async () => {
    const { storage } = await open({ failures: 2 });
    const file = randomBytes(PART_BYTES * 2 + 1);
    await store(storage, 'b', [file], '{}');
    expect((await bytesOf(storage.read(place('b'), '0'))).equals(file)).toBe(true);
    const impatient = await open({ failures: 2, retriesMax: 1 });
    await expect(impatient.storage.list('ks/-80')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('503 SlowDown'),
    });
  });

  test('an answer that is cut short is no file', async () => {
    const { storage, cut } = await open();
    await store(storage, 'b', [randomBytes(PART_BYTES)], '{}');
    await cut?.(`${ROOT.slice(1)}ks/-80/b/0`);
    await expect(bytesOf(storage.read(place('b'), '0'))).rejects.toThrow();
  });
}

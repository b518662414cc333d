import { createReadStream } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { VtError } from '@vt/base';
import type { BackupPlace, BackupStorage, BackupWriter } from './storage.ts';

const MANIFEST = 'MANIFEST';
/** Files of so many bytes are on disk when they are stored; others are then written meanwhile. */
const LARGE_BYTES = 8 << 20;
const FLUSH_BYTES = 16 << 20;
/** Large files that wait for the disk at the same time, in all backups: each takes one of the four threads that Node reads and writes all files with. */
const LARGE_SYNCS_MAX = 2;
let largeSyncs = 0;
/** Files that wait for the disk at the same time. */
const SYNCS_MAX = 32;

/** Backups in a folder that every host sees under the same name: `<root>/<keyspace>/<shard>/<name>/`. */
export class FileStorage implements BackupStorage {
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
  }

  async list(dir: string): Promise<string[]> {
    const entries = await readdir(this.#path(dir), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  async start(place: BackupPlace): Promise<BackupWriter> {
    const folder = this.#folder(place);
    await mkdir(this.#path(place.dir), { recursive: true }).catch((error: unknown) => {
      throw storageError(error, folder);
    });
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw storageError(error, folder);
      throw new VtError({ code: 'ALREADY_EXISTS', message: `backup ${place.dir}/${place.name} is there already` });
    });
    const written: string[] = [];
    return {
      keepsChunks: false,
      add: async (file, source, signal) => {
        const path = join(folder, file);
        const bytes = await store(path, source, signal);
        if (bytes < LARGE_BYTES) written.push(path);
      },
      finish: async (manifest) => {
        // INVARIANT: all of it is on disk before the manifest says that it is there. Small files wait for the disk together.
        await syncAll(written);
        const path = join(folder, MANIFEST);
        await store(path, Readable.from([Buffer.from(manifest)]), new AbortController().signal, sync);
        await sync(folder);
      },
      abandon: () => rm(folder, { recursive: true, force: true }),
    };
  }

  read(place: BackupPlace, file: string): Readable {
    return createReadStream(join(this.#folder(place), file), { highWaterMark: 1 << 20 });
  }

  async manifest(place: BackupPlace): Promise<string | undefined> {
    return await readFile(join(this.#folder(place), MANIFEST), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  async remove(place: BackupPlace): Promise<void> {
    const folder = this.#folder(place);
    await access(folder).catch(() => {
      throw new VtError({ code: 'NOT_FOUND', message: `there is no backup ${place.dir}/${place.name}` });
    });
    // INVARIANT: the manifest goes first, so that an interrupted removal leaves no backup that looks whole.
    await rm(join(folder, MANIFEST), { force: true });
    await rm(folder, { recursive: true, force: true });
  }

  #folder({ dir, name }: BackupPlace): string {
    return this.#path(join(dir, name));
  }

  /** Names must not lead out of the root. */
  #path(inner: string): string {
    const path = resolve(this.#root, inner);
    if (path.startsWith(this.#root + sep)) return path;
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `'${inner}' is no place for a backup` });
  }
}

/** Under another name until it is whole, and for `beforeNamed` to see. Returns how many bytes it has. */
async function store(
  path: string,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  beforeNamed?: (path: string) => Promise<void>,
): Promise<number> {
  const part = `${path}.part`;
  try {
    const bytes = await write(part, source, signal);
    await beforeNamed?.(part);
    await rename(part, path);
    return bytes;
  } catch (error) {
    await rm(part, { force: true });
    throw storageError(error, path);
  }
}

/** What is wrong with the place, where that is it: a source that fails has errors of its own. */
function storageError(error: unknown, path: string): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const text = `cannot write the backup to ${path}: ${message}`;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new VtError({ code: 'RESOURCE_EXHAUSTED', message: text, cause: error });
  if (code === 'EROFS' || (error as NodeJS.ErrnoException).syscall === 'mkdir')
    return new VtError({ code: 'FAILED_PRECONDITION', message: text, cause: error });
  return error;
}

/** One chunk is written while the next comes, and what is written goes to the disk while more is written: the disk is not idle until the end. */
async function write(path: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number> {
  const handle = await open(path, 'w');
  let bytes = 0;
  let behind = 0;
  let writing: Promise<void> = Promise.resolve();
  let flushing: Promise<void> | undefined;
  try {
    for await (const chunk of source) {
      await writing;
      signal.throwIfAborted();
      writing = settled(writeAll(handle, chunk));
      bytes += chunk.length;
      behind += chunk.length;
      if (behind < FLUSH_BYTES || flushing || largeSyncs >= LARGE_SYNCS_MAX) continue;
      behind = 0;
      largeSyncs++;
      // INVARIANT: that it failed ends the backup: the kernel tells it once, and a later sync of the file would succeed.
      flushing = settled(
        handle
          .datasync()
          .finally(() => largeSyncs--)
          .then(() => {
            flushing = undefined;
          }),
      );
    }
    await writing;
    await flushing;
    if (bytes >= LARGE_BYTES) await handle.sync();
    return bytes;
  } finally {
    await Promise.allSettled([writing, flushing]);
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
}

/** A promise that is waited for later: that it failed is heard then. */
function settled(promise: Promise<void>): Promise<void> {
  promise.catch(() => {});
  return promise;
}

async function syncAll(paths: readonly string[]): Promise<void> {
  const left = paths.values();
  const lane = async (): Promise<void> => {
    for (const path of left) await sync(path);
  };
  await Promise.all(Array.from({ length: SYNCS_MAX }, lane));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { createReadStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { addAbortSignal, pipeline } from 'node:stream';
import type { BackupWriter, FileEntry } from '@vt/backupstorage';
import type { InstanceLayout } from '../server/layout.ts';
import type { BinlogFile } from './binlog-files.ts';
import { type Compression, compressor } from './compression.ts';
import { Crc32 } from './crc32.ts';
import { type FoundFile, findFiles, findHotFiles } from './find-files.ts';
import { runLimited } from './run-limited.ts';

export type CopyOptions = {
  readonly concurrency: number;
  readonly compression: Compression;
  readonly signal: AbortSignal;
  /** The first file is about to be read. */
  readonly onStart?: () => void;
  readonly onFile: (file: FoundFile, done: number, all: number) => void;
};

const READ_BYTES = 1 << 20;
/** Of each file one chunk is read, one is looked at, and one is written. */
const RING = 4;

/** Stores the files of a stopped server. Returns their descriptions, in the order of their numbers. */
export function copyOut(layout: InstanceLayout, writer: BackupWriter, options: CopyOptions): Promise<FileEntry[]> {
  return copyFiles(findFiles(layout), writer, options);
}

/** Stores a copy of a running server's files, which is one folder. */
export function copyOutHot(folder: string, writer: BackupWriter, options: CopyOptions): Promise<FileEntry[]> {
  return copyFiles(findHotFiles(folder), writer, options);
}

/** Stores the files of a dump. */
export function copyDump(
  files: readonly FoundFile[],
  writer: BackupWriter,
  options: CopyOptions,
): Promise<FileEntry[]> {
  return copyFiles(files, writer, options);
}

/** Stores binary logs that are no longer written. */
export function copyBinlogs(
  logs: readonly Pick<BinlogFile, 'name' | 'path'>[],
  writer: BackupWriter,
  options: CopyOptions,
): Promise<FileEntry[]> {
  const files = logs.map(({ name, path }): FoundFile => ({ base: 'BinLog', name, path, bytes: statSync(path).size }));
  return copyFiles(files, writer, options);
}

async function copyFiles(
  files: readonly FoundFile[],
  writer: BackupWriter,
  options: CopyOptions,
): Promise<FileEntry[]> {
  const entries: FileEntry[] = new Array(files.length);
  let done = 0;
  options.onStart?.();
  await runLimited(files, options.concurrency, async (file, i) => {
    const hash = await storeOne(file, String(i), writer, options);
    entries[i] = { Base: file.base, Name: file.name, Hash: hash, ParentPath: '' };
    options.onFile(file, ++done, files.length);
  });
  return entries;
}

async function storeOne(file: FoundFile, name: string, writer: BackupWriter, options: CopyOptions): Promise<string> {
  const { compression, signal } = options;
  const crc = new Crc32();
  const source = compression.engine
    ? compressed(file.path, compression, signal)
    : readAhead(file.path, writer.keepsChunks);
  await writer.add(name, hashed(source, crc, signal), signal);
  return crc.hex;
}

function compressed(path: string, compression: Compression, signal: AbortSignal): AsyncIterable<Buffer> {
  // That the file could not be read, or that a program which hangs is not waited for any more, destroys the compressor, which says so to its reader.
  const source = addAbortSignal(signal, createReadStream(path, { highWaterMark: READ_BYTES }));
  return pipeline(source, addAbortSignal(signal, compressor(compression)), () => {});
}

/** A file's bytes; the next are read while these are used. Memory that is new for each chunk takes longer than copying them. */
async function* readAhead(path: string, areKept: boolean): AsyncIterable<Buffer> {
  const handle = await open(path, 'r');
  const ring: Buffer[] = [];
  let count = 0;
  const room = (): Buffer => {
    if (areKept) return Buffer.allocUnsafeSlow(READ_BYTES);
    const at = count++ % RING;
    ring[at] ??= Buffer.allocUnsafeSlow(READ_BYTES);
    return ring[at];
  };
  const read = async (): Promise<Buffer> => {
    const buffer = room();
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, null);
    return buffer.subarray(0, bytesRead);
  };
  let next = read();
  try {
    for (;;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      next = read();
      // Whoever stops early is told nothing of what it did not ask for.
      next.catch(() => {});
      yield chunk;
    }
  } finally {
    await next.catch(() => {});
    await handle.close();
  }
}

async function* hashed(source: AsyncIterable<Buffer>, crc: Crc32, signal: AbortSignal): AsyncIterable<Buffer> {
  for await (const chunk of source) {
    signal.throwIfAborted();
    crc.update(chunk);
    yield chunk;
  }
}

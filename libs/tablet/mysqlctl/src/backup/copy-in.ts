import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupPlace, BackupStorage, FileEntry, Manifest } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { type InstanceLayout, instanceFolders } from '../server/layout.ts';
import { decompressor } from './compression.ts';
import { Crc32 } from './crc32.ts';
import { FetchJournal } from './fetch-journal.ts';
import { baseFolders, removeOwn } from './find-files.ts';
import { runLimited } from './run-limited.ts';

/**
 * A restore in three steps, each of which may be interrupted: (1) all files are fetched into `restore/` and verified, and whoever fetches the same backup again goes on there; (2) READY is written there, with
 * the position; (3) they take the place of the server's folders. Until READY is there the old data are whole; from then on the restore only goes forward.
 *
 * INVARIANT: READY is written when nobody else can decide any more what the server is to be: one that has become primary since its files were fetched would lose what it was written.
 */
const STAGING = 'restore';
const READY = 'READY';
const POSITION = 'restored-position';
const SYSTEM_SCHEMA = 'mysql';

export type FetchOptions = {
  readonly concurrency: number;
  /** The command line for backups of the engine `external`. */
  readonly externalDecompressor: string;
  readonly signal: AbortSignal;
  readonly onFile: (entry: FileEntry, done: number, all: number) => void;
  /** So many of the files, or of what is loaded from them, are there from an attempt that was interrupted. */
  readonly onResume?: (done: number, all: number) => void;
};

/** Step 1. The server may run meanwhile. */
export async function fetchBackup(
  layout: InstanceLayout,
  storage: BackupStorage,
  place: BackupPlace,
  manifest: Manifest,
  options: FetchOptions,
): Promise<void> {
  const staging = join(layout.dir, STAGING);
  rmSync(join(staging, READY), { force: true });
  const journal = FetchJournal.open(staging, place, manifest);
  for (const base of Object.keys(baseFolders(layout))) mkdirSync(join(staging, base), { recursive: true });
  await fetchMissing(journal, (entry) => stagedPath(staging, entry, place), storage, place, manifest, options);
}

/** As step 1, with the files of another server, which is stopped and ends with that. */
export function takeOver(layout: InstanceLayout, other: InstanceLayout): void {
  const staging = join(layout.dir, STAGING);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  removeOwn(other.dataDir);
  for (const [base, folder] of Object.entries(baseFolders(other))) renameSync(folder, join(staging, base));
}

/** Step 2 and 3, on a stopped server whose files were fetched. */
export function putFetchedInPlace(layout: InstanceLayout, position: string): void {
  writeFileSync(join(layout.dir, STAGING, READY), position, { flush: true });
  finishRestore(layout);
}

/** Fetches an incremental backup's binary logs, or a dump, into a folder of their own, verified, without what the journal knows to be there. Returns their paths, in their order. */
export async function fetchPlain(
  folder: string,
  storage: BackupStorage,
  place: BackupPlace,
  manifest: Manifest,
  options: FetchOptions,
  journal?: FetchJournal,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const pathOf = (entry: FileEntry): string => plainPath(folder, entry, place);
  await fetchMissing(journal, pathOf, storage, place, manifest, options);
  return manifest.FileEntries.map(pathOf);
}

async function fetchMissing(
  journal: FetchJournal | undefined,
  pathOf: (entry: FileEntry) => string,
  storage: BackupStorage,
  place: BackupPlace,
  manifest: Manifest,
  options: FetchOptions,
): Promise<void> {
  const { FileEntries: entries } = manifest;
  let done = 0;
  if (journal && journal.size > 0) options.onResume?.(journal.size, entries.length);
  await runLimited(entries, options.concurrency, async (entry, i) => {
    const path = pathOf(entry);
    if (!journal?.has(i, path)) {
      mkdirSync(dirname(path), { recursive: true });
      await fetchTo(path, entry, storage, place, String(i), manifest, options);
      await journal?.add(i, path);
    }
    options.onFile(entry, ++done, entries.length);
  });
}

function plainPath(folder: string, { Base, Name }: FileEntry, place: BackupPlace): string {
  if ((Base === 'BinLog' || Base === 'Logical') && !/[/\\]|^\.\.?$/.test(Name)) return join(folder, Name);
  throw refused(place, `it wants to write ${Base} ${Name}`);
}

function stagedPath(staging: string, { Base, Name }: FileEntry, place: BackupPlace): string {
  const name = normalize(Name);
  if (name.startsWith('..') || name.startsWith('/') || !['Data', 'InnoDBData', 'InnoDBLog'].includes(Base)) {
    throw refused(place, `it wants to write ${Base} ${Name}`);
  }
  return join(staging, Base, name);
}

async function fetchTo(
  path: string,
  entry: FileEntry,
  storage: BackupStorage,
  place: BackupPlace,
  file: string,
  manifest: Manifest,
  options: FetchOptions,
): Promise<void> {
  const { signal, externalDecompressor } = options;
  const engine = manifest.CompressionEngine || 'pargzip';
  const compression = { engine, level: 0, externalCompressor: '', externalDecompressor };
  const crc = new Crc32();
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      crc.update(chunk);
      next(null, chunk);
    },
  });
  const source = storage.read(place, file);
  const target = createWriteStream(path, { highWaterMark: 1 << 20, flush: true });
  try {
    if (manifest.SkipCompress) await pipeline(source, hashing, target, { signal });
    else await pipeline(source, hashing, decompressor(compression), target, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw refused(place, `file ${file} (${entry.Name}): ${error instanceof Error ? error.message : String(error)}`);
  }
  if (crc.hex !== entry.Hash)
    throw refused(place, `file ${file} (${entry.Name}) has the checksum ${crc.hex}, not ${entry.Hash}`);
}

function refused(place: BackupPlace, why: string): VtError {
  return new VtError({ code: 'DATA_LOSS', message: `backup ${place.dir}/${place.name} cannot be restored: ${why}` });
}

/** Step 3, on a stopped server, where a process died in its midst; does nothing where no restore is ready. What was fetched in part stays for a while, for whoever goes on with it. */
export function finishRestore(layout: InstanceLayout): boolean {
  const staging = join(layout.dir, STAGING);
  if (!existsSync(join(staging, READY))) {
    forgetRestore(layout);
    return false;
  }
  const position = readFileSync(join(staging, READY), 'utf8');
  for (const [base, folder] of Object.entries(baseFolders(layout))) {
    const fetched = join(staging, base);
    if (!existsSync(fetched)) continue;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(fetched, folder);
  }
  for (const folder of [layout.binLogDir, layout.relayLogDir]) rmSync(folder, { recursive: true, force: true });
  for (const folder of instanceFolders(layout)) mkdirSync(folder, { recursive: true });
  // A server that cloned itself has its system tables in one file and nothing in their folder, without which it does not start.
  mkdirSync(join(layout.dataDir, SYSTEM_SCHEMA), { recursive: true });
  writeFileSync(join(layout.dir, POSITION), position, { flush: true });
  rmSync(staging, { recursive: true, force: true });
  return true;
}

/**
 * For a server that runs: a restore that was to replace its data did not come to that, and is forgotten. What it fetched stays for a while.
 *
 * INVARIANT: at once. What is ready would else replace what the server has written since, the next time it is found stopped.
 */
export function forgetRestore(layout: InstanceLayout): void {
  const staging = join(layout.dir, STAGING);
  rmSync(join(staging, READY), { force: true });
  if (!FetchJournal.isFresh(staging)) rmSync(staging, { recursive: true, force: true });
}

/** The position that a restored server is to take for its own, until `forget` was called. */
export function restoredPosition(layout: InstanceLayout): { readonly position: string; forget(): void } | undefined {
  const path = join(layout.dir, POSITION);
  if (!existsSync(path)) return undefined;
  return { position: readFileSync(path, 'utf8'), forget: () => rmSync(path, { force: true }) };
}

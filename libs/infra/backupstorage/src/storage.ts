import type { Readable } from 'node:stream';

/** Where one backup is kept: `keyspace/shard` and a name. */
export type BackupPlace = { readonly dir: string; readonly name: string };

/** A backup that is being written. Nothing of it counts before `finish`. */
export interface BackupWriter {
  /** Whether it still needs a chunk when the second one after it is asked for: only then must chunks lie in memory of their own. */
  readonly keepsChunks: boolean;
  /** Stores one file whole. Rejects when the source or the storage fails; then nothing of it is there. */
  add(file: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>;
  /** Stores the manifest, which makes the backup one. */
  finish(manifest: string): Promise<void>;
  /** Removes what was written. */
  abandon(): Promise<void>;
}

/** A place for backups: a folder that all hosts see, or an object store. */
export interface BackupStorage {
  /** Names in a directory, complete or not, the oldest first. */
  list(dir: string): Promise<string[]>;
  /** Throws ALREADY_EXISTS. */
  start(place: BackupPlace): Promise<BackupWriter>;
  /** Throws NOT_FOUND when the stream is first read. */
  read(place: BackupPlace, file: string): Readable;
  /** The manifest's text; undefined for a backup that was never finished. */
  manifest(place: BackupPlace): Promise<string | undefined>;
  /** Throws NOT_FOUND. */
  remove(place: BackupPlace): Promise<void>;
}

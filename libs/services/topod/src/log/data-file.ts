import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TopoState } from '../store/state.ts';
import { FILE_MAGIC, frame, frameAt, nextFrame } from './frame.ts';
import { ImageLoader, imageOf } from './image.ts';

/** The data file cannot be used as it is; starting anyway would lose what was acknowledged. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
}

export type OpenedDataFile = {
  readonly file: DataFile;
  readonly state: TopoState;
  /** Bytes of a write that a crash had cut short, and that were cut off. */
  readonly tornBytes: number;
};

/** The one durable file: a snapshot, and behind it the log of what happened since. */
export class DataFile {
  readonly path: string;
  #handle: FileHandle;
  #size: number;
  #snapshotBytes: number;

  private constructor(path: string, handle: FileHandle, size: number, snapshotBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.#size = size;
    this.#snapshotBytes = snapshotBytes;
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes of log behind the snapshot. */
  get logBytes(): number {
    return this.#size - this.#snapshotBytes;
  }

  get snapshotBytes(): number {
    return this.#snapshotBytes;
  }

  /** Reads the file, or makes it out of `fresh`; its directory must exist. Throws DataFileError. */
  static async open(path: string, nowMs: number, fresh: () => TopoState): Promise<OpenedDataFile> {
    await rm(tmpPath(path), { force: true });
    const content = await readFile(path).catch((err: NodeJS.ErrnoException) => {
      if (err.code === 'ENOENT') return undefined;
      throw err;
    });
    if (content === undefined) {
      const state = fresh();
      const written = await writeWhole(path, imageOf(state));
      return { file: new DataFile(path, written.handle, written.size, written.size), state, tornBytes: 0 };
    }
    const { state, end, snapshotEnd } = parseDataFile(path, content, nowMs);
    const handle = await open(path, 'r+');
    if (end < content.length) await handle.truncate(end);
    // INVARIANT: from now on it is told to others, and whoever wrote it may have been killed before it was on disk.
    await handle.sync();
    await syncDirectory(dirname(path));
    return { file: new DataFile(path, handle, end, snapshotEnd), state, tornBytes: content.length - end };
  }

  /** On disk when it resolves. After a failure the file must not be written again: the tail is undefined. */
  async append(payload: Uint8Array): Promise<void> {
    const bytes = frame(payload);
    await writeFully(this.#handle, bytes, this.#size);
    await this.#handle.datasync();
    this.#size += bytes.length;
  }

  /**
   * Replaces the file by a snapshot of `state` as it is at the call. After a DataFileError it is unknown which file will
   * be there after a crash; after any other failure the old one stays in use.
   */
  async rewrite(state: TopoState): Promise<void> {
    const written = await writeWhole(this.path, imageOf(state));
    const old = this.#handle;
    this.#handle = written.handle;
    this.#size = written.size;
    this.#snapshotBytes = written.size;
    // Nobody writes to it any more. INVARIANT: its failing is none of this: the new file is in place, and holds everything.
    await old.close().catch(() => {});
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function tmpPath(path: string): string {
  return `${path}.tmp`;
}

export type ParsedDataFile = {
  readonly state: TopoState;
  /** Where the sound part ends. */
  readonly end: number;
  readonly snapshotEnd: number;
};

/** What the bytes stand for, a torn end left out. Throws DataFileError for damage that no crash explains. */
export function parseDataFile(path: string, content: Buffer, nowMs: number): ParsedDataFile {
  if (!content.subarray(0, FILE_MAGIC.length).equals(FILE_MAGIC)) {
    throw new DataFileError(`${path} is not a topology data file`);
  }
  const loader = new ImageLoader(nowMs);
  let end = FILE_MAGIC.length;
  let snapshotEnd = 0;
  for (let next = frameAt(content, end); next !== undefined; next = frameAt(content, end)) {
    try {
      loader.load(next.payload);
    } catch (err) {
      throw new DataFileError(`${path}: cannot read the record at byte ${end}: ${(err as Error).message}`);
    }
    end = next.end;
    if (snapshotEnd === 0 && loader.state !== undefined) snapshotEnd = end;
  }
  // INVARIANT: a file gets its name only when its snapshot is complete and on disk, so damage there is no crash's doing.
  if (loader.state === undefined) throw new DataFileError(`${path}: the snapshot is damaged at byte ${end}`);
  const sound = nextFrame(content, end);
  if (sound !== undefined) {
    throw new DataFileError(`${path}: damaged at byte ${end}, with sound records from byte ${sound} on`);
  }
  return { state: loader.state, end, snapshotEnd };
}

/** Writes beside the target and renames: at every moment `path` is the old file or the whole new one. */
async function writeWhole(path: string, payloads: Iterable<Buffer>): Promise<{ handle: FileHandle; size: number }> {
  const tmp = tmpPath(path);
  const handle = await open(tmp, 'w+', 0o600);
  try {
    let size = await writeFully(handle, FILE_MAGIC, 0);
    for (const payload of payloads) size += await writeFully(handle, frame(payload), size);
    await handle.sync();
    await rename(tmp, path);
    await syncDirectory(dirname(path)).catch((err: unknown) => {
      throw new DataFileError(`cannot make the new name of ${path} durable`, { cause: err });
    });
    return { handle, size };
  } catch (err) {
    await handle.close();
    await rm(tmp, { force: true });
    throw err;
  }
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
  return bytes.length;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

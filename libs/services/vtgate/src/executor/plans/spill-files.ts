import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VtError } from '@vt/base';
import type { SpillFile, SpillPort } from '@vt/engine';

export type SpillLimits = {
  /** Bytes of rows that one step holds in memory before it puts them aside. */
  readonly runBytesMax: number;
  /** Bytes that all statements of this gate may have put aside at one time. */
  readonly diskBytesMax: number;
};

/**
 * Rows that memory has no room for, in files of the system's folder for temporary ones. A file has no name any more once it is open: what it
 * takes is free again when its statement ends, and also when the gate is killed.
 */
export class SpillFiles implements SpillPort {
  readonly runBytesMax: number;
  readonly #diskBytesMax: number;
  readonly #dir: string;
  #bytes = 0;

  constructor({ runBytesMax, diskBytesMax }: SpillLimits, dir = tmpdir()) {
    this.runBytesMax = runBytesMax;
    this.#diskBytesMax = diskBytesMax;
    this.#dir = dir;
  }

  /** What is put aside now. */
  get bytes(): number {
    return this.#bytes;
  }

  async create(): Promise<SpillFile> {
    return this.fileOn(await this.#open());
  }

  /** On a file that is empty and open for both, which it closes. */
  fileOn(file: FileHandle): SpillFile {
    let size = 0;
    let isOpen = true;
    return {
      get size() {
        return size;
      },
      write: async (bytes) => {
        this.#take(bytes.length);
        const at = size;
        size += bytes.length;
        await this.#write(file, bytes, at);
      },
      read: (into, at) => readAll(file, into, at),
      close: async () => {
        if (!isOpen) return;
        isOpen = false;
        this.#bytes -= size;
        await file.close();
      },
    };
  }

  async #open(): Promise<FileHandle> {
    try {
      const dir = await mkdtemp(join(this.#dir, 'vtgate-rows-'));
      try {
        return await open(join(dir, 'rows'), 'wx+', 0o600);
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    } catch (error) {
      throw this.#noRoom(error);
    }
  }

  async #write(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; )
        done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    } catch (error) {
      throw this.#noRoom(error);
    }
  }

  /** MySQL's ER_DISK_FULL, of which it is one of the causes. */
  #noRoom(error: unknown): VtError {
    return new VtError({
      code: 'RESOURCE_EXHAUSTED',
      errno: 1021,
      state: 'HY000',
      message: `rows that memory has no room for cannot be put aside in ${this.#dir}: ${(error as Error).message}`,
    });
  }

  #take(bytes: number): void {
    if (this.#bytes + bytes > this.#diskBytesMax) {
      throw new VtError({
        code: 'RESOURCE_EXHAUSTED',
        errno: 1153,
        state: '08S01',
        message: `the rows of this statement need more than ${this.#diskBytesMax} bytes of disk (see --max-spill-bytes)`,
      });
    }
    this.#bytes += bytes;
  }
}

async function readAll(file: FileHandle, into: Buffer, at: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, at + done);
    if (bytesRead === 0) throw new Error('rows that were put aside are not there any more');
    done += bytesRead;
  }
}

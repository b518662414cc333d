import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VtError } from '@vt/base';
import type { SpillFile, SpillPort } from '@vt/engine';
import { passedThrough } from '@vt/servenv';

/** Of each file that is merged with others. */
const READ_BYTES = 64 * 1024;

export type SpillLimits = {
  /** Bytes of rows that one sort holds in memory before it puts them aside. */
  readonly runBytesMax: number;
  /** Bytes that all statements of this gate may have put aside at one time. */
  readonly diskBytesMax: number;
};

/** Rows of sorts that memory has no room for, in files of a temporary folder. Each file is gone when its statement ends. */
export class SpillFiles implements SpillPort {
  readonly runBytesMax: number;
  readonly #diskBytesMax: number;
  #bytes = 0;

  constructor({ runBytesMax, diskBytesMax }: SpillLimits) {
    this.runBytesMax = runBytesMax;
    this.#diskBytesMax = diskBytesMax;
  }

  /** What is put aside now. */
  get bytes(): number {
    return this.#bytes;
  }

  async create(): Promise<SpillFile> {
    const dir = await mkdtemp(join(tmpdir(), 'vtgate-rows-'));
    const path = join(dir, 'rows');
    const file = await open(path, 'wx', 0o600);
    let size = 0;
    return {
      write: async (bytes) => {
        this.#take(bytes.length);
        size += bytes.length;
        await file.writeFile(bytes);
        passedThrough(bytes.length);
      },
      read: () => pieces(path),
      close: async () => {
        this.#bytes -= size;
        size = 0;
        await file.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  }

  #take(bytes: number): void {
    if (this.#bytes + bytes > this.#diskBytesMax) {
      throw new VtError({
        code: 'RESOURCE_EXHAUSTED',
        errno: 1153,
        state: '08S01',
        message: `sorting needs more than ${this.#diskBytesMax} bytes of disk (see --max-spill-bytes)`,
      });
    }
    this.#bytes += bytes;
  }
}

async function* pieces(path: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES })) {
    passedThrough((piece as Buffer).length);
    yield piece as Buffer;
  }
}

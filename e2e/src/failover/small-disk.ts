import { execFileSync } from 'node:child_process';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;
/** Beside what the tablet’s folder holds already: a loss and its load write some 3 MB into the binary log, and a drill has a hundred. */
const SPARE_MB = 512;

/** Undefined where a small file system can be mounted; else why not. */
export function smallDiskProblem(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'mounting a small file system needs root';
}

/** A tablet's folder on a small file system of its own, which can be filled. Opened while nothing of the tablet runs. */
export class SmallDisk {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Moves the folder onto a file system with little space left. */
  mount(): void {
    const used = Number(execFileSync('du', ['-sm', '--apparent-size', this.#dir]).toString().split('\t')[0]);
    const aside = `${this.#dir}.aside`;
    renameSync(this.#dir, aside);
    execFileSync('mkdir', [this.#dir]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${used + SPARE_MB}m`, 'vt-drill', this.#dir]);
    // Holes would be filled later, when the disk is full: InnoDB ends its process over that.
    execFileSync('cp', ['-a', '--sparse=never', `${aside}/.`, this.#dir]);
    rmSync(aside, { recursive: true });
  }

  fill(): void {
    const file = openSync(join(this.#dir, 'filler'), 'w');
    try {
      for (let size = CHUNK_BYTES; size >= 4096; size /= 2) this.#fillWith(file, Buffer.alloc(size, 1));
    } finally {
      closeSync(file);
    }
  }

  #fillWith(file: number, chunk: Buffer): void {
    try {
      while (writeSync(file, chunk) === chunk.length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  empty(): void {
    rmSync(join(this.#dir, 'filler'), { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.#dir]);
  }
}

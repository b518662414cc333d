import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export type DiskMonitorOptions = {
  /** Folder on the disk that is watched. */
  readonly dir: string;
  readonly intervalMs: number;
  /** A write that takes longer is a stall. */
  readonly timeoutMs: number;
};

/** What one try writes: more than file systems keep back for small files. */
const PROBE_BYTES = 64 * 1024;

/**
 * Writes a file to the disk of mysqld again and again, so that a disk that hangs or is full is known before mysqld finds words for it. `problem` says what is
 * wrong; undefined: the last write ended well, or none was tried yet.
 */
export class DiskMonitor {
  readonly #options: DiskMonitorOptions;
  readonly #write: (path: string) => Promise<void>;
  #startedMs: number | undefined;
  #failure: string | undefined;

  constructor(options: DiskMonitorOptions, write: (path: string) => Promise<void> = writeProbe) {
    this.#options = options;
    this.#write = write;
  }

  get problem(): string | undefined {
    const { timeoutMs, dir } = this.#options;
    const forMs = this.#startedMs === undefined ? undefined : Math.round(performance.now() - this.#startedMs);
    if (forMs !== undefined && forMs > timeoutMs) return `a write to ${dir} has taken ${forMs} ms`;
    return this.#failure;
  }

  /** Until the signal aborts. A write that hangs holds up the next one: one thread waits for it, not many. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.tryOnce();
      await delay(this.#options.intervalMs, undefined, { signal }).catch(() => {});
    }
  }

  async tryOnce(): Promise<void> {
    const path = join(this.#options.dir, `.disk-probe-${randomUUID()}`);
    this.#startedMs = performance.now();
    try {
      await this.#write(path);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.#startedMs = undefined;
    }
  }
}

async function writeProbe(path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.write(Buffer.alloc(PROBE_BYTES, 1));
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@vt/servenv';
import type { Tablet, TopoServer } from '@vt/topo';

const [RETRY_MS, RETRY_MS_MAX] = [1_000, 30_000];

/** Writes the tablet's record, one state after the other. */
export class RecordWriter {
  readonly #topo: TopoServer;
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  #newest: Tablet | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(topo: TopoServer, log: Logger, signal: AbortSignal) {
    this.#topo = topo;
    this.#log = log;
    this.#signal = signal;
  }

  /** Tried again until it succeeds or a newer one replaces it. */
  write(record: Tablet): void {
    this.#newest = record;
    this.#written = this.#written.then(async () => {
      for (let waitMs = RETRY_MS; !this.#signal.aborted && record === this.#newest; waitMs *= 2) {
        try {
          await this.#topo.tablets.createOrReplace(record, { signal: this.#signal });
          return;
        } catch (error) {
          this.#log.warn({ err: error }, 'tablet record could not be written; trying again');
          await delay(Math.min(waitMs, RETRY_MS_MAX), undefined, { signal: this.#signal }).catch(() => {});
        }
      }
    });
  }

  /** Resolves when nothing is left to be written. */
  written(): Promise<void> {
    return this.#written;
  }
}

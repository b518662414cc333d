import type { SpillFile, SpillPort } from '../rows/spill-port.ts';

/** Files in memory. */
export class Places implements SpillPort {
  readonly runBytesMax: number;
  /** So many may be written. */
  readonly #bytesMax: number;
  /** Bytes in all files, those that are closed too. */
  written = 0;
  open = 0;
  mostOpen = 0;
  created = 0;

  constructor(runBytesMax: number, { bytesMax = Number.POSITIVE_INFINITY } = {}) {
    this.runBytesMax = runBytesMax;
    this.#bytesMax = bytesMax;
  }

  async create(): Promise<SpillFile> {
    this.open++;
    this.created++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    let all: Buffer = Buffer.alloc(0);
    return {
      get size() {
        return all.length;
      },
      write: async (more) => {
        this.written += more.length;
        if (this.written > this.#bytesMax) throw new Error('no more room');
        all = Buffer.concat([all, more]);
      },
      read: async (into, at) => {
        if (all.copy(into, 0, at) < into.length) throw new Error('so much was not written');
      },
      close: async () => void this.open--,
    };
  }
}

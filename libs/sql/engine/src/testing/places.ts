import type { SpillFile, SpillPort } from '../rows/spill-port.ts';

/** Files in memory, read in pieces that end anywhere. */
export class Places implements SpillPort {
  readonly runBytesMax: number;
  /** All files together may have so many bytes. */
  readonly #bytesMax: number;
  readonly #pieceBytes: number;
  #bytes = 0;
  open = 0;
  mostOpen = 0;
  created = 0;

  constructor(runBytesMax: number, { bytesMax = Number.POSITIVE_INFINITY, pieceBytes = 7 } = {}) {
    this.runBytesMax = runBytesMax;
    this.#bytesMax = bytesMax;
    this.#pieceBytes = pieceBytes;
  }

  async create(): Promise<SpillFile> {
    this.open++;
    this.created++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    const parts: Buffer[] = [];
    const pieceBytes = this.#pieceBytes;
    return {
      write: async (more) => {
        this.#bytes += more.length;
        if (this.#bytes > this.#bytesMax) throw new Error('no more room');
        parts.push(Buffer.from(more));
      },
      async *read(extents) {
        const bytes = Buffer.concat(parts);
        for (const { at, length } of extents ?? [{ at: 0, length: bytes.length }]) {
          const end = at + length;
          for (let from = at; from < end; from += pieceBytes)
            yield Buffer.from(bytes.subarray(from, Math.min(end, from + pieceBytes)));
        }
      },
      close: async () => void this.open--,
    };
  }
}

/**
 * Large pieces of memory that are used again: what is left to the garbage collector lies about until the whole heap is marked, as does
 * whatever has outlived the young objects of its time.
 */
export class SlabPool {
  readonly slabBytes: number;
  readonly #keptMax: number;
  readonly #free: Buffer[] = [];

  /** @param keptMax slabs that are kept while nobody uses them */
  constructor(slabBytes: number, keptMax: number) {
    this.slabBytes = slabBytes;
    this.#keptMax = keptMax;
  }

  /** Its content is anything. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.slabBytes);
  }

  /** INVARIANT: nobody looks at it any more, also not at a part of it; and it is given once. Others than this pool's are left out. */
  give(slab: Buffer): void {
    if (slab.length === this.slabBytes && this.#free.length < this.#keptMax) this.#free.push(slab);
  }
}

/** For rows that a step holds. */
export const rowSlabs = new SlabPool(1 << 20, 12);
/** For rows that wait for a step. */
export const packetSlabs = new SlabPool(128 << 10, 40);
/** For rows that are gathered to be written. */
export const writeSlabs = new SlabPool(32 << 10, 72);

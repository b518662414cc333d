const SLAB_BYTES = 64 * 1024;

/**
 * Memory that small packets are written into, one after the other, whatever connection they belong to. A part that was handed
 * to a socket is never written again; a full slab is left to the garbage collector.
 */
export class Slab {
  buffer: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  at = 0;

  /** Makes room for `bytes` in one piece; afterwards `buffer` and `at` say where. `bytes` is at most `bytesMax`. */
  ensure(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    this.buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.at = 0;
  }

  /** What is larger than this travels as it is, without a copy. */
  static readonly bytesMax: number = 8 * 1024;
}

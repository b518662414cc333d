import { inflateRawSync } from 'node:zlib';

/** Reads a table that tools/collations packed: base64 of deflated LEB128 numbers. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(packed: string) {
    this.#bytes = inflateRawSync(Buffer.from(packed, 'base64'));
  }

  unsigned(): number {
    let scale = 1;
    let value = 0;
    for (;;) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  /** Zigzag: 0, -1, 1, -2, … */
  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

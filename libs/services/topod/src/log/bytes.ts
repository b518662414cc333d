/** Grows as it is written to. Integers are little-endian base-128 (unsigned) unless fixed. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
    return this;
  }

  /** A non-negative safe integer. */
  uint(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    return this.u8(rest);
  }

  int64(value: bigint): this {
    this.#reserve(8);
    this.#buffer.writeBigInt64LE(value, this.#length);
    this.#length += 8;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.uint(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  latin1(value: string): this {
    this.uint(value.length);
    this.#reserve(value.length);
    this.#length += this.#buffer.write(value, this.#length, 'latin1');
    return this;
  }

  /** What was written so far; the writer starts anew. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(256);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

/** Reads what ByteWriter wrote; throws RangeError at the end of the data. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get done(): boolean {
    return this.#at >= this.#buffer.length;
  }

  u8(): number {
    const value = this.#buffer.readUInt8(this.#at);
    this.#at += 1;
    return value;
  }

  uint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      if (scale > Number.MAX_SAFE_INTEGER) throw new RangeError('integer is too long');
    }
  }

  int64(): bigint {
    const value = this.#buffer.readBigInt64LE(this.#at);
    this.#at += 8;
    return value;
  }

  /** A copy, so that a small value does not keep the whole file in memory. */
  bytes(): Buffer {
    return Buffer.from(this.#slice());
  }

  latin1(): string {
    return this.#slice().toString('latin1');
  }

  #slice(): Buffer {
    const length = this.uint();
    if (this.#at + length > this.#buffer.length) throw new RangeError('data ends inside a field');
    const slice = this.#buffer.subarray(this.#at, this.#at + length);
    this.#at += length;
    return slice;
  }
}

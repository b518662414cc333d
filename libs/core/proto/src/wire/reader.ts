const TWO_32 = 4294967296;

/** Reads protobuf's primitive forms. Throws RangeError at the end of the bytes, never reads beyond `end`. */
export class WireReader {
  readonly buffer: Buffer;
  at: number;
  readonly end: number;
  /** The high half of the last `varint64`. */
  high = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.end = end;
  }

  byte(): number {
    if (this.at >= this.end) throw truncated();
    return this.buffer[this.at++] as number;
  }

  /** The low 32 bits, unsigned; the rest of a longer varint is skipped. */
  varint32(): number {
    const first = this.byte();
    if (first < 128) return first;
    return this.varint64(first);
  }

  /** The low half, unsigned, as result; the high half in `high`. */
  varint64(first = this.byte()): number {
    let low = first & 127;
    let high = 0;
    let next = first;
    let shift = 7;
    while (next >= 128) {
      if (shift > 63) throw new RangeError('varint is longer than 10 bytes');
      next = this.byte();
      const bits = next & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= (bits & 15) << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      shift += 7;
    }
    this.high = high >>> 0;
    return low >>> 0;
  }

  uint64(): bigint {
    const low = this.varint64();
    return this.high === 0 ? BigInt(low) : (BigInt(this.high) << 32n) | BigInt(low);
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  /** For lengths and counts that are known to be small: throws beyond 2^53. */
  safeUint(): number {
    const low = this.varint64();
    if (this.high > 0x1fffff) throw new RangeError('number is beyond 2^53');
    return this.high * TWO_32 + low;
  }

  fixed32(): number {
    return this.buffer.readUInt32LE(this.#take(4));
  }

  fixed64(): bigint {
    return this.buffer.readBigUInt64LE(this.#take(8));
  }

  float(): number {
    return this.buffer.readFloatLE(this.#take(4));
  }

  double(): number {
    return this.buffer.readDoubleLE(this.#take(8));
  }

  /** Length-prefixed bytes: a view on the input, not a copy. */
  bytes(): Buffer {
    const length = this.varint32();
    const start = this.#take(length);
    return this.buffer.subarray(start, start + length);
  }

  string(): string {
    const length = this.varint32();
    const start = this.#take(length);
    return this.buffer.toString('utf8', start, start + length);
  }

  /** Steps over the value of a field of this wire type. */
  skip(wireType: number): void {
    switch (wireType) {
      case 0:
        this.varint64();
        return;
      case 1:
        this.#take(8);
        return;
      case 2:
        this.#take(this.varint32());
        return;
      case 5:
        this.#take(4);
        return;
      default:
        throw new RangeError(`wire type ${wireType} is not supported`);
    }
  }

  #take(bytes: number): number {
    const start = this.at;
    if (bytes > this.end - start) throw truncated();
    this.at = start + bytes;
    return start;
  }
}

function truncated(): RangeError {
  return new RangeError('message ends in the middle of a field');
}

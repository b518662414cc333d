const INITIAL_BYTES = 256;
const SHORT_STRING = 24;

/**
 * Builds protobuf's primitive forms in one growing buffer. Values are trusted to be in range: the callers check.
 * A writer may be reused after `finish`, which gives away its buffer.
 */
export class WireWriter {
  #buffer: Buffer;
  #at = 0;

  readonly #initialBytes: number;

  constructor(bytes = INITIAL_BYTES) {
    this.#initialBytes = bytes;
    this.#buffer = Buffer.allocUnsafe(bytes);
  }

  get length(): number {
    return this.#at;
  }

  /** The bytes so far; the writer starts empty again. */
  finish(): Buffer {
    const bytes = this.#buffer.subarray(0, this.#at);
    // The rest of a large buffer is used on: `bytes` never reaches into it.
    const rest = this.#buffer.subarray(this.#at);
    this.#buffer = rest.length >= INITIAL_BYTES ? rest : Buffer.allocUnsafe(this.#initialBytes);
    this.#at = 0;
    return bytes;
  }

  /** Takes back what was written after so many bytes. */
  truncate(length: number): void {
    this.#at = length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  /** 0 … 2^32-1. */
  varint32(value: number): void {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest > 127) {
      this.#buffer[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  /** A 64-bit value in halves. */
  varint64(low: number, high: number): void {
    if (high === 0) {
      this.varint32(low);
      return;
    }
    this.#reserve(10);
    let lo = low >>> 0;
    let hi = high >>> 0;
    while (hi !== 0) {
      this.#buffer[this.#at++] = (lo & 127) | 128;
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    this.varint32(lo);
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeUInt32LE(value >>> 0, this.#at);
  }

  fixed64(value: bigint): void {
    this.#reserve(8);
    this.#at = this.#buffer.writeBigUInt64LE(BigInt.asUintN(64, value), this.#at);
  }

  float(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeFloatLE(value, this.#at);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  /** Bytes with their length before them. */
  bytes(value: Uint8Array): void {
    this.varint32(value.length);
    this.raw(value);
  }

  /** Bytes alone. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  /** UTF-8 with its length before it. */
  string(value: string): void {
    if (value.length <= SHORT_STRING && this.#ascii(value)) return;
    const length = Buffer.byteLength(value);
    this.varint32(length);
    this.#reserve(length);
    this.#at += this.#buffer.write(value, this.#at, length, 'utf8');
  }

  /** Short names are the most of what is written; a loop is quicker for them than a call out of JavaScript. */
  #ascii(value: string): boolean {
    this.#reserve(1 + SHORT_STRING);
    const start = this.#at;
    this.#buffer[start] = value.length;
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      this.#buffer[start + 1 + i] = code;
    }
    this.#at = start + 1 + value.length;
    return true;
  }

  /** A bigint of 64 bits, signed or unsigned. */
  bigint(value: bigint): void {
    if (value >= 0n && value <= 0x7fffffffn) {
      this.varint32(Number(value));
      return;
    }
    const bits = BigInt.asUintN(64, value);
    this.varint64(Number(bits & 0xffffffffn), Number(bits >> 32n));
  }

  /** Starts something whose length of four bytes, little-endian, stands before it: ended by `endFixed`. */
  beginFixed(): number {
    this.#reserve(4);
    this.#at += 4;
    return this.#at;
  }

  /** `more`: bytes that belong to it but are not written here. */
  endFixed(start: number, more = 0): void {
    this.#buffer.writeUInt32LE(this.#at - start + more, start - 4);
  }

  /** Starts something whose length stands before it: `end(begin())` around its contents. */
  begin(): number {
    this.#reserve(1);
    this.#at += 1;
    return this.#at;
  }

  end(start: number): void {
    const length = this.#at - start;
    if (length < 128) {
      this.#buffer[start - 1] = length;
      return;
    }
    const shift = lengthBytes(length) - 1;
    this.#reserve(shift);
    this.#buffer.copyWithin(start + shift, start, this.#at);
    const end = this.#at + shift;
    this.#at = start - 1;
    this.varint32(length);
    this.#at = end;
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

function lengthBytes(value: number): number {
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

import { malformed } from './malformed.ts';

/**
 * Reads the fields of one packet's payload. Every read is checked against the payload's end and throws `malformed`.
 * Byte fields are views of the payload.
 */
export class PacketReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #what: string;

  constructor(bytes: Buffer, what: string, at = 0) {
    this.#bytes = bytes;
    this.#what = what;
    this.#at = at;
  }

  get offset(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.#bytes.length - at) throw malformed(`${this.#what} ends early`);
    this.#at = at + count;
    return at;
  }

  skip(count: number): void {
    this.#take(count);
  }

  /** Gives back the last `count` bytes. */
  rewind(count: number): void {
    this.#at -= count;
  }

  u8(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#take(2));
  }

  u24(): number {
    return this.#bytes.readUIntLE(this.#take(3), 3);
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  i8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  i16(): number {
    return this.#bytes.readInt16LE(this.#take(2));
  }

  i32(): number {
    return this.#bytes.readInt32LE(this.#take(4));
  }

  u64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#take(8));
  }

  i64(): bigint {
    return this.#bytes.readBigInt64LE(this.#take(8));
  }

  f32(): number {
    return this.#bytes.readFloatLE(this.#take(4));
  }

  f64(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  /** A length-encoded integer that counts something in this packet; larger than 2^53 is malformed. */
  lenenc(): number {
    const value = this.lenencBig();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed(`${this.#what}: a length is too large`);
    return Number(value);
  }

  lenencBig(): bigint {
    const first = this.u8();
    if (first < 0xfb) return BigInt(first);
    if (first === 0xfc) return BigInt(this.u16());
    if (first === 0xfd) return BigInt(this.u24());
    if (first === 0xfe) return this.u64();
    throw malformed(`${this.#what}: not a length-encoded integer`);
  }

  bytes(count: number): Buffer {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  lenencBytes(): Buffer {
    return this.bytes(this.lenenc());
  }

  nulBytes(): Buffer {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) throw malformed(`${this.#what}: a string does not end`);
    const found = this.#bytes.subarray(this.#at, end);
    this.#at = end + 1;
    return found;
  }

  rest(): Buffer {
    return this.bytes(this.remaining);
  }

  lenencUtf8(): string {
    return this.lenencBytes().toString('utf8');
  }

  nulUtf8(): string {
    return this.nulBytes().toString('utf8');
  }
}

import { binlogError } from './binlog-error.ts';

/** Reads little-endian values one after the other. Every read is checked: an event that is cut short is an error, not garbage. */
export class ByteCursor {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Moves on by `length` bytes and returns where they began. */
  skip(length: number): number {
    const from = this.at;
    if (length < 0 || from + length > this.bytes.length)
      throw binlogError(`event cut short: ${length} bytes wanted at ${from} of ${this.bytes.length}`);
    this.at += length;
    return from;
  }

  u8(): number {
    return this.bytes[this.skip(1)] as number;
  }

  u16(): number {
    return this.bytes.readUInt16LE(this.skip(2));
  }

  u24(): number {
    return this.bytes.readUIntLE(this.skip(3), 3);
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }

  u48(): number {
    return this.bytes.readUIntLE(this.skip(6), 6);
  }

  u64(): bigint {
    return this.bytes.readBigUInt64LE(this.skip(8));
  }

  i64(): bigint {
    return this.bytes.readBigInt64LE(this.skip(8));
  }

  /** An unsigned number of 1 to 4 bytes. */
  uint(length: number): number {
    return this.bytes.readUIntLE(this.skip(length), length);
  }

  take(length: number): Buffer {
    const from = this.skip(length);
    return this.bytes.subarray(from, from + length);
  }

  rest(): Buffer {
    return this.take(this.left);
  }

  text(length: number): string {
    return this.take(length).toString('utf8');
  }

  /** MySQL's length-encoded integer, for lengths. */
  lenenc(): number {
    const first = this.u8();
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.u16();
    if (first === 0xfd) return this.u24();
    if (first !== 0xfe) throw binlogError(`no length starts with ${first}`);
    const long = this.u64();
    if (long > BigInt(Number.MAX_SAFE_INTEGER)) throw binlogError(`length ${long} is beyond any event`);
    return Number(long);
  }
}

const INITIAL_BYTES = 128;

/** Builds one packet's payload in a growing buffer. For packets off the hot path; chainable. */
export class PacketWriter {
  #bytes: Buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  #room(count: number): number {
    const at = this.#length;
    const need = at + count;
    if (need > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(need, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    this.#length = need;
    return at;
  }

  u8(value: number): this {
    this.#bytes[this.#room(1)] = value;
    return this;
  }

  u16(value: number): this {
    const at = this.#room(2);
    this.#bytes.writeUInt16LE(value, at);
    return this;
  }

  u24(value: number): this {
    const at = this.#room(3);
    this.#bytes.writeUIntLE(value, at, 3);
    return this;
  }

  u32(value: number): this {
    const at = this.#room(4);
    this.#bytes.writeUInt32LE(value >>> 0, at);
    return this;
  }

  u64(value: bigint): this {
    const at = this.#room(8);
    this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at);
    return this;
  }

  f32(value: number): this {
    const at = this.#room(4);
    this.#bytes.writeFloatLE(value, at);
    return this;
  }

  f64(value: number): this {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
    return this;
  }

  lenenc(value: number | bigint): this {
    if (value < 0xfb) return this.u8(Number(value));
    if (value < 0x1_0000) return this.u8(0xfc).u16(Number(value));
    if (value < 0x100_0000) return this.u8(0xfd).u24(Number(value));
    return this.u8(0xfe).u64(BigInt(value));
  }

  zeros(count: number): this {
    const at = this.#room(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  lenencBytes(value: Uint8Array): this {
    return this.lenenc(value.length).bytes(value);
  }

  utf8(value: string): this {
    return this.bytes(Buffer.from(value, 'utf8'));
  }

  nulUtf8(value: string): this {
    return this.utf8(value).u8(0);
  }

  lenencUtf8(value: string): this {
    return this.lenencBytes(Buffer.from(value, 'utf8'));
  }

  get length(): number {
    return this.#length;
  }

  /** Sets a byte that was written before. */
  patch(at: number, value: number): void {
    this.#bytes[at] = value;
  }

  at(index: number): number {
    return this.#bytes[index] as number;
  }

  /** The payload; the writer is not used after. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

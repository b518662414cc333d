const QUOTE = 0x27;
const BACKSLASH = 0x5c;
const BYTES_MIN = 64 * 1024;

/** Statement text being written: grows as needed, and is used again. */
export class SqlBuffer {
  #buffer = Buffer.allocUnsafe(BYTES_MIN);
  #length = 0;
  /** ENUM and SET columns of the target for which something was written that they do not list. */
  readonly unlisted = new Set<string>();

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** What was written, as a copy. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A string literal between quotes, for a session that knows backslash escapes. */
  quoted(bytes: Uint8Array): void {
    this.#reserve(bytes.length * 2 + 2);
    const out = this.#buffer;
    let at = this.#length;
    out[at++] = QUOTE;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte === QUOTE || byte === BACKSLASH) out[at++] = BACKSLASH;
      out[at++] = byte;
    }
    out[at++] = QUOTE;
    this.#length = at;
  }

  #reserve(bytes: number): void {
    const wanted = this.#length + bytes;
    if (wanted <= this.#buffer.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(wanted, this.#buffer.length * 2));
    this.#buffer.copy(bigger, 0, 0, this.#length);
    this.#buffer = bigger;
  }
}

import type { Row } from '@vt/sqltypes';
import { encodedBytes, encodeRow } from './run-reader.ts';
import { writeSlabs } from './slab-pool.ts';

type Write = (bytes: Buffer) => Promise<void>;

/** Gathers rows as bytes and writes many at once. Its memory is there from the first row until all is written, and used again meanwhile. */
export class RunWriter {
  readonly #write: Write;
  #buffer: Buffer | undefined;
  #filled = 0;

  /** @param write gets bytes that are valid until it resolves */
  constructor(write: Write) {
    this.#write = write;
  }

  /** Whether nothing waits to be written. */
  get isEmpty(): boolean {
    return this.#filled === 0;
  }

  /** A promise only where something must be written before the next row. */
  add(row: Row): Promise<void> | undefined {
    const size = encodedBytes(row);
    if (!this.#hasRoom(size)) return this.#afterWrite(size, (buffer) => encodeRow(buffer, this.#filled, row));
    this.#filled = encodeRow(this.#buffer as Buffer, this.#filled, row);
    return undefined;
  }

  /** As `add`, of a row that is bytes already. */
  addEncoded(bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    const size = end - start;
    const copy = (buffer: Buffer): number => this.#filled + bytes.copy(buffer, this.#filled, start, end);
    if (!this.#hasRoom(size)) return this.#afterWrite(size, copy);
    this.#filled = copy(this.#buffer as Buffer);
    return undefined;
  }

  /** Writes what is gathered, and gives its memory back. */
  async finish(): Promise<void> {
    await this.#flush();
    if (this.#buffer) writeSlabs.give(this.#buffer);
    this.#buffer = undefined;
  }

  #hasRoom(size: number): boolean {
    this.#buffer ??= writeSlabs.take();
    return this.#filled + size <= this.#buffer.length;
  }

  async #afterWrite(size: number, put: (buffer: Buffer) => number): Promise<void> {
    await this.#flush();
    const isLong = size > writeSlabs.slabBytes;
    const buffer = isLong ? Buffer.allocUnsafeSlow(size) : (this.#buffer as Buffer);
    this.#filled = put(buffer);
    if (!isLong) return;
    this.#filled = 0;
    await this.#write(buffer);
  }

  async #flush(): Promise<void> {
    const filled = this.#filled;
    this.#filled = 0;
    if (filled > 0) await this.#write((this.#buffer as Buffer).subarray(0, filled));
  }
}

import { HEADER_BYTES, readUint24 } from '@vt/sqltypes';

/** Gets whole packets; `flush` follows the last whole packet of a chunk. */
export interface PacketHandler {
  packet(chunk: Buffer, at: number, end: number): void;
  flush(chunk: Buffer, at: number): void;
}

/**
 * Cuts a byte stream into packets. Bytes of a shared buffer are copied once; after that packets are views. A packet that is spread
 * over reads is put together alone, so that the rest of a read is never copied a second time.
 */
export class PacketReader {
  readonly #handler: PacketHandler;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #isPaused = false;
  /** What was read but not walked because the handler paused. At most one read. */
  #backlog: Buffer | undefined;

  constructor(handler: PacketHandler) {
    this.#handler = handler;
  }

  /** Nothing is handed over until `resume`. The caller stops the socket as well. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Goes on with what was left; false when the handler paused again. */
  resume(): boolean {
    this.#isPaused = false;
    const backlog = this.#backlog;
    this.#backlog = undefined;
    if (backlog) this.push(backlog, false);
    return !this.#isPaused;
  }

  push(bytes: Buffer, shared: boolean): void {
    let from = 0;
    if (this.#partBytes > 0) {
      from = this.#complete(bytes);
      if (from === bytes.length) return;
    }
    const rest = from === 0 ? bytes : bytes.subarray(from);
    const chunk = shared ? Buffer.from(rest) : rest;
    if (this.#isPaused) this.#backlog = this.#backlog ? Buffer.concat([this.#backlog, chunk]) : chunk;
    else this.#walk(chunk);
  }

  /** Takes what the packet begun earlier still lacks; returns how much that was. */
  #complete(bytes: Buffer): number {
    let taken = 0;
    if (this.#partBytes < HEADER_BYTES) taken = this.#take(bytes, 0, HEADER_BYTES - this.#partBytes);
    if (this.#partBytes < HEADER_BYTES) return taken;
    if ((this.#parts[0] as Buffer).length < HEADER_BYTES) this.#parts = [Buffer.concat(this.#parts)];
    const whole = HEADER_BYTES + readUint24(this.#parts[0] as Buffer, 0);
    taken += this.#take(bytes, taken, whole - this.#partBytes);
    if (this.#partBytes < whole) return taken;
    const packet = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts, whole);
    this.#parts = [];
    this.#partBytes = 0;
    this.#handler.packet(packet, 0, whole);
    this.#handler.flush(packet, whole);
    return taken;
  }

  #take(bytes: Buffer, from: number, wanted: number): number {
    const length = Math.min(wanted, bytes.length - from);
    if (length === 0) return 0;
    this.#parts.push(Buffer.from(bytes.subarray(from, from + length)));
    this.#partBytes += length;
    return length;
  }

  #walk(chunk: Buffer): void {
    let at = 0;
    const length = chunk.length;
    while (at + HEADER_BYTES <= length && !this.#isPaused) {
      const end = at + HEADER_BYTES + readUint24(chunk, at);
      if (end > length) break;
      this.#handler.packet(chunk, at, end);
      at = end;
    }
    if (this.#isPaused) {
      this.#backlog = chunk.subarray(at);
      return;
    }
    this.#handler.flush(chunk, at);
    if (at < length) {
      this.#parts = [chunk.subarray(at)];
      this.#partBytes = length - at;
    }
  }
}

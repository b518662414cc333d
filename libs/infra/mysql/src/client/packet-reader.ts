import { HEADER_BYTES, newSlab, readUint24, SLAB_BYTES_MAX, SLAB_HEADROOM_BYTES } from '@vt/sqltypes';

/** Gets whole packets; `flush` follows the last whole packet of a chunk. */
export interface PacketHandler {
  /** Passes over packets of which it need not be told one by one, from the header at `at`; returns where they end. */
  skip(chunk: Buffer, at: number, to: number): number;
  packet(chunk: Buffer, at: number, end: number): void;
  flush(chunk: Buffer, at: number): void;
}

/** Reads as long as this are laid next to each other in slabs; node has a slab of its own for shorter ones. */
const LONG_READ_BYTES = 4 * 1024;
/** A packet that is begun at the end of a slab is taken along to the next one; a longer one is put together alone. */
const TAKEN_ALONG_BYTES_MAX = SLAB_BYTES_MAX / 4;

/** The slab that is filled now, by all connections of the process. */
const current: { slab: Buffer; at: number } = { slab: Buffer.alloc(0), at: 0 };

/**
 * Cuts a byte stream into packets. Bytes of a shared buffer are copied once; after that packets are views. A packet that is spread
 * over reads is put together alone, so that the rest of a read is never copied a second time; in a slab it comes together by itself.
 */
export class PacketReader {
  readonly #handler: PacketHandler;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #isPaused = false;
  /** What was read but not walked because the handler paused. At most one read. */
  #backlog: Buffer | undefined;
  /** The packet that is begun in a slab: where it is, and from where to where. */
  #slab: Buffer | undefined;
  #slabFrom = 0;
  #slabTo = 0;

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
    if (this.#isPaused) return this.#keep(bytes, shared);
    let from = 0;
    if (this.#partBytes > 0) {
      from = this.#complete(bytes);
      if (from === bytes.length) return;
    }
    const rest = from === 0 ? bytes : bytes.subarray(from);
    if (this.#isPaused) return this.#keep(rest, shared);
    if (this.#slab || (shared && rest.length >= LONG_READ_BYTES)) return this.#lay(rest, shared);
    const chunk = shared ? Buffer.from(rest) : rest;
    const at = this.#walk(chunk, 0, chunk.length);
    if (at < chunk.length) this.#begin(chunk.subarray(at));
  }

  #keep(bytes: Buffer, shared: boolean): void {
    if (this.#backlog) this.#backlog = Buffer.concat([this.#backlog, bytes]);
    else this.#backlog = shared ? Buffer.from(bytes) : bytes;
  }

  #begin(part: Buffer): void {
    this.#parts = [part];
    this.#partBytes = part.length;
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

  /** Lays a long read behind the packet that is begun, and goes on in a new slab where one is full. */
  #lay(bytes: Buffer, shared: boolean): void {
    for (let from = 0; from < bytes.length; ) {
      const rest = from === 0 ? bytes : bytes.subarray(from);
      if (this.#isPaused) return this.#keep(rest, shared);
      const start = this.#takeAlong();
      if (start < 0) return this.push(rest, shared);
      const { slab, at } = current;
      const length = Math.min(rest.length, slab.length - at);
      slab.set(length === rest.length ? rest : rest.subarray(0, length), at);
      from += length;
      current.at = at + length;
      this.#slabFrom = this.#walk(slab, start, at + length);
      this.#slabTo = at + length;
      this.#slab = this.#slabFrom < this.#slabTo ? slab : undefined;
    }
  }

  /** Sees that there is room behind the packet that is begun; returns where that starts. -1: it is too long, and stands in `parts` now. */
  #takeAlong(): number {
    const begun = this.#slab?.subarray(this.#slabFrom, this.#slabTo);
    const isLast = begun === undefined || (this.#slab === current.slab && this.#slabTo === current.at);
    if (isLast && current.at < current.slab.length) return current.at - (begun?.length ?? 0);
    this.#slab = undefined;
    const length = begun?.length ?? 0;
    if (begun && length > TAKEN_ALONG_BYTES_MAX) {
      this.#begin(begun);
      return -1;
    }
    if (current.at + length >= current.slab.length) {
      current.slab = newSlab();
      current.at = SLAB_HEADROOM_BYTES;
    }
    const start = current.at;
    if (begun) current.at += begun.copy(current.slab, start);
    return start;
  }

  /** Returns where the last whole packet ends. When the handler pauses, the rest of the whole ones waits as backlog. */
  #walk(chunk: Buffer, from: number, to: number): number {
    let at = this.#handler.skip(chunk, from, to);
    while (at + HEADER_BYTES <= to && !this.#isPaused) {
      const end = at + HEADER_BYTES + readUint24(chunk, at);
      if (end > to) break;
      this.#handler.packet(chunk, at, end);
      at = end;
    }
    if (this.#isPaused) {
      if (at < to) this.#keep(chunk.subarray(at, to), false);
      return to;
    }
    this.#handler.flush(chunk, at);
    return at;
  }
}

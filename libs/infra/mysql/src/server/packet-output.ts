import { HEADER_BYTES, PAYLOAD_BYTES_MAX, writePacketHeader } from '@vt/sqltypes';
import { Slab } from './slab.ts';

/** Where the packets of a turn go: one call a turn. */
export type WriteChunks = (chunks: readonly Buffer[], bytes: number) => void;

/**
 * Collects a connection's packets until they are flushed. Small ones are copied into the event loop's slab, next to each other;
 * large ones are passed on as they are.
 */
export class PacketOutput {
  /** Of the next packet, in either direction: the protocol counts both in one row. */
  sequence = 0;
  /** Bytes that wait for a flush. */
  pendingBytes = 0;
  readonly #slab: Slab;
  #chunks: Buffer[] = [];
  #open: Buffer | undefined;
  #openStart = 0;
  #openEnd = 0;
  #midPacket = false;

  constructor(slab: Slab) {
    this.#slab = slab;
  }

  /** Whether the last row written is to be continued: no other packet may follow now. */
  get midPacket(): boolean {
    return this.#midPacket;
  }

  /** One payload with its header; several packets from 16 MiB on. The payload is copied if small, else kept until written. */
  packet(payload: Uint8Array): void {
    const length = payload.length;
    if (length + HEADER_BYTES <= Slab.bytesMax) {
      const at = this.#reserve(length + HEADER_BYTES);
      const into = this.#slab.buffer;
      writePacketHeader(into, at, length, this.sequence++);
      into.set(payload, at + HEADER_BYTES);
      return;
    }
    let from = 0;
    for (;;) {
      const part = Math.min(length - from, PAYLOAD_BYTES_MAX);
      this.#header(part);
      if (part > 0) this.#append(payload.subarray(from, from + part));
      from += part;
      if (part < PAYLOAD_BYTES_MAX) return;
    }
  }

  #header(payloadBytes: number): void {
    const at = this.#reserve(HEADER_BYTES);
    writePacketHeader(this.#slab.buffer, at, payloadBytes, this.sequence++);
  }

  /**
   * Whole packets as another server wrote them; their sequence ids are overwritten in place.
   * INVARIANT: `packets` ends at a packet's border, or the client loses step.
   */
  forward(packets: Buffer): void {
    const end = packets.length;
    let sequence = this.sequence;
    let length = 0;
    let at = 0;
    while (at < end) {
      length = (packets[at] as number) | ((packets[at + 1] as number) << 8) | ((packets[at + 2] as number) << 16);
      packets[at + 3] = sequence++;
      at += HEADER_BYTES + length;
    }
    if (at !== end) throw new Error(`row packets end ${at - end} bytes before a packet does`);
    this.sequence = sequence;
    this.#midPacket = length === PAYLOAD_BYTES_MAX;
    this.raw(packets);
  }

  /** Bytes that are packets already. */
  raw(bytes: Uint8Array): void {
    if (bytes.length > Slab.bytesMax) return this.#append(bytes);
    const at = this.#reserve(bytes.length);
    this.#slab.buffer.set(bytes, at);
  }

  #append(bytes: Uint8Array): void {
    this.#close();
    this.#chunks.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.pendingBytes += bytes.length;
  }

  /** Room in the slab, behind this connection's last bytes where nobody wrote since. */
  #reserve(bytes: number): number {
    const slab = this.#slab;
    slab.ensure(bytes);
    const at = slab.at;
    if (this.#open !== slab.buffer || this.#openEnd !== at) {
      this.#close();
      this.#open = slab.buffer;
      this.#openStart = at;
    }
    slab.at = at + bytes;
    this.#openEnd = at + bytes;
    this.pendingBytes += bytes;
    return at;
  }

  #close(): void {
    if (this.#open === undefined) return;
    this.#chunks.push(this.#open.subarray(this.#openStart, this.#openEnd));
    this.#open = undefined;
  }

  /** Hands everything over. */
  flush(write: WriteChunks): void {
    const bytes = this.pendingBytes;
    if (bytes === 0) return;
    this.#close();
    const chunks = this.#chunks;
    this.#chunks = [];
    this.pendingBytes = 0;
    write(chunks, bytes);
  }
}

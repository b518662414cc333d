import { HEADER_BYTES, PAYLOAD_BYTES_MAX, readUint24 } from '@vt/sqltypes';

const HELD_BYTES_MIN = 256;

/** Takes what the input finds. A payload is valid only during the call. */
export interface PacketReceiver {
  /** False while the receiver is busy: packets wait. Asked before each one. */
  readonly ready: boolean;
  /** `sequence` is that of the payload's last packet, `packets` how many it had. */
  packet(payload: Buffer, sequence: number, packets: number): void;
  /** A payload was larger than allowed; all its bytes have been skipped. `sequence` of its last packet. */
  oversized(sequence: number): void;
}

/**
 * Cuts the client's bytes into payloads. The bytes it is fed may be a buffer shared with other connections: a payload that is
 * whole in it is handed on as a view, what is left over is copied. An idle connection holds nothing.
 */
export class PacketInput {
  /** Of one payload, all its packets together. */
  payloadBytesMax: number;
  readonly #receiver: PacketReceiver;
  #held: Buffer | undefined;
  #heldStart = 0;
  #heldEnd = 0;
  /** Payloads of the packets so far of one that has several. */
  #parts: Buffer[] | undefined;
  #partBytes = 0;
  /** Bytes to skip of a packet that is too large; afterwards, whether it goes on. */
  #skipBytes = 0;
  #skipContinues = false;
  #skipSequence = 0;
  #skipping = false;
  #pumping = false;
  #closed = false;

  constructor(receiver: PacketReceiver, payloadBytesMax: number) {
    this.#receiver = receiver;
    this.payloadBytesMax = payloadBytesMax;
  }

  /** Bytes that wait here. */
  get heldBytes(): number {
    return this.#heldEnd - this.#heldStart;
  }

  /** INVARIANT: not called from within `packet`: a socket reads only when its last read has been dealt with. */
  feed(bytes: Buffer): void {
    if (this.#held !== undefined) {
      this.#hold(bytes);
      return this.pump();
    }
    const at = this.#guardedWalk(bytes, 0, bytes.length);
    if (at < bytes.length && !this.#closed) this.#hold(bytes.subarray(at));
  }

  /** Goes on with what waits; to be called when the receiver is ready again. */
  pump(): void {
    const held = this.#held;
    if (held === undefined || this.#pumping) return;
    const at = this.#guardedWalk(held, this.#heldStart, this.#heldEnd);
    if (this.#held !== held) return;
    this.#heldStart = at;
    if (at === this.#heldEnd) this.#release();
  }

  #guardedWalk(bytes: Buffer, from: number, end: number): number {
    this.#pumping = true;
    try {
      return this.#walk(bytes, from, end);
    } finally {
      this.#pumping = false;
    }
  }

  /** Takes out the bytes that wait: they belong to another layer (TLS, compression). */
  take(): Buffer {
    const rest = this.#held ? Buffer.from(this.#held.subarray(this.#heldStart, this.#heldEnd)) : Buffer.alloc(0);
    this.drop();
    return rest;
  }

  /** For good: nothing is kept any more. */
  close(): void {
    this.#closed = true;
    this.drop();
  }

  drop(): void {
    this.#release();
    this.#parts = undefined;
    this.#partBytes = 0;
  }

  #release(): void {
    this.#held = undefined;
    this.#heldStart = 0;
    this.#heldEnd = 0;
  }

  #hold(bytes: Buffer): void {
    const have = this.#heldEnd - this.#heldStart;
    const need = have + bytes.length;
    if (this.#held === undefined || this.#heldEnd + bytes.length > this.#held.length) {
      const grown = Buffer.allocUnsafe(Math.max(HELD_BYTES_MIN, have === 0 ? need : need * 2));
      if (this.#held) this.#held.copy(grown, 0, this.#heldStart, this.#heldEnd);
      this.#held = grown;
      this.#heldStart = 0;
      this.#heldEnd = have;
    }
    bytes.copy(this.#held, this.#heldEnd);
    this.#heldEnd += bytes.length;
  }

  /** Hands on whole packets from `bytes`; returns where it stopped. */
  #walk(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (this.#receiver.ready) {
      if (this.#skipping) {
        at = this.#skip(at, end);
        if (this.#skipping && this.#skipBytes > 0) return at;
        continue;
      }
      if (end - at < HEADER_BYTES) return at;
      const length = readUint24(bytes, at);
      if (this.#partBytes + length > this.payloadBytesMax) {
        at = this.#startSkip(bytes, at, length);
        continue;
      }
      const next = at + HEADER_BYTES + length;
      if (next > end) return at;
      const payload = bytes.subarray(at + HEADER_BYTES, next);
      const sequence = bytes[at + 3] as number;
      at = next;
      this.#packet(payload, length, sequence);
    }
    return at;
  }

  #packet(payload: Buffer, length: number, sequence: number): void {
    if (length === PAYLOAD_BYTES_MAX) {
      this.#parts ??= [];
      this.#parts.push(Buffer.from(payload));
      this.#partBytes += length;
      return;
    }
    if (this.#parts === undefined) return this.#receiver.packet(payload, sequence, 1);
    const packets = this.#parts.length + 1;
    const whole = Buffer.concat([...this.#parts, payload]);
    this.#parts = undefined;
    this.#partBytes = 0;
    this.#receiver.packet(whole, sequence, packets);
  }

  #startSkip(bytes: Buffer, at: number, length: number): number {
    this.#parts = undefined;
    this.#partBytes = 0;
    this.#skipping = true;
    this.#skipBytes = length;
    this.#skipContinues = length === PAYLOAD_BYTES_MAX;
    this.#skipSequence = bytes[at + 3] as number;
    return at + HEADER_BYTES;
  }

  #skip(at: number, end: number): number {
    const step = Math.min(this.#skipBytes, end - at);
    this.#skipBytes -= step;
    if (this.#skipBytes > 0) return at + step;
    this.#skipping = false;
    // What follows a full packet belongs to the same payload, whatever its size.
    if (this.#skipContinues) this.#partBytes = this.payloadBytesMax + 1;
    else this.#receiver.oversized(this.#skipSequence);
    return at + step;
  }
}

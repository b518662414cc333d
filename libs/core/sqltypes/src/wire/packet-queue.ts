import { readUint24 } from './lenenc.ts';
import { HEADER_BYTES, PAYLOAD_BYTES_MAX } from './packet.ts';

/** Chunks of whole packets, given back as the payloads that lie in them, one at a time. */
export class PacketQueue {
  readonly #onTaken: ((chunk: Buffer) => void) | undefined;
  #chunks: Buffer[] = [];
  /** The place of the next packet in the first chunk. */
  #at = 0;
  /** What there is of a payload that is longer than one packet may be. */
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param onTaken is told of a chunk when nothing more of it is wanted: all payloads before the one that `shift` is about to give are used */
  constructor(onTaken?: (chunk: Buffer) => void) {
    this.#onTaken = onTaken;
  }

  /** What was pushed and not yet given back. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next payload; undefined until all of it is there. It is a part of the chunk, where it is one packet. */
  shift(): Buffer | undefined {
    for (let packet = this.#packet(); packet; packet = this.#packet()) {
      if (packet.length < PAYLOAD_BYTES_MAX && this.#parts.length === 0) return packet;
      this.#parts.push(packet);
      if (packet.length === PAYLOAD_BYTES_MAX) continue;
      const payload = Buffer.concat(this.#parts);
      this.#parts = [];
      return payload;
    }
    return undefined;
  }

  clear(): void {
    this.#chunks = [];
    this.#at = 0;
    this.#parts = [];
    this.#bytes = 0;
  }

  #packet(): Buffer | undefined {
    while (this.#chunks[0] && this.#at + HEADER_BYTES > this.#chunks[0].length) {
      const taken = this.#chunks.shift() as Buffer;
      this.#at = 0;
      this.#onTaken?.(taken);
    }
    const [chunk] = this.#chunks;
    if (!chunk) return undefined;
    const start = this.#at + HEADER_BYTES;
    const end = start + readUint24(chunk, this.#at);
    this.#bytes -= end - this.#at;
    this.#at = end;
    return chunk.subarray(start, end);
  }
}

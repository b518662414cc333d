import { readUint24 } from './lenenc.ts';

/** A packet is 3 bytes of payload length, one sequence id, and the payload. */
export const HEADER_BYTES = 4;
/** A packet with this payload length is continued by the next one. */
export const PAYLOAD_BYTES_MAX = 0xffffff;

/** Writes a packet's header. */
export function writePacketHeader(bytes: Uint8Array, at: number, payloadBytes: number, sequence: number): void {
  bytes[at] = payloadBytes & 0xff;
  bytes[at + 1] = (payloadBytes >> 8) & 0xff;
  bytes[at + 2] = (payloadBytes >> 16) & 0xff;
  bytes[at + 3] = sequence & 0xff;
}

/**
 * Calls `visit` with the payload borders of each packet of a chunk that holds whole packets. A payload of 16 MiB and more comes in
 * its parts: see RowAssembler.
 */
export function walkPackets(chunk: Uint8Array, visit: (start: number, end: number) => void): void {
  for (let at = 0; at + HEADER_BYTES <= chunk.length; ) {
    const start = at + HEADER_BYTES;
    const end = start + readUint24(chunk, at);
    visit(start, end);
    at = end;
  }
}

/** How many packets a chunk of whole packets holds. */
export function countPackets(chunk: Uint8Array): number {
  let count = 0;
  for (let at = 0; at + HEADER_BYTES <= chunk.length; count++) at += HEADER_BYTES + readUint24(chunk, at);
  return count;
}

/**
 * The rows of a stream of chunks, also those that are longer than one packet may be: `visit` gets the bytes that hold the row and its
 * borders in them. They are valid until the chunk is reused.
 */
export class RowAssembler {
  #parts: Uint8Array[] = [];

  push(chunk: Uint8Array, visit: (bytes: Uint8Array, start: number, end: number) => void): void {
    walkPackets(chunk, (start, end) => {
      const continues = end - start === PAYLOAD_BYTES_MAX;
      if (!continues && this.#parts.length === 0) return visit(chunk, start, end);
      this.#parts.push(chunk.subarray(start, end));
      if (continues) return;
      const row = Buffer.concat(this.#parts);
      this.#parts = [];
      visit(row, 0, row.length);
    });
  }
}

/** One payload as packets, split where it is longer than a packet may be. `sequence` is the first packet's. */
export function framePayload(payload: Uint8Array, sequence = 0): Buffer {
  const packets = Math.floor(payload.length / PAYLOAD_BYTES_MAX) + 1;
  const out = Buffer.allocUnsafe(payload.length + packets * HEADER_BYTES);
  let at = 0;
  for (let i = 0; i < packets; i++) {
    const from = i * PAYLOAD_BYTES_MAX;
    const length = Math.min(PAYLOAD_BYTES_MAX, payload.length - from);
    writePacketHeader(out, at, length, sequence + i);
    out.set(payload.subarray(from, from + length), at + HEADER_BYTES);
    at += HEADER_BYTES + length;
  }
  return out;
}

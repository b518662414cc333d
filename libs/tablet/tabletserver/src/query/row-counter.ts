import { HEADER_BYTES, PAYLOAD_BYTES_MAX, readUint24 } from '@vt/sqltypes';

/** How many rows end in a chunk of whole packets. */
export function countRows(packets: Uint8Array): number {
  let rows = 0;
  for (let at = 0; at + HEADER_BYTES <= packets.length; ) {
    const length = readUint24(packets, at);
    // A full packet is continued by the next: the row ends there.
    if (length !== PAYLOAD_BYTES_MAX) rows++;
    at += HEADER_BYTES + length;
  }
  return rows;
}

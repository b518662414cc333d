import { inflateSync } from 'node:zlib';

const LENGTH_BYTES = 4;

/** The text of a `pos` column: as it stands, or as MySQL's COMPRESS() writes it (length in 4 bytes, then zlib). */
export function readPositionColumn(bytes: Uint8Array | null | undefined): string {
  if (!bytes || bytes.length === 0) return '';
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isCompressed = buffer.length > LENGTH_BYTES && buffer[LENGTH_BYTES] === 0x78 && !isText(buffer);
  return isCompressed ? inflateSync(buffer.subarray(LENGTH_BYTES)).toString('utf8') : buffer.toString('utf8');
}

function isText(buffer: Buffer): boolean {
  return buffer.every((byte) => byte >= 0x20 && byte < 0x7f);
}

/** The column holds 10,000 bytes. */
const PLAIN_BYTES_MAX = 9000;

/** An expression for the `pos` column: compressed where the set of transactions would not fit. */
export function positionExpression(position: string): string {
  return position.length > PLAIN_BYTES_MAX ? `COMPRESS('${position}')` : `'${position}'`;
}

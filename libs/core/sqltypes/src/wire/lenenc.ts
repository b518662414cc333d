/*
 * Length-encoded integers of MySQL's protocol:
 *   < 0xfb          the value itself
 *   0xfb            NULL (only in text rows)
 *   0xfc b b        16 bits, little-endian
 *   0xfd b b b      24 bits
 *   0xfe b*8        64 bits
 * A length-encoded string is such an integer followed by that many bytes.
 */

export const NULL_MARK = 0xfb;

/** Bytes taken by the integer whose first byte is given. */
export function lenencWidth(first: number): number {
  return first < 0xfb ? 1 : first === 0xfc ? 3 : first === 0xfd ? 4 : first === 0xfe ? 9 : 1;
}

/** The integer at `at`, exact up to 2^53. */
export function readLenenc(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0xfc) return first;
  if (first === 0xfc) return (bytes[at + 1] as number) | ((bytes[at + 2] as number) << 8);
  if (first === 0xfd) return readUint24(bytes, at + 1);
  return readUint32(bytes, at + 1) + readUint32(bytes, at + 5) * 4294967296;
}

export function readLenencBigint(bytes: Uint8Array, at: number): bigint {
  if (bytes[at] !== 0xfe) return BigInt(readLenenc(bytes, at));
  return BigInt(readUint32(bytes, at + 1)) | (BigInt(readUint32(bytes, at + 5)) << 32n);
}

/** Bytes that `writeLenenc` takes for a value. */
export function lenencSize(value: number): number {
  return value < 0xfb ? 1 : value < 0x10000 ? 3 : value < 0x1000000 ? 4 : 9;
}

/** Writes a value and returns the offset behind it. */
export function writeLenenc(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0xfb) {
    bytes[at] = value;
    return at + 1;
  }
  const width = lenencSize(value) - 1;
  bytes[at] = width === 2 ? 0xfc : width === 3 ? 0xfd : 0xfe;
  let rest = value;
  for (let i = 1; i <= width; i++) {
    bytes[at + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return at + 1 + width;
}

/** Writes a length-encoded string and returns the offset behind it. */
export function writeLenencBytes(bytes: Uint8Array, at: number, value: Uint8Array): number {
  const start = writeLenenc(bytes, at, value.length);
  bytes.set(value, start);
  return start + value.length;
}

export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

export function readUint24(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return readUint24(bytes, at) + (bytes[at + 3] as number) * 16777216;
}

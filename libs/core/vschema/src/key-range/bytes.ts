const HEX_PAIRS = /^(?:[0-9a-f]{2})*$/i;

export const noBytes: Uint8Array = new Uint8Array(0);

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The bytes that pairs of hex digits stand for, or undefined when the text is something else. */
export function fromHex(text: string): Uint8Array | undefined {
  return HEX_PAIRS.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : undefined;
}

/**
 * Orders keyspace ids: bytewise, as if the shorter were padded with zero bytes.
 * INVARIANT: 80 and 8000 are one point of the key space; a plain byte compare would put a row that maps to `8000` outside `-8000`'s neighbour.
 */
export function compareKeys(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

/** Without trailing zero bytes: the one spelling of a point of the key space. */
export function normalizeKey(key: Uint8Array): Uint8Array {
  let length = key.length;
  while (length > 0 && key[length - 1] === 0) length--;
  return key.subarray(0, length);
}

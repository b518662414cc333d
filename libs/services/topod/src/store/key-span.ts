/**
 * Keys are arbitrary bytes. Inside the store they are latin1 strings, one character a byte, so that they work as map
 * keys and `<` compares them bytewise.
 */
export type Key = string;

export function keyOf(bytes: Uint8Array): Key {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function bytesOf(key: Key): Buffer {
  return Buffer.from(key, 'latin1');
}

/** One key, or [start, end); `end` null: to the last key there is. */
export type KeySpan = { readonly start: Key; readonly end: Key | null; readonly single: boolean };

/** etcd's way to write a span: no range_end: the key alone; "\0": to the end. */
export function spanOf(key: Uint8Array, rangeEnd: Uint8Array): KeySpan {
  const start = keyOf(key);
  if (rangeEnd.length === 0) return { start, end: `${start}\0`, single: true };
  if (rangeEnd.length === 1 && rangeEnd[0] === 0) return { start, end: null, single: false };
  return { start, end: keyOf(rangeEnd), single: false };
}

export function spanHas(span: KeySpan, key: Key): boolean {
  if (span.single) return key === span.start;
  return key >= span.start && (span.end === null || key < span.end);
}

/** A call into the engine costs more than looking at so many bytes. */
const BY_HAND_BYTES_MAX = 192;

/** Whether `bytes` from `from` to `to` are `known`. */
export function isSameAt(known: Buffer, bytes: Buffer, from: number, to: number): boolean {
  const length = to - from;
  if (length !== known.length) return false;
  if (length > BY_HAND_BYTES_MAX) return known.compare(bytes, from, to) === 0;
  for (let i = 0; i < length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}

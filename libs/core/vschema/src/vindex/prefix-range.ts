import { noBytes } from '../key-range/bytes.ts';

/** The first keyspace id after all those that start with the prefix; empty (the end of the key space) after ff…ff. */
export function nextPrefix(prefix: Uint8Array): Uint8Array {
  const next = Uint8Array.from(prefix);
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i] !== 0xff) {
      next[i] = (next[i] ?? 0) + 1;
      return next;
    }
    next[i] = 0;
  }
  return noBytes;
}

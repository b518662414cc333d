const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const UNDERSCORE = 0x5f;

/** What MySQL reads after a backslash in a string. */
const escapes: Readonly<Record<number, number>> = {
  48: 0, // \0
  98: 8, // \b
  110: 10, // \n
  114: 13, // \r
  116: 9, // \t
  90: 26, // \Z
};

/** The literal bytes of a LIKE pattern before its first wildcard, escapes resolved. */
export function likePrefix(pattern: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const byte = pattern[i] ?? 0;
    if (byte === PERCENT || byte === UNDERSCORE) break;
    const next = pattern[i + 1];
    if (byte === BACKSLASH && next !== undefined) {
      out.push(escapes[next] ?? next);
      i++;
    } else {
      out.push(byte);
    }
  }
  return Uint8Array.from(out);
}

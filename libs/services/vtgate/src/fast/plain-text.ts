import type { Fingerprint } from '@vt/sqlparser';

const SEMICOLON = 0x3b;
const SLASH = 0x2f;
const STAR = 0x2a;
const MINUS = 0x2d;

/** What a statement of the short way may hold outside of its literals; colons and question marks would look like places. */
const plain = new Uint8Array(128).fill(1, 32, 127);
for (const c of [9, 10, 11, 12, 13]) plain[c] = 1;
for (const c of '#:?\\') plain[c.charCodeAt(0)] = 0;

/** Is there nothing but blanks and a semicolon around the statement? Comments there are handed on by the long way. */
export function standsAlone(sql: Uint8Array, { textStart, textEnd }: Fingerprint): boolean {
  for (let at = 0; at < textStart; at++) if (!isBlank(sql[at] as number)) return false;
  for (let at = textEnd; at < sql.length; at++) {
    if (!isBlank(sql[at] as number) && sql[at] !== SEMICOLON) return false;
  }
  return true;
}

/** Is the statement, but for its literals, plain text: ASCII, without comments, placeholders and binds? */
export function isPlain(sql: Uint8Array, { starts, ends, literals, textStart, textEnd }: Fingerprint): boolean {
  let from = textStart;
  for (let i = 0; i <= literals; i++) {
    const to = i < literals ? (starts[i] as number) : textEnd;
    for (let at = from; at < to; at++) {
      const c = sql[at] as number;
      if (plain[c] !== 1 || (c === MINUS && sql[at + 1] === MINUS) || (c === SLASH && sql[at + 1] === STAR))
        return false;
    }
    from = i < literals ? (ends[i] as number) : to;
  }
  return true;
}

function isBlank(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}

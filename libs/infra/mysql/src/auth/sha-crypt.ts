import { sha256 } from './scramble.ts';

/*
  What mysqld stores for caching_sha2_password:
    '$A$' · iterations / 1000 as three hex digits · '$' · salt (20 bytes) · digest (43 characters)
  The digest is the SHA-256 variant of Unix crypt, with a salt of 20 bytes instead of 16.
*/
const FORM = /^\$A\$([0-9A-Fa-f]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})$/;
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGEST_BYTES = 32;
/** mysqld allows up to 4095 thousand; more than this would hold the event loop for seconds. */
const ROUNDS_MAX = 100_000;

export type StoredSha2 = { readonly rounds: number; readonly salt: Buffer; readonly digest: string };

export function parseStoredSha2(text: string): StoredSha2 | undefined {
  const found = FORM.exec(text);
  if (!found) return undefined;
  const rounds = Number.parseInt(found[1] as string, 16) * 1000;
  if (rounds < 1000 || rounds > ROUNDS_MAX) return undefined;
  return { rounds, salt: Buffer.from(found[2] as string, 'latin1'), digest: found[3] as string };
}

/** The 43 characters that a password gives with a salt. */
export function shaCrypt(password: Buffer, salt: Buffer, rounds: number): string {
  const first = firstDigest(password, salt);
  const p = repeat(sha256(...times(password, password.length)), password.length);
  const s = repeat(sha256(...times(salt, 16 + (first[0] as number))), salt.length);
  let current = first;
  for (let i = 0; i < rounds; i++) {
    const odd = i % 2 === 1;
    const parts: Buffer[] = [odd ? p : current];
    if (i % 3 !== 0) parts.push(s);
    if (i % 7 !== 0) parts.push(p);
    parts.push(odd ? current : p);
    current = sha256(...parts);
  }
  return encode(current);
}

const times = (bytes: Buffer, count: number): Buffer[] => Array.from({ length: count }, () => bytes);

function firstDigest(password: Buffer, salt: Buffer): Buffer {
  const b = sha256(password, salt, password);
  const parts = [password, salt, repeat(b, password.length)];
  for (let bits = password.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? b : password);
  return sha256(...parts);
}

/** The digest over and over, `length` bytes of it. */
function repeat(digest: Buffer, length: number): Buffer {
  const out = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += DIGEST_BYTES) digest.copy(out, at);
  return out;
}

/** Crypt's own base 64: three bytes at a time, from a rotating order of places. */
function encode(digest: Buffer): string {
  const byte = (at: number): number => digest[at] as number;
  const head = triples.map(([a, b, c]) => four(byte(a), byte(b), byte(c), 4)).join('');
  return head + four(0, byte(31), byte(30), 3);
}

const triples: readonly (readonly [number, number, number])[] = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
];

function four(high: number, middle: number, low: number, characters: number): string {
  let bits = (high << 16) | (middle << 8) | low;
  let out = '';
  for (let i = 0; i < characters; i++) {
    out += ALPHABET[bits & 63];
    bits >>= 6;
  }
  return out;
}

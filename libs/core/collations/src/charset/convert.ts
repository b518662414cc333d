import type { Charset } from './charset.ts';

export type Converted = {
  readonly bytes: Uint8Array;
  /** Whether every character could be read and written; those that could not became '?'. */
  readonly exact: boolean;
};

const QUESTION = 0x3f;

/** Bytes of one character set written in another. */
export function convertCharset(bytes: Uint8Array, from: Charset, to: Charset): Converted {
  if (from.name === to.name || isAsciiIn(bytes, from, to)) return { bytes, exact: true };
  const out: number[] = [];
  let exact = true;
  for (let at = 0; at < bytes.length; ) {
    const found = from.at(bytes, at);
    at += found < 0 ? from.bytesMin : found & 7;
    let encoded = found < 0 ? undefined : to.encode(Math.floor(found / 8));
    if (!encoded) {
      exact = false;
      encoded = to.encode(QUESTION) ?? [QUESTION];
    }
    for (const byte of encoded) out.push(byte);
  }
  return { bytes: Buffer.from(out), exact };
}

/** Whether the bytes are ASCII and both character sets write that the same way. */
function isAsciiIn(bytes: Uint8Array, from: Charset, to: Charset): boolean {
  if (from.bytesMin > 1 || to.bytesMin > 1 || from.name === 'swe7' || to.name === 'swe7') return false;
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) > 0x7e) return false;
  return true;
}

/** Characters (or what stands for one: a byte that is none) in `bytes`. */
export function countCharacters(bytes: Uint8Array, charset: Charset): number {
  if (charset.bytesMax === 1) return bytes.length;
  if (charset.bytesMin === charset.bytesMax) return Math.ceil(bytes.length / charset.bytesMin);
  let count = 0;
  for (let at = 0; at < bytes.length; count++) at += sizeAt(bytes, at, charset);
  return count;
}

/** Size in bytes of the character at `at`. */
export function sizeAt(bytes: Uint8Array, at: number, charset: Charset): number {
  if (charset.bytesMin === 1 && (bytes[at] ?? 0) < 0x80) return 1;
  const found = charset.at(bytes, at);
  return found < 0 ? charset.bytesMin : found & 7;
}

/** The byte offset of character number `count` from `at` on; the length of `bytes` when there are fewer. */
export function offsetOf(bytes: Uint8Array, charset: Charset, count: number, at = 0): number {
  if (charset.bytesMax === 1) return Math.min(bytes.length, at + count);
  let offset = at;
  for (let left = count; left > 0 && offset < bytes.length; left--) offset += sizeAt(bytes, offset, charset);
  return Math.min(offset, bytes.length);
}

/** Whether all bytes are characters of the set. */
export function isWellFormed(bytes: Uint8Array, charset: Charset): boolean {
  for (let at = 0; at < bytes.length; ) {
    const found = charset.at(bytes, at);
    if (found < 0) return charset.bytesMax === 1;
    at += found & 7;
    if (at > bytes.length) return false;
  }
  return true;
}

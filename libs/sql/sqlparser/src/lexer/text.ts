/**
 * Statement bytes as a JS string and back, losslessly: bytes that are not UTF-8 become lone surrogates U+DC80..U+DCFF
 * (one per byte), which valid UTF-8 can never produce. Everything between works on strings only.
 */
import { isUtf8 } from 'node:buffer';

const loneSurrogate = /\p{Surrogate}/u;

export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? buffer.toString('utf8') : decodeLossless(buffer);
}

export function encodeText(text: string): Buffer {
  const buffer = Buffer.from(text, 'utf8');
  return loneSurrogate.test(text) ? encodeLossless(text) : buffer;
}

/** Length of the valid UTF-8 sequence of more than one byte at `at`, or 0. */
function sequenceLength(b: Buffer, at: number): number {
  const c = b[at]!;
  if (c < 0xc2 || c > 0xf4) return 0;
  const length = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
  if (at + length > b.length) return 0;
  // Overlong forms, surrogates and what is above U+10FFFF are told by the second byte.
  const low = c === 0xe0 ? 0xa0 : c === 0xf0 ? 0x90 : 0x80;
  const high = c === 0xed ? 0x9f : c === 0xf4 ? 0x8f : 0xbf;
  if (b[at + 1]! < low || b[at + 1]! > high) return 0;
  for (let i = 2; i < length; i++) if ((b[at + i]! & 0xc0) !== 0x80) return 0;
  return length;
}

/** The code point of a valid sequence. */
function codePoint(b: Buffer, at: number, length: number): number {
  let point = b[at]! & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) point = (point << 6) | (b[at + i]! & 0x3f);
  return point;
}

/** Linear, and without an object a byte: blobs of many megabytes come this way. */
function decodeLossless(b: Buffer): string {
  const units = new Uint16Array(b.length);
  let n = 0;
  for (let at = 0; at < b.length; ) {
    const c = b[at]!;
    const length = c < 0x80 ? 1 : sequenceLength(b, at);
    at += length || 1;
    if (length === 1) units[n++] = c;
    else if (length === 0) units[n++] = 0xdc00 + c;
    else {
      const point = codePoint(b, at - length, length);
      if (point > 0xffff) units[n++] = 0xd7c0 + (point >> 10);
      units[n++] = point > 0xffff ? 0xdc00 | (point & 0x3ff) : point;
    }
  }
  return Buffer.from(units.buffer, 0, 2 * n).toString('utf16le');
}

function encodeLossless(text: string): Buffer {
  const out = Buffer.allocUnsafe(3 * text.length);
  let n = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c < 0x80) out[n++] = c;
    else if (c >= 0xdc80 && c <= 0xdcff) out[n++] = c - 0xdc00;
    else {
      const pair = c >= 0xd800 && c < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
      n += out.write(pair ? text.slice(at, at + 2) : text[at]!, n, 'utf8');
      if (pair) at++;
    }
  }
  return out.subarray(0, n);
}

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

/** Length of the valid UTF-8 sequence at `at`, or 0. */
function sequenceLength(b: Buffer, at: number): number {
  const c = b[at]!;
  const length = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
  return length > 0 && at + length <= b.length && isUtf8(b.subarray(at, at + length)) ? length : 0;
}

function decodeLossless(b: Buffer): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < b.length; ) {
    const length = sequenceLength(b, at);
    if (length > 0) {
      at += length;
      continue;
    }
    parts.push(b.toString('utf8', from, at), String.fromCharCode(0xdc00 + b[at]!));
    from = ++at;
  }
  parts.push(b.toString('utf8', from));
  return parts.join('');
}

function encodeLossless(text: string): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c < 0xdc80 || c > 0xdcff) continue;
    const before = at > 0 ? text.charCodeAt(at - 1) : 0;
    if (before >= 0xd800 && before < 0xdc00) continue;
    parts.push(Buffer.from(text.slice(from, at), 'utf8'), Buffer.from([c - 0xdc00]));
    from = at + 1;
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

/**
 * Text in double quotes as the text form wants it. Invalid UTF-8 (bytes fields hold anything) and control characters are
 * escaped; other characters stay.
 */
export function quoteText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let out = '"';
  let at = 0;
  while (at < buffer.length) {
    const length = characterLength(buffer, at);
    out += length === 0 ? escapeCode(buffer[at] as number) : quoteCharacter(buffer.toString('utf8', at, at + length));
    at += Math.max(length, 1);
  }
  return `${out}"`;
}

function quoteCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  if (character === '"' || character === '\\') return `\\${character}`;
  if (code < 0x20 || code === 0x7f) return escapeCode(code);
  return code >= 0x80 && code <= 0x9f ? `\\u${code.toString(16).padStart(4, '0')}` : character;
}

function escapeCode(code: number): string {
  if (code === 10) return '\\n';
  if (code === 13) return '\\r';
  return code === 9 ? '\\t' : `\\x${code.toString(16).padStart(2, '0')}`;
}

/** Bytes of the UTF-8 character at a place, 0 if there is none. */
function characterLength(buffer: Buffer, at: number): number {
  const first = buffer[at] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const slice = buffer.subarray(at, at + length);
  if (slice.length < length || first < 0xc2 || first > 0xf4) return 0;
  return Buffer.from(slice.toString('utf8')).equals(slice) ? length : 0;
}

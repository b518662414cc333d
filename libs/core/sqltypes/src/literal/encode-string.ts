/** How the server will read string literals: whether a backslash escapes (the default) or stands for itself. */
export type LiteralMode = { readonly noBackslashEscapes: boolean };

export const defaultLiteralMode: LiteralMode = { noBackslashEscapes: false };

const QUOTE = 0x27;
const BACKSLASH = 0x5c;

/** What follows the backslash, by byte; 0 where a byte stands for itself. */
const escapes = new Uint8Array(256);
for (const [byte, letter] of [
  [0x00, '0'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0d, 'r'],
  [0x1a, 'Z'],
  [0x22, '"'],
  [QUOTE, "'"],
  [BACKSLASH, '\\'],
] as const) {
  escapes[byte] = letter.charCodeAt(0);
}

const onlyQuote = new Uint8Array(256);
onlyQuote[QUOTE] = QUOTE;

/** What a server would misread: the rest is escaped for who looks at a statement. */
const needed = new Uint8Array(256);
needed[QUOTE] = QUOTE;
needed[BACKSLASH] = BACKSLASH;
/** Nobody looks at what is so long, and with all of its zeros escaped it would be twice as long: more than max_allowed_packet lets a client send. */
const LONG_BYTES_MIN = 64 * 1024;

/** A string literal with its quotes. */
export function encodeString(value: Uint8Array, mode: LiteralMode): Buffer {
  const table = mode.noBackslashEscapes ? onlyQuote : value.length < LONG_BYTES_MIN ? escapes : needed;
  const escape = mode.noBackslashEscapes ? QUOTE : BACKSLASH;
  let extra = 0;
  for (let i = 0; i < value.length; i++) if (table[value[i] as number] !== 0) extra++;
  const out = Buffer.allocUnsafe(value.length + extra + 2);
  out[0] = QUOTE;
  let at = 1;
  if (extra === 0) {
    out.set(value, at);
    at += value.length;
  } else {
    for (let i = 0; i < value.length; i++) {
      const byte = value[i] as number;
      const letter = table[byte] as number;
      if (letter !== 0) out[at++] = escape;
      out[at++] = letter !== 0 ? letter : byte;
    }
  }
  out[at] = QUOTE;
  return out;
}

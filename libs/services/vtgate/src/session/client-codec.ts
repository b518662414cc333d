import {
  type Charset,
  charsetByName,
  charsetName,
  defaultCollationOf,
  type MultiByteCharset,
  multiByteCharset,
} from '@vt/collations';

/**
 * A character set in which clients speak, and which is translated by the gate: mysqlds are spoken to in utf8mb4. What is below 0x80 is ASCII;
 * characters have one byte, or several.
 */
export type ClientCodec = {
  readonly name: string;
  /** The set's default collation. */
  readonly collation: number;
  readonly bytesMax: number;
  decode(bytes: Uint8Array): string;
  /** Characters that the set does not have become '?'. */
  encode(text: string): Uint8Array;
  /** Where each UTF-16 unit of `decode(bytes)` begins, and where the text ends; absent: each byte is one unit. */
  offsets?(bytes: Uint8Array): Uint32Array;
};

/** What results are written with. */
export type ResultCodec = Pick<ClientCodec, 'name' | 'collation' | 'bytesMax' | 'encode'>;

const QUESTION = 0x3f;
/** They are passed on; the lower half of swe7 is not ASCII. */
const OTHERS = new Set(['ascii', 'binary', 'swe7', 'utf8mb3', 'utf8mb4']);

const known = new Map<string, ClientCodec | undefined>();

/** By the set's name in any case; undefined for a set that is none of these. */
export function clientCodec(given: string): ClientCodec | undefined {
  const name = charsetName(given.toLowerCase());
  if (OTHERS.has(name)) return undefined;
  if (!known.has(name)) {
    const collation = defaultCollationOf(name)?.id;
    if (collation === undefined) return undefined;
    const several = multiByteCharset(name);
    const charset = several ? undefined : charsetByName(name);
    if (several) known.set(name, severalOf(name, several, collation));
    else if (charset?.single) known.set(name, codecOf(charset, collation));
  }
  return known.get(name);
}

const WIDE = new Set(['ucs2', 'utf16', 'utf16le', 'utf32']);

/** In which results are written: also the sets in which ASCII is not ASCII, and in which no client may speak. */
export function resultCodec(given: string): ResultCodec | undefined {
  const name = charsetName(given.toLowerCase());
  if (!WIDE.has(name)) return clientCodec(name);
  const charset = charsetByName(name);
  const collation = defaultCollationOf(name)?.id;
  return charset && collation !== undefined ? wideOf(charset, collation) : undefined;
}

export function isWideCharset(given: string): boolean {
  return WIDE.has(charsetName(given.toLowerCase()));
}

function wideOf(charset: Charset, collation: number): ResultCodec {
  const { name, bytesMax } = charset;
  const question = charset.encode(QUESTION) ?? [QUESTION];
  const encode = (text: string): Uint8Array => {
    // Into one piece: a list of the characters of a large text would take many times its memory.
    const out = Buffer.allocUnsafe(text.length * bytesMax);
    let at = 0;
    for (const character of text)
      for (const byte of charset.encode(character.codePointAt(0) ?? 0) ?? question) out[at++] = byte;
    return out.subarray(0, at);
  };
  return { name, collation, bytesMax, encode };
}

function severalOf(
  name: string,
  { bytesMax, decode, encode, offsets }: MultiByteCharset,
  collation: number,
): ClientCodec {
  return { name, collation, bytesMax, decode, encode, offsets };
}

function codecOf(charset: Charset, collation: number): ClientCodec {
  const points = Uint16Array.from({ length: 256 }, (_, byte) => {
    const found = charset.at(Uint8Array.of(byte), 0);
    return found < 0 ? QUESTION : found >> 3;
  });
  return {
    name: charset.name,
    collation,
    bytesMax: charset.bytesMax,
    decode: (bytes) => {
      const units = Uint16Array.from(bytes, (byte) => points[byte] as number);
      return Buffer.from(units.buffer).toString('utf16le');
    },
    encode: (text) =>
      Uint8Array.from([...text], (character) => charset.encode(character.codePointAt(0) ?? 0)?.[0] ?? QUESTION),
  };
}

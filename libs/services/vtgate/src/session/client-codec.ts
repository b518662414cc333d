import { type Charset, charsetByName, charsetName, defaultCollationOf } from '@vt/collations';

/**
 * A character set in which clients speak, and which is translated by the gate: mysqlds are spoken to in utf8mb4. Each character is one byte,
 * and the lower half is ASCII.
 */
export type ClientCodec = {
  readonly name: string;
  /** The set's default collation. */
  readonly collation: number;
  readonly bytesMax: number;
  decode(bytes: Uint8Array): string;
  /** Characters that the set does not have become '?'. */
  encode(text: string): Uint8Array;
};

const QUESTION = 0x3f;
/** They are passed on; the lower half of swe7 is not ASCII. */
const OTHERS = new Set(['ascii', 'binary', 'swe7', 'utf8mb3', 'utf8mb4']);

const known = new Map<string, ClientCodec | undefined>();

/** By the set's name in any case; undefined for a set that is none of these. */
export function clientCodec(given: string): ClientCodec | undefined {
  const name = charsetName(given.toLowerCase());
  if (OTHERS.has(name)) return undefined;
  if (!known.has(name)) {
    const charset = charsetByName(name);
    const collation = defaultCollationOf(name)?.id;
    if (!charset?.single || collation === undefined) return undefined;
    known.set(name, codecOf(charset, collation));
  }
  return known.get(name);
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

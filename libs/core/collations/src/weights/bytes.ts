import { inflateRawSync } from 'node:zlib';
import { bytesData } from './bytes.data.ts';

/** An eight-bit character set: what each byte is, -1 for none. */
export type ByteCharset = {
  readonly points: Int32Array;
  /** The byte for a code point. */
  readonly bytes: ReadonlyMap<number, number>;
  readonly upper: Uint8Array;
  readonly lower: Uint8Array;
};

type Tables = { readonly charsets: Map<string, ByteCharset>; readonly weights: Map<string, Uint8Array> };
const POINTS_LENGTH = 1024;

let tables: Tables | undefined;

/** Undefined for character sets whose characters may have more than one byte. */
export function byteCharset(name: string): ByteCharset | undefined {
  return load().charsets.get(name);
}

/** A weight for each byte, for collations that have just that. */
export function byteWeights(collation: string): Uint8Array | undefined {
  return load().weights.get(collation);
}

function load(): Tables {
  tables ??= unpack(inflateRawSync(Buffer.from(bytesData, 'base64')).toString('latin1'));
  return tables;
}

function unpack(text: string): Tables {
  const [charsets = '', collations = ''] = text.split('\n\n');
  const pairs = (part: string) =>
    part.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    });
  return {
    charsets: new Map(pairs(charsets).map(([name, packed]) => [name, unpackCharset(packed)])),
    weights: new Map(pairs(collations).map(([name, hex]) => [name, Buffer.from(hex, 'hex')])),
  };
}

function unpackCharset(packed: string): ByteCharset {
  const points = new Int32Array(256);
  const bytes = new Map<number, number>();
  for (let byte = 0; byte < 256; byte++) {
    const hex = packed.slice(byte * 4, byte * 4 + 4);
    points[byte] = hex === '----' ? -1 : Number.parseInt(hex, 16);
    if (hex !== '----') bytes.set(points[byte] ?? 0, byte);
  }
  return {
    points,
    bytes,
    upper: Buffer.from(packed.slice(POINTS_LENGTH, POINTS_LENGTH + 512), 'hex'),
    lower: Buffer.from(packed.slice(POINTS_LENGTH + 512), 'hex'),
  };
}

import { charsetName } from '../collation/collation.ts';
import { type ByteCharset, byteCharset } from '../weights/bytes.ts';
import { utf8At } from './utf8.ts';

/** How characters of a character set are written. Those that are not here cannot be read by us. */
export type Charset = {
  readonly name: string;
  /** Longest and shortest character in bytes. */
  readonly bytesMax: number;
  readonly bytesMin: number;
  /** The code point at `at` and its size in bytes, as point * 8 + size; -1 where there is none. */
  at(bytes: Uint8Array, at: number): number;
  /** The bytes of a code point; undefined when the character set does not have it. */
  encode(point: number): readonly number[] | undefined;
  /** Only eight-bit sets. */
  readonly single?: ByteCharset;
};

const unicode = (point: number) => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);

function utf8Bytes(point: number): readonly number[] {
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 0x3f)];
  if (point < 0x10000) return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
}

const unit = (bytes: Uint8Array, at: number) =>
  at + 1 < bytes.length ? ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0) : -1;
const pair = (value: number) => [value >> 8, value & 0xff];

function utf16At(bytes: Uint8Array, at: number, read: (at: number) => number): number {
  const first = read(at);
  if (first < 0) return -1;
  if (first < 0xd800 || first > 0xdfff) return first * 8 + 2;
  const second = first < 0xdc00 && at + 3 < bytes.length ? read(at + 2) : -1;
  if (second < 0xdc00 || second > 0xdfff) return -1;
  return (0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff)) * 8 + 4;
}

function utf16Units(point: number): readonly number[] {
  if (point < 0x10000) return [point];
  const rest = point - 0x10000;
  return [0xd800 | (rest >> 10), 0xdc00 | (rest & 0x3ff)];
}

const table: Readonly<Record<string, Charset>> = {
  binary: {
    name: 'binary',
    bytesMax: 1,
    bytesMin: 1,
    at: (bytes, at) => (bytes[at] ?? 0) * 8 + 1,
    encode: (point) => (point < 256 ? [point] : undefined),
  },
  ucs2: {
    name: 'ucs2',
    bytesMax: 2,
    bytesMin: 2,
    at: (bytes, at) => {
      const value = unit(bytes, at);
      return value < 0 || !unicode(value) ? -1 : value * 8 + 2;
    },
    encode: (point) => (point < 0x10000 ? pair(point) : undefined),
  },
  utf16: {
    name: 'utf16',
    bytesMax: 4,
    bytesMin: 2,
    at: (bytes, at) => utf16At(bytes, at, (i) => unit(bytes, i)),
    encode: (point) => utf16Units(point).flatMap(pair),
  },
  utf16le: {
    name: 'utf16le',
    bytesMax: 4,
    bytesMin: 2,
    at: (bytes, at) =>
      utf16At(bytes, at, (i) => (i + 1 < bytes.length ? ((bytes[i + 1] ?? 0) << 8) | (bytes[i] ?? 0) : -1)),
    encode: (point) => utf16Units(point).flatMap((value) => [value & 0xff, value >> 8]),
  },
  utf32: {
    name: 'utf32',
    bytesMax: 4,
    bytesMin: 4,
    at: (bytes, at) => {
      if (at + 3 >= bytes.length) return -1;
      const point = unit(bytes, at) * 0x10000 + unit(bytes, at + 2);
      return unicode(point) ? point * 8 + 4 : -1;
    },
    encode: (point) => [0, point >> 16, (point >> 8) & 0xff, point & 0xff],
  },
  utf8mb3: {
    name: 'utf8mb3',
    bytesMax: 3,
    bytesMin: 1,
    at: (bytes, at) => utf8At(bytes, at, true),
    encode: (point) => (point < 0x10000 ? utf8Bytes(point) : undefined),
  },
  utf8mb4: { name: 'utf8mb4', bytesMax: 4, bytesMin: 1, at: utf8At, encode: utf8Bytes },
};

const singles = new Map<string, Charset>();

/** Undefined for a character set that we cannot read (sjis, gbk, …). */
export function charsetByName(given: string): Charset | undefined {
  const name = charsetName(given);
  const known = table[name] ?? singles.get(name);
  if (known) return known;
  const single = byteCharset(name);
  if (!single) return undefined;
  const made: Charset = {
    name,
    bytesMax: 1,
    bytesMin: 1,
    at: (bytes, at) => {
      const point = single.points[bytes[at] ?? 0] ?? -1;
      return point < 0 ? -1 : point * 8 + 1;
    },
    encode: (point) => {
      const byte = single.bytes.get(point);
      return byte === undefined ? undefined : [byte];
    },
    single,
  };
  singles.set(name, made);
  return made;
}

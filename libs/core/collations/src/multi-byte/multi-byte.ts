import { NumberReader } from '../packed/number-reader.ts';
import { type Layout, layouts } from './layout.ts';
import { pairsData } from './pairs.data.ts';

/** A character set of Asia whose characters have one byte or several, ASCII below 0x80. */
export type MultiByteCharset = {
  readonly bytesMax: number;
  /** As text. What is no character becomes '?', one for as many bytes as stand together. */
  decode(bytes: Uint8Array): string;
  /** Characters that the set does not have become '?'. */
  encode(text: string): Uint8Array;
  /** Where the character of each UTF-16 unit of `decode(bytes)` begins, and at last where the text ends. */
  offsets(bytes: Uint8Array): Uint32Array;
};

const QUESTION = 0x3f;
const UNITS = 0x10000;
/** The code 90 30 81 30 of gb18030, from which on code points follow each other. */
const SUPPLEMENTARY = 189_000;
const POINT_MAX = 0x10ffff;

type Tables = {
  /** The code point of codes of one and two bytes, and of the three that begin with 8f; 0: none. */
  readonly points: Uint16Array;
  readonly points8f: Uint16Array;
  /** The code of each point of the BMP; 0: none. */
  readonly codes: Uint32Array;
  /** gb18030's codes of four bytes by their place, for points of the BMP; 0: none. */
  readonly long: Uint16Array;
  /** The place, and one, of the code of four bytes of each point. */
  readonly places: Uint16Array;
};

const unpacked = new Map<string, MultiByteCharset>();

/** Undefined for a character set that is none of these. A set's tables (about 700 KiB) are made when it is first asked for. */
export function multiByteCharset(name: string): MultiByteCharset | undefined {
  const layout = layouts.get(name);
  if (!layout) return undefined;
  const charset = unpacked.get(name) ?? charsetOf(layout, tablesOf(name));
  unpacked.set(name, charset);
  return charset;
}

function tablesOf(wanted: string): Tables {
  const reader = new NumberReader(pairsData);
  for (const name of layouts.keys()) {
    const tables = readTables(reader);
    if (name === wanted) return tables;
  }
  throw new Error(`no codes of ${wanted}`);
}

function readTables(reader: NumberReader): Tables {
  const [points, points8f, codes] = [new Uint16Array(UNITS), new Uint16Array(UNITS), new Uint32Array(UNITS)];
  readRuns(reader, (code, point) => {
    (code < UNITS ? points : points8f)[code % UNITS] = point;
    codes[point] ||= code;
  });
  readRuns(reader, (point, code) => void (codes[point] = code));
  const long: number[] = [];
  const places = new Uint16Array(UNITS);
  readRuns(reader, (place, point) => {
    long[place] = point;
    places[point] = place + 1;
  });
  return { points, points8f, codes, places, long: Uint16Array.from(long, (point) => point ?? 0) };
}

function readRuns(reader: NumberReader, put: (from: number, to: number) => void): void {
  let from = 0;
  let to = 0;
  for (let rest = reader.unsigned(); rest > 0; rest--) {
    from += reader.unsigned();
    to += reader.signed();
    for (let length = reader.unsigned(); length > 0; length--) put(from++, to++);
  }
}

function charsetOf(layout: Layout, tables: Tables): MultiByteCharset {
  return {
    bytesMax: layout.bytesMax,
    decode: (bytes) => decode(bytes, layout, tables),
    encode: (text) => encode(text, layout, tables),
    offsets: (bytes) => {
      const out: number[] = [];
      const length = eachPoint(
        bytes,
        layout,
        tables,
        (point, at) => void out.push(...(point < UNITS ? [at] : [at, at])),
      );
      return Uint32Array.from([...out, length]);
    },
  };
}

function decode(bytes: Uint8Array, layout: Layout, tables: Tables): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  eachPoint(bytes, layout, tables, (point) => {
    if (point < UNITS) return void (units[length++] = point);
    units[length++] = 0xd800 + ((point - UNITS) >> 10);
    units[length++] = 0xdc00 + ((point - UNITS) & 0x3ff);
  });
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
}

function eachPoint(
  bytes: Uint8Array,
  layout: Layout,
  tables: Tables,
  put: (point: number, at: number) => void,
): number {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const size = first < 0x80 ? 1 : layout.sizeAt(bytes, at);
    put(first < 0x80 ? first : pointAt(bytes, at, size, tables) || QUESTION, at);
    at += size || 1;
  }
  return bytes.length;
}

/** The code point of a character of `size` bytes; 0: none. */
function pointAt(bytes: Uint8Array, at: number, size: number, tables: Tables): number {
  const byte = (i: number) => bytes[at + i] as number;
  if (size === 1) return tables.points[byte(0)] as number;
  if (size === 2) return tables.points[(byte(0) << 8) | byte(1)] as number;
  if (size === 3) return tables.points8f[(byte(1) << 8) | byte(2)] as number;
  if (size !== 4) return 0;
  const place = (((byte(0) - 0x81) * 10 + byte(1) - 0x30) * 126 + byte(2) - 0x81) * 10 + byte(3) - 0x30;
  if (place < SUPPLEMENTARY) return tables.long[place] ?? 0;
  const point = UNITS + place - SUPPLEMENTARY;
  return point <= POINT_MAX ? point : 0;
}

function encode(text: string, { bytesMax }: Layout, tables: Tables): Uint8Array {
  const out = Buffer.allocUnsafe(text.length * bytesMax);
  let at = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? QUESTION;
    const code = point < 0x80 ? point : codeOf(point, bytesMax, tables);
    if (code > 0xffffff) out[at++] = code >>> 24;
    if (code > 0xffff) out[at++] = (code >> 16) & 0xff;
    if (code > 0xff) out[at++] = (code >> 8) & 0xff;
    out[at++] = code & 0xff;
  }
  return out.subarray(0, at);
}

function codeOf(point: number, bytesMax: number, tables: Tables): number {
  const known = point < UNITS ? tables.codes[point] : 0;
  if (known) return known;
  if (bytesMax < 4) return QUESTION;
  const place = point < UNITS ? (tables.places[point] ?? 0) - 1 : SUPPLEMENTARY + point - UNITS;
  return place < 0 ? QUESTION : longCode(place);
}

function longCode(place: number): number {
  const bytes = [place / 12_600 + 0x81, ((place / 1260) % 10) + 0x30, ((place / 10) % 126) + 0x81, (place % 10) + 0x30];
  return bytes.reduce((code, byte) => code * 256 + Math.floor(byte), 0);
}

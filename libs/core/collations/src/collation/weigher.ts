import { type Charset, charsetByName } from '../charset/charset.ts';
import { byteWeights } from '../weights/bytes.ts';
import { generalWeights } from '../weights/general.ts';
import { type UcaTable, ucaTable } from '../weights/uca.ts';
import { uca400Data } from '../weights/uca400.data.ts';
import { uca520Data } from '../weights/uca520.data.ts';
import { uca900Data } from '../weights/uca900.data.ts';
import type { Collation } from './collation.ts';

/** What tells a collation's texts apart: one list of weights a level, compared one level after the other. */
export type Weigher = {
  readonly levels: number;
  /** Bytes of a weight in WEIGHT_STRING(). */
  readonly unitBytes: 1 | 2 | 3;
  /** The weight of a space, for padding. */
  readonly space: number;
  /**
   * By byte, the weight of one that is a character with one weight, and 0 for others: what most texts are made of. Only where there is one level.
   */
  readonly plain?: Uint16Array;
  weigh(bytes: Uint8Array, level: number, into: WeightBuffer): void;
};

/** Grows as needed; reused between calls. */
export class WeightBuffer {
  units = new Uint16Array(256);
  size = 0;

  /** Makes room for `count` more. */
  reserve(count: number): void {
    if (this.size + count <= this.units.length) return;
    const larger = new Uint16Array(Math.max(this.units.length * 2, this.size + count));
    larger.set(this.units);
    this.units = larger;
  }
}

/** The longest list of weights of one character in any table. */
const WEIGHTS_MAX = 64;

const tables = new Map<string, UcaTable>();
function table(name: 'uca900' | 'uca520' | 'uca400'): UcaTable {
  const known = tables.get(name);
  if (known) return known;
  const made =
    name === 'uca900'
      ? ucaTable(uca900Data, 3, true)
      : name === 'uca520'
        ? ucaTable(uca520Data, 1, true)
        : ucaTable(uca400Data, 1, false);
  tables.set(name, made);
  return made;
}

/** Where ASCII's characters are bytes. */
const hasAscii = ({ name }: Charset): boolean => name === 'utf8mb4' || name === 'utf8mb3';

const ASCII_END = 0x80;

/** @param weigh gives the number of a code point's weights, and writes them. */
function plainWeights(weigh: (out: Uint16Array, point: number) => number): Uint16Array {
  const plain = new Uint16Array(256);
  const out = new Uint16Array(WEIGHTS_MAX);
  for (let point = 0; point < ASCII_END; point++) if (weigh(out, point) === 1) plain[point] = out[0] ?? 0;
  return plain;
}

function ucaWeigher(charset: Charset, uca: UcaTable, levels: number): Weigher {
  const plain =
    levels === 1 && hasAscii(charset) ? plainWeights((out, point) => uca.append(out, 0, point, 0)) : undefined;
  const space = new Uint16Array(WEIGHTS_MAX);
  uca.append(space, 0, 0x20, 0);
  return {
    levels,
    unitBytes: 2,
    space: space[0] ?? 0,
    ...(plain && { plain }),
    weigh: (bytes, level, into) => {
      for (let at = plain ? weighPlain(bytes, plain, into) : 0; at < bytes.length; ) {
        const found = charset.at(bytes, at);
        if (found < 0) return;
        at += found & 7;
        into.reserve(WEIGHTS_MAX);
        into.size = uca.append(into.units, into.size, found >>> 3, level);
      }
    },
  };
}

/** Weighs from the beginning what is plain. @returns where that ends */
function weighPlain(bytes: Uint8Array, plain: Uint16Array, into: WeightBuffer): number {
  into.reserve(bytes.length);
  const { units } = into;
  let { size } = into;
  let at = 0;
  for (; at < bytes.length; at++) {
    const weight = plain[bytes[at] as number] as number;
    if (weight === 0) break;
    units[size++] = weight;
  }
  into.size = size;
  return at;
}

/** One weight a character. Of characters beyond the BMP `weightOf` sees the code point too. */
function pointWeigher(charset: Charset, weightOf: (point: number) => number): Weigher {
  const plain = hasAscii(charset)
    ? plainWeights((out, point) => {
        out[0] = weightOf(point);
        return 1;
      })
    : undefined;
  return {
    levels: 1,
    unitBytes: 2,
    space: weightOf(0x20),
    ...(plain && { plain }),
    weigh: (bytes, _level, into) => {
      into.reserve(bytes.length);
      for (let at = 0; at < bytes.length; ) {
        const found = charset.at(bytes, at);
        if (found < 0) return;
        at += found & 7;
        into.units[into.size++] = weightOf(found >>> 3);
      }
    },
  };
}

function byteWeigher(weights: Uint8Array): Weigher {
  return {
    levels: 1,
    unitBytes: 1,
    space: weights[0x20] ?? 0x20,
    plain: Uint16Array.from(weights),
    weigh: (bytes, _level, into) => {
      into.reserve(bytes.length);
      for (let i = 0; i < bytes.length; i++) into.units[into.size++] = weights[bytes[i] ?? 0] ?? 0;
    },
  };
}

/** Undefined for collations that compare code points, and for those we do not have. */
export function weigherOf(collation: Collation): Weigher | undefined {
  const weights = byteWeights(collation.name);
  if (weights) return byteWeigher(weights);
  const charset = charsetByName(collation.charset);
  if (!charset || charset.single || charset.name === 'binary') return undefined;
  switch (collation.name.slice(collation.charset.length + 1)) {
    case '0900_ai_ci':
      return ucaWeigher(charset, table('uca900'), 1);
    case '0900_as_ci':
      return ucaWeigher(charset, table('uca900'), 2);
    case '0900_as_cs':
      return ucaWeigher(charset, table('uca900'), 3);
    case 'unicode_ci':
      return ucaWeigher(charset, table('uca400'), 1);
    case 'unicode_520_ci':
      return ucaWeigher(charset, table('uca520'), 1);
    case 'general_ci':
      return pointWeigher(charset, generalWeights());
    default:
      return undefined;
  }
}

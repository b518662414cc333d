import { NumberReader } from '../packed/number-reader.ts';
import { PointMap } from '../packed/point-map.ts';

/** A table of Unicode collation weights as MySQL has them: no contractions, no tailoring. */
export type UcaTable = {
  /** Appends the weights of a code point at a level (0: primary) to `out`; gives the new size. */
  append(out: Uint16Array, size: number, point: number, level: number): number;
};

const SECONDARY = [0x20];
const TERTIARY = [0x02];
const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const UNKNOWN = [0xfffd];
const COMMON_BLOCK = 0xc0;

/** @param astral false: the table ends with the BMP and gives all that is beyond one weight. */
export function ucaTable(packed: string, levels: number, astral: boolean): UcaTable {
  const reader = new NumberReader(packed);
  const blocks = new PointMap();
  for (let left = reader.unsigned(); left > 0; left--) {
    blocks.setRange(reader.unsigned(), reader.unsigned(), reader.unsigned());
  }
  return new PackedUca(reader, blocks, levels, astral);
}

/**
 * The weights of some 37,000 code points, for each level a list, all in one array: as lists of their own they took ten times the memory.
 */
class PackedUca implements UcaTable {
  /** Which of the lists are a code point's, from 1. */
  readonly #index = new PointMap();
  readonly #weights: Uint16Array;
  /** Where the list of a level of a code point begins in `#weights`; it ends where the next one begins. */
  readonly #starts: Uint32Array;
  readonly #levels: number;
  readonly #blocks: PointMap;
  readonly #astral: boolean;

  constructor(reader: NumberReader, blocks: PointMap, levels: number, astral: boolean) {
    this.#blocks = blocks;
    this.#levels = levels;
    this.#astral = astral;
    const points = reader.unsigned();
    const starts = new Uint32Array(points * levels + 1);
    const weights: number[] = [];
    const previous = new Array<number>(levels).fill(0);
    let point = 0;
    for (let nth = 0; nth < points; nth++) {
      point += reader.unsigned();
      this.#index.set(point, nth + 1);
      for (let level = 0; level < levels; level++) {
        for (let left = reader.unsigned(); left > 0; left--) {
          previous[level] = (previous[level] ?? 0) + reader.signed();
          weights.push(previous[level] ?? 0);
        }
        starts[nth * levels + level + 1] = weights.length;
      }
    }
    this.#starts = starts;
    this.#weights = Uint16Array.from(weights);
  }

  append(out: Uint16Array, size: number, point: number, level: number): number {
    const at = this.#index.get(point);
    if (at !== 0) return this.#appendKnown(out, size, at - 1, level);
    if (point > 0xffff && !this.#astral) return push(out, size, UNKNOWN);
    if (point >= HANGUL_FIRST && point <= HANGUL_LAST && this.#blocks.get(point) === 0) {
      let end = size;
      for (const jamo of String.fromCodePoint(point).normalize('NFD')) {
        end = this.append(out, end, jamo.codePointAt(0) ?? 0, level);
      }
      return end;
    }
    if (level === 1) return push(out, size, SECONDARY);
    if (level === 2) return push(out, size, TERTIARY);
    const block = this.#blocks.get(point) || COMMON_BLOCK;
    out[size] = 0xfb00 + block + (point >>> 15);
    out[size + 1] = (point & 0x7fff) | 0x8000;
    return size + 2;
  }

  #appendKnown(out: Uint16Array, size: number, nth: number, level: number): number {
    if (level >= this.#levels) return size;
    const list = nth * this.#levels + level;
    const first = this.#starts[list] ?? 0;
    const weights = (this.#starts[list + 1] ?? first) - first;
    for (let i = 0; i < weights; i++) out[size + i] = this.#weights[first + i] ?? 0;
    return size + weights;
  }
}

function push(out: Uint16Array, size: number, weights: readonly number[]): number {
  for (let i = 0; i < weights.length; i++) out[size + i] = weights[i] ?? 0;
  return size + weights.length;
}

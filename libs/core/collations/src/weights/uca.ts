import { NumberReader } from '../packed/number-reader.ts';
import { PointMap } from '../packed/point-map.ts';

/** The weights of one code point, a list a level. */
type LevelLists = readonly (readonly number[])[];

/** A table of Unicode collation weights as MySQL has them: no contractions, no tailoring. */
export type UcaTable = {
  /** Appends the weights of a code point at a level (0: primary) to `out`; gives the new size. */
  append(out: Uint16Array, size: number, point: number, level: number): number;
};

const NOTHING: readonly number[] = [];
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

/** Reads the lists of all levels that follow, as differences. */
function listReader(reader: NumberReader, levels: number): () => LevelLists {
  const previous = new Array<number>(levels).fill(0);
  return () =>
    previous.map((_, level) => {
      const list: number[] = [];
      for (let left = reader.unsigned(); left > 0; left--) {
        const weight = (previous[level] ?? 0) + reader.signed();
        previous[level] = weight;
        list.push(weight);
      }
      return list;
    });
}

class PackedUca implements UcaTable {
  readonly #index = new PointMap();
  readonly #lists: LevelLists[] = [[]];
  readonly #blocks: PointMap;
  readonly #astral: boolean;

  constructor(reader: NumberReader, blocks: PointMap, levels: number, astral: boolean) {
    this.#blocks = blocks;
    this.#astral = astral;
    const read = listReader(reader, levels);
    let point = 0;
    for (let left = reader.unsigned(); left > 0; left--) {
      point += reader.unsigned();
      this.#index.set(point, this.#lists.length);
      this.#lists.push(read());
    }
  }

  append(out: Uint16Array, size: number, point: number, level: number): number {
    const at = this.#index.get(point);
    if (at !== 0) return push(out, size, this.#lists[at]?.[level] ?? NOTHING);
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
}

function push(out: Uint16Array, size: number, weights: readonly number[]): number {
  for (let i = 0; i < weights.length; i++) out[size + i] = weights[i] ?? 0;
  return size + weights.length;
}

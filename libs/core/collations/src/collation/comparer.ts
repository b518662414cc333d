import { charsetByName } from '../charset/charset.ts';
import { countCharacters, offsetOf } from '../charset/convert.ts';
import { type Collation, collationById } from './collation.ts';
import { type Weigher, WeightBuffer, weigherOf } from './weigher.ts';

/** Compares texts, given as bytes of the collation's character set, as MySQL does. */
export type Comparer = {
  readonly collation: Collation;
  /** Negative, 0 or positive. */
  compare(a: Uint8Array, b: Uint8Array): number;
  /** WEIGHT_STRING(): bytes that compare as the texts do, padding aside. */
  weightString(bytes: Uint8Array): Uint8Array;
  /** Equal for texts that are equal under the collation, and only for those. */
  hashKey(bytes: Uint8Array): string;
};

const comparers = new Map<number, Comparer | undefined>();

/** Undefined for a collation we do not have: what needs it must be left to a mysqld. */
export function comparerOf(id: number): Comparer | undefined {
  if (comparers.has(id)) return comparers.get(id);
  const collation = collationById(id);
  const made = collation && makeComparer(collation);
  comparers.set(id, made);
  return made;
}

function makeComparer(collation: Collation): Comparer | undefined {
  const weigher = weigherOf(collation);
  if (weigher) return weighing(collation, weigher);
  if (collation.name === 'binary' || collation.name === 'utf8mb4_0900_bin') return plainBytes(collation);
  const unicode = collation.charset === 'utf8mb4' || collation.charset === 'utf8mb3';
  return unicode && collation.name.endsWith('_bin') ? utf8Points(collation) : undefined;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function plainBytes(collation: Collation): Comparer {
  return {
    collation,
    compare: (a, b) => Buffer.compare(a, b),
    weightString: (bytes) => bytes,
    hashKey: (bytes) => asBuffer(bytes).toString('latin1'),
  };
}

const SPACE = 0x20;

/** The order of UTF-8's bytes is that of the code points; trailing spaces are as none. */
function utf8Points(collation: Collation): Comparer {
  const charset = charsetByName(collation.charset);
  const unitBytes = collation.charset === 'utf8mb4' ? 3 : 2;
  return {
    collation,
    compare: comparePadded,
    weightString: (bytes) => {
      const out: number[] = [];
      for (let at = 0; charset && at < bytes.length; ) {
        const found = charset.at(bytes, at);
        if (found < 0) break;
        at += found & 7;
        const point = found >>> 3;
        if (unitBytes === 3) out.push(point >> 16);
        out.push((point >> 8) & 0xff, point & 0xff);
      }
      return Buffer.from(out);
    },
    hashKey: (bytes) => asBuffer(bytes).toString('latin1', 0, trimmedLength(bytes)),
  };
}

function trimmedLength(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === SPACE) end--;
  return end;
}

/** As if the shorter one ended in spaces. */
function comparePadded(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const order = (a[i] ?? 0) - (b[i] ?? 0);
    if (order !== 0) return order;
  }
  for (let i = common; i < a.length; i++) if (a[i] !== SPACE) return (a[i] ?? 0) - SPACE;
  for (let i = common; i < b.length; i++) if (b[i] !== SPACE) return SPACE - (b[i] ?? 0);
  return 0;
}

const left = new WeightBuffer();
const right = new WeightBuffer();

function weighing(collation: Collation, weigher: Weigher): Comparer {
  const pad = collation.padSpace ? weigher.space : undefined;
  return {
    collation,
    compare: (a, b) => {
      if (weigher.plain) return compareFrom(a, b, weigher, weigher.plain, pad);
      for (let level = 0; level < weigher.levels; level++) {
        left.size = 0;
        right.size = 0;
        weigher.weigh(a, level, left);
        weigher.weigh(b, level, right);
        const order = compareWeights(left, right, pad);
        if (order !== 0) return order;
      }
      return 0;
    },
    weightString: (bytes) => weightBytes(bytes, weigher),
    hashKey: (bytes) => {
      left.size = 0;
      for (let level = 0; level < weigher.levels; level++) {
        if (level > 0) {
          left.reserve(1);
          left.units[left.size++] = 0;
        }
        weigher.weigh(bytes, level, left);
      }
      let size = left.size;
      while (pad !== undefined && size > 0 && left.units[size - 1] === pad) size--;
      return unitText(left.units, size);
    },
  };
}

/** By one level, without weighing what is equal in both, or behind what is not. */
function compareFrom(
  a: Uint8Array,
  b: Uint8Array,
  weigher: Weigher,
  plain: Uint16Array,
  pad: number | undefined,
): number {
  const common = Math.min(a.length, b.length);
  let at = 0;
  for (; at < common; at++) {
    const x = plain[a[at] as number] as number;
    const y = plain[b[at] as number] as number;
    if (x === 0 || y === 0) break;
    if (x !== y) return x - y;
  }
  left.size = 0;
  right.size = 0;
  weigher.weigh(a.subarray(at), 0, left);
  weigher.weigh(b.subarray(at), 0, right);
  return compareWeights(left, right, pad);
}

function compareWeights(a: WeightBuffer, b: WeightBuffer, pad: number | undefined): number {
  const common = Math.min(a.size, b.size);
  for (let i = 0; i < common; i++) {
    const order = (a.units[i] ?? 0) - (b.units[i] ?? 0);
    if (order !== 0) return order;
  }
  if (pad === undefined) return a.size - b.size;
  for (let i = common; i < a.size; i++) if (a.units[i] !== pad) return (a.units[i] ?? 0) - pad;
  for (let i = common; i < b.size; i++) if (b.units[i] !== pad) return pad - (b.units[i] ?? 0);
  return 0;
}

function weightBytes(bytes: Uint8Array, weigher: Weigher): Uint8Array {
  left.size = 0;
  for (let level = 0; level < weigher.levels; level++) {
    if (level > 0) {
      left.reserve(1);
      left.units[left.size++] = 0;
    }
    weigher.weigh(bytes, level, left);
  }
  if (weigher.unitBytes === 1) return Buffer.from(left.units.subarray(0, left.size));
  const out = Buffer.alloc(left.size * 2);
  for (let i = 0; i < left.size; i++) out.writeUInt16BE(left.units[i] ?? 0, i * 2);
  return out;
}

/** The units as they are, which are no characters. */
function unitText({ buffer, byteOffset }: Uint16Array, size: number): string {
  return Buffer.from(buffer, byteOffset, size * 2).toString('utf16le');
}

/** WEIGHT_STRING(text AS CHAR(n)): of the first `count` characters, filled up with spaces where those count as none. */
export function paddedWeightString(bytes: Uint8Array, comparer: Comparer, count: number): Uint8Array | undefined {
  const charset = charsetByName(comparer.collation.charset);
  if (!charset) return undefined;
  const cut = bytes.subarray(0, offsetOf(bytes, charset, count));
  if (!comparer.collation.padSpace) return comparer.weightString(cut);
  const missing = count - countCharacters(cut, charset);
  const spaces = Buffer.from(new Array<readonly number[]>(missing).fill(charset.encode(SPACE) ?? [SPACE]).flat());
  return comparer.weightString(Buffer.concat([cut, spaces]));
}

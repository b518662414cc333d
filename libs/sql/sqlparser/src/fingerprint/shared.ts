import { type Fingerprint, Span } from './result.ts';

const { KindMask, String, Escaped, InList, Negative } = Span;

const SLOTS = 1024;
/** More different values than these in places where equal ones share a bind: left to the slow path. */
const VALUES_MAX = 512;
/** Longer strings never share; see normalize.ts. */
const SHARED_BYTES_MAX = 256;

/** The first literals are compared one by one, which costs less than hashing their bytes. */
const EARLY_MAX = 8;

/** Finds literals that are equal to one before, by an open hash table that is emptied by counting up a generation. */
export class SharedLiterals {
  readonly #slots = new Int32Array(SLOTS);
  readonly #generations = new Uint32Array(SLOTS);
  readonly #counts = new Int32Array(SLOTS);
  #generation = 1;
  #size = 0;
  /** A bit for each of the first literals that may share its bind. */
  #early = 0;
  #strings = 0;
  #escaped = false;
  /** Two literals may be equal in value though they are not in text. */
  doubtful = false;

  reset(): void {
    if (this.#size > 0) this.#generation = (this.#generation + 1) >>> 0;
    if (this.#generation === 0) {
      this.#generations.fill(0);
      this.#generation = 1;
    }
    this.#size = this.#early = this.#strings = 0;
    this.#escaped = this.doubtful = false;
  }

  /** The bind of literal `i`: that of an equal one before, else the next new one (`out.binds`); -1: too many values. */
  find(bytes: Uint8Array, out: Fingerprint, i: number): number {
    const kind = out.kinds[i]!;
    if ((kind & KindMask) >= String) {
      this.#note(kind);
      if (isLong(out, i)) return out.binds;
    }
    const early = this.#early;
    for (let known = 0; early >> known !== 0; known++) {
      if ((early & (1 << known)) !== 0 && equalLiterals(bytes, out, known, i)) return out.groups[known]!;
    }
    if (i >= EARLY_MAX) return this.#findHashed(bytes, out, i, 1);
    this.#early = early | (1 << i);
    return out.binds;
  }

  /** The same for the list of the `count` literals from `first`. */
  findList(bytes: Uint8Array, out: Fingerprint, first: number, count: number): number {
    for (let i = first; i < first + count; i++) this.#note(out.kinds[i]!);
    return this.#findHashed(bytes, out, first, count);
  }

  #findHashed(bytes: Uint8Array, out: Fingerprint, first: number, count: number): number {
    let hash = count;
    for (let i = first; i < first + count; i++) hash = hashLiteral(bytes, out, i, hash);
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    while (this.#generations[slot] === this.#generation) {
      const known = this.#slots[slot]!;
      if (this.#counts[slot] === count && equalRuns(bytes, out, known, first, count)) return out.groups[known]!;
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (++this.#size > VALUES_MAX) return -1;
    this.#generations[slot] = this.#generation;
    this.#slots[slot] = first;
    this.#counts[slot] = count;
    return out.binds;
  }

  #note(kind: number): void {
    const type = kind & KindMask;
    if (type < String) return;
    if (type === String) this.#strings++;
    if ((kind & Escaped) !== 0) this.#escaped = true;
    if ((this.#escaped && this.#strings > 1) || type > String) this.doubtful = true;
  }
}

function isLong(out: Fingerprint, i: number): boolean {
  if ((out.kinds[i]! & (KindMask | Escaped)) !== String) return false;
  return bodyEnd(out, i) - bodyStart(out, i) > SHARED_BYTES_MAX;
}

function hashLiteral(bytes: Uint8Array, out: Fingerprint, i: number, seed: number): number {
  let hash = Math.imul(seed ^ kindOf(out.kinds[i]!), 0x9e3779b1);
  const to = bodyEnd(out, i);
  for (let at = bodyStart(out, i); at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}

/** What makes two literals of equal text different values. */
function kindOf(kind: number): number {
  return kind & (KindMask | Negative | InList);
}

function bodyStart(out: Fingerprint, i: number): number {
  return (out.kinds[i]! & KindMask) === String ? out.starts[i]! + 1 : out.starts[i]!;
}

function bodyEnd(out: Fingerprint, i: number): number {
  return (out.kinds[i]! & KindMask) === String ? out.ends[i]! - 1 : out.ends[i]!;
}

function equalRuns(bytes: Uint8Array, out: Fingerprint, a: number, b: number, count: number): boolean {
  for (let n = 0; n < count; n++) if (!equalLiterals(bytes, out, a + n, b + n)) return false;
  return true;
}

function equalLiterals(bytes: Uint8Array, out: Fingerprint, a: number, b: number): boolean {
  const kindA = out.kinds[a]!;
  const kindB = out.kinds[b]!;
  if (kindOf(kindA) !== kindOf(kindB)) return false;
  // Escapes mean different things in different quotes.
  if (((kindA | kindB) & Escaped) !== 0 && kindA !== kindB) return false;
  const from = bodyStart(out, a);
  const other = bodyStart(out, b);
  const length = bodyEnd(out, a) - from;
  if (bodyEnd(out, b) - other !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[other + i]) return false;
  return true;
}

import { ownCopy } from '@vt/base';
import type { Fingerprint } from '@vt/sqlparser';
import type { VSchema } from '@vt/vschema';
import type { FastEntry, KeptPlan } from './fast-plan.ts';

type Kept = {
  readonly hash: number;
  /** The statement without its literals. */
  readonly text: Buffer;
  readonly literals: number;
  readonly entry: FastEntry;
  readonly next: Kept | undefined;
};

const KEY_MASK = 0x3fffffff;
const ENTRY_BYTES = 700;
const BYTES_PER_CHAR = 8;

/**
 * Entries by fingerprint and context, each verified against the text it was made of. Two generations: what was not used for a whole
 * generation is forgotten with it. Empties itself when the VSchema is another one.
 */
export class FastCache {
  readonly #generationBytesMax: number;
  #vschema: VSchema | undefined;
  #young = new Map<number, Kept>();
  #old = new Map<number, Kept>();
  #youngBytes = 0;
  #oldBytes = 0;
  hits = 0;
  misses = 0;
  evictions = 0;

  constructor(bytesMax: number) {
    this.#generationBytesMax = Math.max(1, bytesMax / 2);
  }

  /** `context`: a number for all else that an entry depends on. */
  get(found: Fingerprint, sql: Uint8Array, context: number, vschema: VSchema): FastEntry | undefined {
    if (vschema !== this.#vschema) this.#clear(vschema);
    const key = keyOf(found, context);
    const young = find(this.#young.get(key), found, sql);
    if (young) {
      this.hits++;
      return young.entry;
    }
    const old = this.#oldBytes === 0 ? undefined : find(this.#old.get(key), found, sql);
    if (!old) {
      this.misses++;
      return undefined;
    }
    this.hits++;
    this.#keep(key, old);
    return old.entry;
  }

  add(found: Fingerprint, sql: Uint8Array, context: number, entry: FastEntry): void {
    const key = keyOf(found, context);
    const text = withoutLiterals(found, sql);
    this.#keep(key, { hash: found.high, text, literals: found.literals, entry, next: undefined });
  }

  #keep(key: number, kept: Kept): void {
    this.#young.set(key, { ...kept, next: this.#young.get(key) });
    this.#youngBytes += ENTRY_BYTES + kept.text.length * BYTES_PER_CHAR;
    if (this.#youngBytes <= this.#generationBytesMax) return;
    this.evictions += this.#old.size;
    this.#old = this.#young;
    this.#oldBytes = this.#youngBytes;
    this.#young = new Map();
    this.#youngBytes = 0;
  }

  #clear(vschema: VSchema): void {
    this.#vschema = vschema;
    this.#young = new Map();
    this.#old = new Map();
    this.#youngBytes = 0;
    this.#oldBytes = 0;
  }

  /** Plans with their statements, whose literals are question marks. */
  *entries(): Iterable<{ readonly sql: string; readonly entry: KeptPlan }> {
    const seen = new Set<FastEntry>();
    for (const generation of [this.#young, this.#old]) {
      for (const first of generation.values()) {
        for (let kept: Kept | undefined = first; kept; kept = kept.next) {
          const { entry, text } = kept;
          if ((entry.kind !== 'shard' && entry.kind !== 'planned') || seen.has(entry)) continue;
          seen.add(entry);
          yield { sql: text.toString('utf8').replaceAll('\0', '?'), entry };
        }
      }
    }
  }

  get length(): number {
    return this.#young.size + this.#old.size;
  }

  get bytes(): number {
    return this.#youngBytes + this.#oldBytes;
  }
}

/** Lists of IN of any length have one fingerprint, but a plan here is for one number of literals. */
function keyOf(found: Fingerprint, context: number): number {
  return (found.low ^ Math.imul(found.literals, 0x85ebca6b) ^ Math.imul(context, 0x9e3779b1)) & KEY_MASK;
}

function find(first: Kept | undefined, found: Fingerprint, sql: Uint8Array): Kept | undefined {
  for (let kept = first; kept; kept = kept.next) {
    if (kept.hash === found.high && kept.literals === found.literals && isSame(kept.text, found, sql)) return kept;
  }
  return undefined;
}

/** INVARIANT: a fingerprint alone is no proof: two statements of one fingerprint must not share a plan. */
function isSame(text: Buffer, found: Fingerprint, sql: Uint8Array): boolean {
  let at = 0;
  let from = found.textStart;
  for (let i = 0; i <= found.literals; i++) {
    const to = i < found.literals ? (found.starts[i] as number) : found.textEnd;
    if (at + to - from > text.length) return false;
    while (from < to) if (text[at++] !== sql[from++]) return false;
    if (i === found.literals) break;
    if (text[at++] !== 0) return false;
    from = found.ends[i] as number;
  }
  return at === text.length;
}

function withoutLiterals(found: Fingerprint, sql: Uint8Array): Buffer {
  const parts: Uint8Array[] = [];
  let from = found.textStart;
  for (let i = 0; i < found.literals; i++) {
    parts.push(sql.subarray(from, found.starts[i]), Buffer.of(0));
    from = found.ends[i] as number;
  }
  parts.push(sql.subarray(from, found.textEnd));
  return ownCopy(Buffer.concat(parts));
}

import type { VSchema } from '@vt/vschema';
import { LRUCache } from 'lru-cache';
import type { FastEntry, KeptPlan } from './fast-plan.ts';

const ENTRY_BYTES = 700;
const BYTES_PER_CHAR = 8;

/** Plans of prepared statements, which clients share; bounded in bytes. Empties itself when the VSchema is another one. */
export class PreparedPlans {
  readonly #entries: LRUCache<string, FastEntry>;
  #vschema: VSchema | undefined;

  constructor(bytesMax: number) {
    this.#entries = new LRUCache({
      maxSize: Math.max(1, bytesMax),
      sizeCalculation: (_entry, key) => ENTRY_BYTES + key.length * BYTES_PER_CHAR,
    });
  }

  /** `context`: a number for all else that an entry depends on. */
  get(sql: string, context: number, vschema: VSchema, make: () => FastEntry): FastEntry {
    if (vschema !== this.#vschema) this.#entries.clear();
    this.#vschema = vschema;
    const key = `${context}|${sql}`;
    const found = this.#entries.get(key);
    if (found) return found;
    const made = make();
    this.#entries.set(key, made);
    return made;
  }

  *entries(): Iterable<{ readonly sql: string; readonly entry: KeptPlan }> {
    for (const [key, entry] of this.#entries.entries()) {
      if (entry.kind === 'shard' || entry.kind === 'planned') yield { sql: key.slice(key.indexOf('|') + 1), entry };
    }
  }

  get length(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize ?? 0;
  }
}

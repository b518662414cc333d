import { LRUCache } from 'lru-cache';
import { readStatement, type Statement } from './statement.ts';

/** A cached statement takes about this much beside its text. */
const OVERHEAD_BYTES = 512;
/** Longer texts (bulk inserts written out) are not kept: they do not come again. */
const KEPT_TEXT_BYTES_MAX = 64 * 1024;

/** Statements by their text, bounded in bytes, the least recently used go first. */
export class StatementCache {
  readonly #cache: LRUCache<string, Statement>;
  hits = 0;
  misses = 0;

  constructor(bytesMax: number) {
    this.#cache = new LRUCache({
      maxSize: Math.max(bytesMax, 1),
      sizeCalculation: (s) => 3 * s.sql.length + OVERHEAD_BYTES,
    });
  }

  get(sql: string, keep: boolean): Statement {
    const found = this.#cache.get(sql);
    if (found) {
      this.hits++;
      return found;
    }
    this.misses++;
    const statement = readStatement(sql);
    if (keep && sql.length <= KEPT_TEXT_BYTES_MAX) this.#cache.set(sql, statement);
    return statement;
  }

  get size(): number {
    return this.#cache.size;
  }

  get bytes(): number {
    return this.#cache.calculatedSize;
  }

  /** The most recently used first. */
  *statements(): Iterable<Statement> {
    yield* this.#cache.values();
  }

  clear(): void {
    this.#cache.clear();
  }
}

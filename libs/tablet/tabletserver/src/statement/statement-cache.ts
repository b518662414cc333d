import { LRUCache } from 'lru-cache';
import { readStatement, type Statement } from './statement.ts';
import { usesOf } from './uses.ts';

/** A cached statement takes about this much beside its text, and so much more for each of its pieces. */
const OVERHEAD_BYTES = 900;
const PIECE_BYTES = 160;
/** Longer texts (bulk inserts written out) are not kept: they do not come again. */
const KEPT_TEXT_BYTES_MAX = 64 * 1024;

/** Statements by their text, bounded in bytes, the least recently used go first. */
export class StatementCache {
  readonly #cache: LRUCache<string, Statement>;
  hits = 0;
  misses = 0;

  readonly #isMessageTable: (name: string) => boolean;

  /** @param isMessageTable INVARIANT: who says otherwise of a table than before clears the cache. */
  constructor(bytesMax: number, isMessageTable: (name: string) => boolean = () => false) {
    this.#isMessageTable = isMessageTable;
    this.#cache = new LRUCache({
      maxSize: Math.max(bytesMax, 1),
      sizeCalculation: ({ sql, pieces }) => 3 * sql.length + OVERHEAD_BYTES + PIECE_BYTES * pieces.length,
    });
  }

  get(sql: string, keep: boolean): Statement {
    const found = this.#cache.get(sql);
    if (found) {
      this.hits++;
      return found;
    }
    this.misses++;
    const statement = this.#read(sql);
    if (keep && sql.length <= KEPT_TEXT_BYTES_MAX) this.#cache.set(sql, statement);
    return statement;
  }

  /** What is written into a message table has a plan of its own. */
  #read(sql: string): Statement {
    const statement = readStatement(sql);
    if (statement.plan !== 'Insert' || !this.#isMessageTable(usesOf(statement).main)) return statement;
    return { ...statement, plan: 'InsertMessage' };
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

import type { Row } from '@vt/sqltypes';
import type { RowCompare } from './compare.ts';
import { RowCopier } from './row-copier.ts';
import type { RowSource } from './run-reader.ts';

const BATCH_ROWS = 256;

/** The rows of several sources in order. */
export class Merger {
  readonly #sources: readonly RowSource[];
  readonly #compare: RowCompare;
  /** In the order of their rows. */
  readonly #heads: RowSource[] = [];

  constructor(sources: readonly RowSource[], compare: RowCompare) {
    this.#sources = sources;
    this.#compare = compare;
  }

  /** The source whose row comes next; undefined behind the last. */
  get least(): RowSource | undefined {
    return this.#heads[0];
  }

  async start(): Promise<void> {
    for (const source of this.#sources) {
      await source.next();
      this.#insert(source);
    }
  }

  /** Goes on by one row; a promise only where the next one is not at hand. */
  next(): Promise<void> | undefined {
    const source = this.#heads[0] as RowSource;
    const waiting = source.next();
    if (waiting) return waiting.then(() => this.#settle());
    this.#settle();
    return undefined;
  }

  #settle(): void {
    const source = this.#heads.shift() as RowSource;
    this.#insert(source);
  }

  /** Keeps the heads in order, by halves. */
  #insert(source: RowSource): void {
    const { row } = source;
    if (!row) return;
    const heads = this.#heads;
    let from = 0;
    let to = heads.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare(row, heads[middle]?.row as Row) <= 0) to = middle;
      else from = middle + 1;
    }
    heads.splice(from, 0, source);
  }
}

/** All rows of a merger that was not started. */
export async function* mergedRows(merger: Merger, columns: number): AsyncGenerator<readonly Row[]> {
  const copier = new RowCopier(columns);
  await merger.start();
  while (merger.least) {
    const batch: Row[] = [];
    for (let source = merger.least; source && batch.length < BATCH_ROWS; source = merger.least) {
      batch.push(source.kept(copier));
      const waiting = merger.next();
      if (waiting) await waiting;
    }
    yield batch;
  }
}

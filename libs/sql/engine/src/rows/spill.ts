import type { Row } from '@vt/sqltypes';
import type { RowCompare } from './compare.ts';
import { HeldBlocks } from './held-blocks.ts';
import { Merger, mergedRows } from './merger.ts';
import { HeldRun, type RowSource, RunReader } from './run-reader.ts';
import { RunWriter } from './run-writer.ts';
import type { SpillFile, SpillPort } from './spill-port.ts';

/** Files that are read at once: each is open, and holds a piece. So many of one generation become one of the next. */
const FILES_MAX = 32;

/** Rows to be sorted: blocks in memory, and beyond its bound runs that are put aside; merged in the end. */
export class SpilledRuns {
  readonly #port: SpillPort;
  readonly #compare: RowCompare;
  readonly #columns: number;
  /** By how often their rows were merged. */
  readonly #generations: SpillFile[][] = [];
  readonly #held: HeldBlocks;

  constructor(port: SpillPort, compare: RowCompare, columns: number) {
    this.#port = port;
    this.#compare = compare;
    this.#columns = columns;
    this.#held = new HeldBlocks(columns);
  }

  get isEmpty(): boolean {
    return this.#generations.length === 0 && this.#held.isEmpty;
  }

  /** @param block some rows, in order */
  async add(block: readonly Row[]): Promise<void> {
    this.#held.add(block);
    if (this.#held.bytes < this.#port.runBytesMax) return;
    await this.#write(this.#held.sources(), 0);
    this.#held.clear();
    for (let age = 0; (this.#generations[age]?.length ?? 0) >= FILES_MAX; age++) await this.#mergeAll(age);
  }

  /** All rows in order, those of `last` too, which is sorted. */
  async *merge(last: readonly Row[]): AsyncGenerator<readonly Row[]> {
    const files = this.#generations.flat().map((file) => new RunReader(file, this.#columns));
    const merger = new Merger([...files, ...this.#held.sources(), new HeldRun(last)], this.#compare);
    yield* mergedRows(merger, this.#columns);
  }

  /** Nothing is merged any more. */
  async close(): Promise<void> {
    this.#held.close();
    for (const file of this.#generations.splice(0).flat()) await file.close();
  }

  async #write(sources: readonly RowSource[], age: number): Promise<void> {
    const file = await this.#port.create();
    (this.#generations[age] ??= []).push(file);
    const writer = new RunWriter((bytes) => file.write(bytes));
    const merger = new Merger(sources, this.#compare);
    await merger.start();
    for (let source = merger.least; source; source = merger.least) {
      const writing = source.writeTo(writer);
      if (writing) await writing;
      const waiting = merger.next();
      if (waiting) await waiting;
    }
    await writer.finish();
  }

  async #mergeAll(age: number): Promise<void> {
    const files = this.#generations[age] ?? [];
    await this.#write(
      files.map((file) => new RunReader(file, this.#columns)),
      age + 1,
    );
    for (const file of files.splice(0)) await file.close();
  }
}

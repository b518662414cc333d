import type { Row } from '@vt/sqltypes';
import type { RowCompare } from './compare.ts';
import { HeldBlocks } from './held-blocks.ts';
import { encodeRun, HeldRun, type RowSource, RunReader } from './run-reader.ts';
import type { SpillFile, SpillPort } from './spill-port.ts';

const BATCH_ROWS = 256;
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
    const files = this.#generations.flat().map((file) => new RunReader(file.read(), this.#columns));
    yield* merged([...files, ...this.#held.sources(), new HeldRun(last)], this.#compare);
  }

  async close(): Promise<void> {
    for (const file of this.#generations.splice(0).flat()) await file.close();
  }

  async #write(sources: readonly RowSource[], age: number): Promise<void> {
    const file = await this.#port.create();
    (this.#generations[age] ??= []).push(file);
    for await (const rows of merged(sources, this.#compare)) await file.write(encodeRun(rows));
  }

  async #mergeAll(age: number): Promise<void> {
    const files = this.#generations[age] ?? [];
    await this.#write(
      files.map((file) => new RunReader(file.read(), this.#columns)),
      age + 1,
    );
    for (const file of files.splice(0)) await file.close();
  }
}

async function* merged(sources: readonly RowSource[], compare: RowCompare): AsyncGenerator<readonly Row[]> {
  const heads: RowSource[] = [];
  for (const source of sources) {
    await source.next();
    if (source.row) insert(heads, source, compare);
  }
  let batch: Row[] = [];
  for (let least = heads[0]; least; least = heads[0]) {
    batch.push(least.row as Row);
    if (batch.length === BATCH_ROWS) {
      yield batch;
      batch = [];
    }
    const waiting = least.next();
    if (waiting) await waiting;
    heads.shift();
    if (least.row) insert(heads, least, compare);
  }
  if (batch.length > 0) yield batch;
}

/** Keeps `heads` in order, by halves. */
function insert(heads: RowSource[], source: RowSource, compare: RowCompare): void {
  const row = source.row as Row;
  let from = 0;
  let to = heads.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(row, heads[middle]?.row as Row) <= 0) to = middle;
    else from = middle + 1;
  }
  heads.splice(from, 0, source);
}

import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { hashText } from './hash.ts';
import { HeldRows } from './held-rows.ts';
import { Held } from './memory.ts';
import { Partitions } from './partitions.ts';
import type { RunReader } from './run-reader.ts';

type KeyOf = (row: Row) => string | undefined;

/** The rows among which others are looked up by key: in memory, and beyond its bound put aside in partitions. */
export class BuildSide {
  readonly #ctx: ExecutionContext;
  readonly #keyOf: KeyOf;
  readonly #columns: number;
  readonly #table: HeldRows;
  readonly #held: Held;
  #partitions: Partitions | undefined;

  constructor(ctx: ExecutionContext, keyOf: KeyOf, columns: number) {
    this.#ctx = ctx;
    this.#keyOf = keyOf;
    this.#columns = columns;
    this.#table = new HeldRows(columns);
    this.#held = new Held(ctx);
  }

  /** Undefined: all rows are in memory. */
  get partitions(): Partitions | undefined {
    return this.#partitions;
  }

  /**
   * Rows whose key is NULL are equal to nothing, and left out. A promise only where something must be written.
   * @throws VtError where there is no room, neither in memory nor elsewhere.
   */
  add(row: Row): Promise<void> | undefined {
    const key = this.#keyOf(row);
    if (key === undefined) return undefined;
    const hash = hashText(key);
    if (this.#partitions) return this.#partitions.add(hash, row);
    if (!this.#ctx.spill) this.#held.add(row);
    this.#table.add(hash, row);
    return this.#isFull() ? this.#putAside() : undefined;
  }

  async finish(): Promise<void> {
    await this.#partitions?.finish();
  }

  /** The rows in memory that have the key. */
  *find(key: string): Generator<Row> {
    for (const row of this.#table.find(hashText(key))) if (this.#keyOf(row) === key) yield row;
  }

  /** Takes into memory what of a partition comes next and has room there, instead of what was there. */
  async load(from: RunReader): Promise<void> {
    this.#table.clear();
    while (from.row && !this.#isFull()) {
      this.#table.add(hashText(this.#keyOf(from.row) as string), from.row);
      const waiting = from.next();
      if (waiting) await waiting;
    }
  }

  async close(): Promise<void> {
    this.#table.close();
    await this.#partitions?.close();
  }

  #isFull(): boolean {
    const { spill, memoryRowsMax } = this.#ctx;
    const { bytes, count, isFull } = this.#table;
    return spill !== undefined && count > 0 && (isFull || bytes > spill.runBytesMax || count >= memoryRowsMax);
  }

  async #putAside(): Promise<void> {
    if (!this.#ctx.spill) return;
    this.#partitions = await Partitions.create(this.#ctx.spill, this.#columns);
    for (const { hash, row } of this.#table.all()) await this.#partitions.add(hash, row);
    this.#table.clear();
  }
}

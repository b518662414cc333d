import type { Row } from '@vt/sqltypes';
import type { TargetSession } from '../apply/target-session.ts';
import { TransactionWriter } from '../apply/transaction-writer.ts';
import type { TablePlan } from '../plan/table-plan.ts';

export type InsertOptions = {
  readonly sessions: readonly TargetSession[];
  /** Rows of several batches are inserted at the same time; else a batch is inserted when the one before it is committed. */
  readonly inParallel: boolean;
  /** Bytes of one transaction's text, about. */
  readonly bytesMax: number;
  readonly listedColumns: readonly string[];
  /** See TransactionWriter. */
  readonly isExact: boolean;
  /** What keeps the last key, for the transaction of its rows. */
  readonly keep: (lastKey: Row, rows: number) => string;
  readonly committed: (rows: number) => void;
  readonly inserted: () => void;
};

/**
 * Inserts rows that come in the order of their key, several batches at the same time.
 * INVARIANT: batches are committed in the order of their rows: up to a kept last key, nothing is missing.
 */
export class InsertWorkers {
  readonly #options: InsertOptions;
  readonly #idle: TransactionWriter[];
  readonly #running = new Set<Promise<void>>();
  #filling: TransactionWriter | undefined;
  #rows = 0;
  #committed: Promise<void> = Promise.resolve();
  #error: unknown;

  constructor(options: InsertOptions, signal: AbortSignal) {
    this.#options = options;
    this.#idle = options.sessions.map((session) => {
      const writer = new TransactionWriter(session, options.bytesMax, signal);
      writer.addListedColumns(options.listedColumns);
      writer.isExact = options.isExact;
      return writer;
    });
  }

  /** Takes rows and the key of the last of them; waits while all workers are busy. */
  async add(plan: TablePlan, rows: readonly Row[], lastKey: Row): Promise<void> {
    const writer = await this.#writer();
    for (const row of rows) await writer.insert(plan, row);
    this.#rows += rows.length;
    if (writer.bytes >= this.#options.bytesMax) this.#dispatch(writer, lastKey);
    else this.#pendingKey = lastKey;
  }

  #pendingKey: Row | undefined;

  async #writer(): Promise<TransactionWriter> {
    for (;;) {
      if (this.#error) throw this.#error;
      this.#filling ??= this.#idle.pop();
      if (this.#filling) return this.#filling;
      await Promise.race(this.#running);
    }
  }

  #dispatch(writer: TransactionWriter, lastKey: Row): void {
    this.#filling = undefined;
    this.#pendingKey = undefined;
    const rows = this.#rows;
    this.#rows = 0;
    const before = this.#committed;
    const work = this.#write(writer, lastKey, rows, before);
    this.#committed = work;
    const running = work
      .catch((error: unknown) => {
        this.#error ??= error;
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #write(writer: TransactionWriter, lastKey: Row, rows: number, before: Promise<void>): Promise<void> {
    // One after the other, rows, last key and commit go in one text; the next batch is written meanwhile.
    if (this.#options.inParallel) await writer.send();
    this.#options.inserted();
    await before;
    await writer.commit(this.#options.keep(lastKey, rows));
    this.#options.committed(rows);
    this.#idle.push(writer);
  }

  /** Writes what is left, and waits for all. */
  async finish(): Promise<void> {
    if (this.#filling && this.#pendingKey) this.#dispatch(this.#filling, this.#pendingKey);
    while (this.#running.size > 0) await Promise.race(this.#running);
    if (this.#error) throw this.#error;
  }
}

import type { StatefulConnection } from './stateful-connection.ts';

/** One transaction that is over. */
export type TransactionLogRecord = {
  readonly id: bigint;
  readonly user: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** `commit`, `rollback` or `kill` */
  readonly conclusion: string;
  /** How many statements it ran. */
  readonly queries: number;
};

type Listener = (record: TransactionLogRecord) => void;

const LISTENERS_MAX = 16;

/** Transactions as they end, for whoever listens. While nobody does it costs a comparison. */
export class TransactionLog {
  readonly #listeners = new Set<Listener>();

  /** Returns what ends it; undefined: there are too many listeners. */
  listen(take: Listener): (() => void) | undefined {
    if (this.#listeners.size >= LISTENERS_MAX) return undefined;
    const listener: Listener = (record) => take(record);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ended({ id, user, startedMs, queries }: StatefulConnection, conclusion: string, endedAt: number): void {
    if (this.#listeners.size === 0) return;
    const record = { id, user, startedAt: startedMs, endedAt, conclusion, queries };
    for (const listener of this.#listeners) listener(record);
  }
}

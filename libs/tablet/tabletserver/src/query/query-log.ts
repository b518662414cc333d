import type { Execution, Outcome } from './execution.ts';

/** One statement that is over. Values of binds are not in it. */
export type QueryLogRecord = {
  readonly plan: string;
  readonly sql: string;
  readonly user: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly rows: number;
  readonly affectedRows: bigint;
  /** mysqld's id of the connection it ran on; 0: it got none. */
  readonly threadId: number;
  readonly error: string | undefined;
};

export type QueryLogFilter = {
  /** Share of statements that are wanted, 0 to 1. */
  readonly sample: number;
  /** Part of the text; empty: any. */
  readonly contains: string;
  /** Only those that took as long. */
  readonly elapsedMsMin: number;
  /** Only those that failed. */
  readonly failed: boolean;
};

type Listener = { readonly filter: QueryLogFilter; readonly take: (record: QueryLogRecord) => void };

const LISTENERS_MAX = 16;

/** Statements as they end, for whoever listens. While nobody does it costs a comparison. */
export class QueryLog {
  readonly #random: () => number;
  #listeners: readonly Listener[] = [];

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Returns what ends it; undefined: there are too many listeners. */
  listen(filter: QueryLogFilter, take: (record: QueryLogRecord) => void): (() => void) | undefined {
    if (this.#listeners.length >= LISTENERS_MAX) return undefined;
    const listener = { filter, take };
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  done(execution: Execution, outcome: Outcome): void {
    if (this.#listeners.length === 0) return;
    let record: QueryLogRecord | undefined;
    for (const { filter, take } of this.#listeners) {
      if (!this.#isWanted(filter, execution, outcome)) continue;
      record ??= recordOf(execution, outcome);
      take(record);
    }
  }

  #isWanted(
    { sample, contains, elapsedMsMin, failed }: QueryLogFilter,
    { statement }: Execution,
    outcome: Outcome,
  ): boolean {
    if (failed && !outcome.error) return false;
    if (outcome.elapsedMs < elapsedMsMin || !statement.sql.includes(contains)) return false;
    return sample >= 1 || this.#random() < sample;
  }
}

function recordOf({ statement, user, startedAt, threadId }: Execution, outcome: Outcome): QueryLogRecord {
  const { elapsedMs, rows, affectedRows, error } = outcome;
  const { plan, sql } = statement;
  return { plan, sql, user, startedAt, elapsedMs, rows, affectedRows, threadId, error: error?.message };
}

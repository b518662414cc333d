import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRules } from './query-rules.ts';

/** What was going on when tables began to be refused. */
export type Ongoing = {
  /** Ids of connections that are in a transaction. */
  transactions(): Iterable<bigint>;
  /** What runs; each is another object. */
  statements(): Iterable<unknown>;
};

/** How long transactions that were open may still use the tables. */
const GRACE_MS = 250;
const POLL_MS = 5;

/**
 * Tables that are refused because they move elsewhere. Transactions that were open go on for a moment, so that those who only want to end
 * never see it; what begins is refused at once.
 *
 * INVARIANT: when `settled` resolves, nothing writes to the tables any more that was let in by an earlier state of the rules.
 */
export class Denial {
  readonly #rules: QueryRules;
  readonly #ongoing: Ongoing;
  #now = '';
  #settling: Promise<boolean> = Promise.resolve(true);

  constructor(rules: QueryRules, ongoing: Ongoing) {
    this.#rules = rules;
    this.#ongoing = ongoing;
  }

  /** Replaces what is refused. `writesOnly`: may still be read. */
  set(tables: readonly string[], writesOnly: readonly string[]): void {
    const next = JSON.stringify([tables, writesOnly]);
    if (next === this.#now) return;
    this.#now = next;
    if (tables.length + writesOnly.length === 0) {
      this.#rules.denyTables([]);
      this.#settling = Promise.resolve(true);
      return;
    }
    const [transactions, statements] = [new Set(this.#ongoing.transactions()), new Set(this.#ongoing.statements())];
    this.#rules.denyTables(tables, writesOnly, transactions);
    this.#settling = this.#settle(next, transactions, statements).then((isQuiet) => {
      if (this.#now === next) this.#rules.denyTables(tables, writesOnly);
      return isQuiet;
    });
  }

  /** Resolves when what was let in before has ended (true), or its time is over (false: it may still hold locks, or run). */
  settled(): Promise<boolean> {
    return this.#settling;
  }

  async #settle(state: string, transactions: ReadonlySet<bigint>, statements: ReadonlySet<unknown>): Promise<boolean> {
    const end = Date.now() + GRACE_MS;
    const remain = (): boolean =>
      [...this.#ongoing.transactions()].some((id) => transactions.has(id)) ||
      [...this.#ongoing.statements()].some((one) => statements.has(one));
    while (this.#now === state && Date.now() < end && remain()) await delay(POLL_MS);
    return !remain();
  }
}

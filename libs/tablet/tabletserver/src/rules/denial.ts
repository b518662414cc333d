import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRules } from './query-rules.ts';

type OpenTransaction = {
  readonly id: bigint;
  /** Statements since it began. */
  readonly queries: number;
  /** What it is doing right now. */
  readonly busyWith: string | undefined;
};

/** What was going on when tables began to be refused. */
export type Ongoing = {
  transactions(): Iterable<OpenTransaction>;
  /** What runs; each is another object. */
  statements(): Iterable<unknown>;
};

/** How long transactions that were open may still use the tables, as long as their clients go on, when nobody says otherwise; and at most. */
const [GRACE_MS, GRACE_MS_MAX] = [1_000, 10_000];
/** A transaction whose client asks for nothing for this share of it is not waited for. */
const SILENCE_SHARE = 0.25;
const POLL_MS = 5;
const LOOK_MS_MAX = 4 * POLL_MS;

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
  #graceMs = GRACE_MS;
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
    this.#graceMs = GRACE_MS;
    if (tables.length + writesOnly.length === 0) {
      this.#rules.denyTables([]);
      this.#settling = Promise.resolve(true);
      return;
    }
    const transactions = new Set([...this.#ongoing.transactions()].map(({ id }) => id));
    const statements = new Set(this.#ongoing.statements());
    this.#rules.denyTables(tables, writesOnly, transactions);
    this.#settling = this.#settle(next, transactions, statements).then((isQuiet) => {
      if (this.#now === next) this.#rules.denyTables(tables, writesOnly);
      return isQuiet;
    });
  }

  /**
   * Resolves when what was let in before has ended (true), or its time is over (false: it may still hold locks, or run). `graceMs`: that it may have more
   * time than usual.
   */
  settled(graceMs = 0): Promise<boolean> {
    this.#graceMs = Math.min(GRACE_MS_MAX, Math.max(this.#graceMs, graceMs));
    return this.#settling;
  }

  async #settle(state: string, transactions: ReadonlySet<bigint>, statements: ReadonlySet<unknown>): Promise<boolean> {
    const startedMs = performance.now();
    const silence = new Silence();
    const remaining = (): OpenTransaction[] =>
      [...this.#ongoing.transactions()].filter(({ id }) => transactions.has(id));
    const run = (): boolean => [...this.#ongoing.statements()].some((one) => statements.has(one));
    const isWorthWaiting = (): boolean =>
      run() || Math.min(...remaining().map((one) => silence.of(one))) < SILENCE_SHARE * this.#graceMs;
    const isInTime = (): boolean => performance.now() - startedMs < this.#graceMs;
    while (this.#now === state && isInTime() && isWorthWaiting()) await delay(POLL_MS);
    return !run() && remaining().length === 0;
  }
}

/**
 * For how long the clients of transactions have asked for nothing, as far as was seen. What they ask for while this process stands still waits in its sockets: between two looks no more than
 * LOOK_MS_MAX is counted.
 */
class Silence {
  readonly #heard = new Map<bigint, { readonly queries: number; readonly silentMs: number; readonly atMs: number }>();

  of({ id, queries, busyWith }: OpenTransaction): number {
    const atMs = performance.now();
    const last = this.#heard.get(id);
    const isSilent = last !== undefined && last.queries === queries && busyWith === undefined;
    const silentMs = isSilent ? last.silentMs + Math.min(atMs - last.atMs, LOOK_MS_MAX) : 0;
    this.#heard.set(id, { queries, silentMs, atMs });
    return silentMs;
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { TabletRequest } from '@vt/proto/hot';
import type { Statement } from '../statement/statement.ts';
import { usesOf } from '../statement/uses.ts';

const POLL_MS = 5;

export type Hold = {
  /** Whether all transactions that were open have ended in time. From then on their statements are held, too. */
  readonly settled: Promise<boolean>;
  release(): void;
};

type Held = {
  readonly released: Promise<void>;
  /** Ids of transactions that go on for now. */
  exempt: ReadonlySet<bigint>;
};

/**
 * Tables whose statements wait, unseen by their clients, while the table is exchanged for another one. Costs a comparison while there are none.
 *
 * INVARIANT: every hold ends, by its time if by nothing else.
 */
export class TableHolds {
  readonly #held = new Map<string, Held>();
  readonly #openTransactions: () => Iterable<bigint>;

  /** @param openTransactions ids of connections that are in a transaction. */
  constructor(openTransactions: () => Iterable<bigint>) {
    this.#openTransactions = openTransactions;
  }

  get isActive(): boolean {
    return this.#held.size > 0;
  }

  /** @param timeoutMs after which it ends by itself. @param settleMsMax what transactions that are open get to end. */
  hold(table: string, timeoutMs: number, settleMsMax: number): Hold {
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held: Held = { released, exempt: new Set(this.#openTransactions()) };
    const end = (): void => {
      clearTimeout(timer);
      if (this.#held.get(table) === held) this.#held.delete(table);
      release();
    };
    const timer = setTimeout(end, timeoutMs);
    this.#held.set(table, held);
    return { settled: this.#settle(held, settleMsMax), release: end };
  }

  async #settle(held: Held, settleMsMax: number): Promise<boolean> {
    const end = performance.now() + settleMsMax;
    const remain = (): boolean => [...this.#openTransactions()].some((id) => held.exempt.has(id));
    while (remain() && performance.now() < end) await delay(POLL_MS);
    const isSettled = !remain();
    held.exempt = new Set();
    return isSettled;
  }

  /** What a statement has to wait for before it runs; undefined: nothing. */
  waitOf(request: TabletRequest, statementOf: () => Statement): Promise<void> | undefined {
    const id = request.transactionId || request.reservedId;
    for (const table of tablesOf(statementOf)) {
      const held = this.#held.get(table);
      if (held && !held.exempt.has(id)) return held.released;
    }
    return undefined;
  }
}

/** What is wrong with a statement is told when it starts. */
function tablesOf(statementOf: () => Statement): readonly string[] {
  try {
    return usesOf(statementOf()).tables.map(({ table }) => table);
  } catch {
    return [];
  }
}

import { VtError } from '@vt/base';

export type HotRowOptions = {
  readonly enabled: boolean;
  /** Counts what would be refused, and lets it pass. */
  readonly dryRun: boolean;
  /** Of one row: those that run and those that wait. */
  readonly queueMax: number;
  readonly globalQueueMax: number;
  /** Of one row, at the same time. */
  readonly concurrentMax: number;
};

type Row = { running: number; readonly waiting: (() => void)[]; count: number };

/** `/debug/hotrows` lists so many rows. */
const RECENT_MAX = 1_000;

/**
 * Transactions that want the same row wait here, where they hold nothing, and not on a connection of mysqld each. Rows are told apart by
 * table and condition.
 */
export class HotRows {
  readonly #options: HotRowOptions;
  readonly #onRefused: (table: string) => void;
  readonly #onWaited: (ms: number) => void;
  readonly #rows = new Map<string, Row>();
  readonly #recent = new Map<string, number>();
  #total = 0;
  waits = 0;

  constructor(
    options: HotRowOptions,
    onRefused: (table: string) => void = () => {},
    onWaited: (ms: number) => void = () => {},
  ) {
    this.#options = options;
    this.#onRefused = onRefused;
    this.#onWaited = onWaited;
  }

  get enabled(): boolean {
    return this.#options.enabled || this.#options.dryRun;
  }

  /** Waits for the row's turn; the result must be called when the statement is done. @throws VtError RESOURCE_EXHAUSTED. */
  async enter(key: string, table: string, signal: AbortSignal): Promise<() => void> {
    const row = this.#rows.get(key) ?? { running: 0, waiting: [], count: 0 };
    this.#checkQueues(row, key, table);
    this.#rows.set(key, row);
    row.count++;
    this.#total++;
    if (row.count > 1) this.#remember(key);
    if (this.#options.enabled && row.running >= this.#options.concurrentMax) {
      this.waits++;
      const sinceMs = performance.now();
      try {
        await turn(row, signal);
        this.#onWaited(performance.now() - sinceMs);
      } catch (error) {
        this.#leave(key, row);
        throw error;
      }
    } else row.running++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const next = row.waiting.shift();
      if (next) next();
      else row.running--;
      this.#leave(key, row);
    };
  }

  #checkQueues(row: Row, key: string, table: string): void {
    const { queueMax, globalQueueMax, enabled } = this.#options;
    // Without a second one for the same row nothing is queued, whatever the others do.
    const isFull = row.count >= queueMax;
    const isAllFull = row.count > 0 && this.#total >= globalQueueMax;
    if (!isFull && !isAllFull) return;
    this.#onRefused(table);
    if (!enabled) return;
    const message = isFull
      ? `hot row protection: too many queued transactions (${row.count} >= ${queueMax}) for the same row (table + WHERE clause: '${key}')`
      : `hot row protection: too many queued transactions (${this.#total} >= ${globalQueueMax})`;
    throw new VtError({ code: 'RESOURCE_EXHAUSTED', message });
  }

  #leave(key: string, row: Row): void {
    this.#total--;
    if (--row.count === 0) this.#rows.delete(key);
  }

  #remember(key: string): void {
    this.#recent.set(key, (this.#recent.get(key) ?? 0) + 1);
    if (this.#recent.size <= RECENT_MAX) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }

  recent(): [string, number][] {
    return [...this.#recent].sort((a, b) => b[1] - a[1]);
  }

  get queued(): number {
    return this.#total;
  }
}

/** The row's place goes from hand to hand: who is woken has it. */
function turn(row: Row, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = (): void => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const abort = (): void => {
      row.waiting.splice(row.waiting.indexOf(take), 1);
      reject(new VtError({ code: 'CANCELED', message: 'context canceled', cause: signal.reason }));
    };
    if (signal.aborted) return reject(new VtError({ code: 'CANCELED', message: 'context canceled' }));
    row.waiting.push(take);
    signal.addEventListener('abort', abort, { once: true });
  });
}

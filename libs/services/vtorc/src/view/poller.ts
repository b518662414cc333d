import { setTimeout as delay } from 'node:timers/promises';
import type { TabletManagers } from '@vt/reparent';
import type { ClusterView } from './cluster-view.ts';
import type { Observed, ShardView } from './observed.ts';

export type PollerOptions = {
  readonly view: ClusterView;
  readonly tablets: TabletManagers;
  readonly everyMs: number;
  readonly primaryEveryMs: number;
  /** A tablet answered, or did not. */
  readonly onPolled: (now: Observed, before: Observed) => void;
};

const TICK_MS = 50;
const TIMEOUT_MS = 900;
/** The second question decides soon. */
const SUSPECT_TIMEOUT_MS = 500;
/** A tablet that did not answer is asked again this soon, while that is news. */
const SUSPECT_EVERY_MS = 100;
const NEWS_MS = 10_000;

/** Asks every tablet for its state, primaries and the suspicious often, the others seldom. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = Date.now();
      for (const observed of this.#options.view.tablets()) {
        if (now - observed.askedAtMs >= this.#interval(observed, now)) void this.poll(observed.alias, signal);
      }
      await delay(TICK_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Asks one tablet now; who is being asked already is not asked twice. */
  poll(alias: string, signal: AbortSignal): Promise<void> {
    const asking = this.#asking.get(alias) ?? this.#ask(alias, signal).finally(() => this.#asking.delete(alias));
    this.#asking.set(alias, asking);
    return asking;
  }

  /** Asks everybody of a shard now. */
  async pollShard({ tablets }: ShardView, signal: AbortSignal): Promise<void> {
    await Promise.all(tablets.map(({ alias }) => this.poll(alias, signal)));
  }

  #interval({ tablet, failingSinceMs, isReachable }: Observed, now: number): number {
    const { everyMs, primaryEveryMs } = this.#options;
    if (isReachable === undefined) return 0;
    if (failingSinceMs !== undefined && now - failingSinceMs < NEWS_MS) return SUSPECT_EVERY_MS;
    return tablet.type === 'PRIMARY' ? primaryEveryMs : everyMs;
  }

  async #ask(alias: string, signal: AbortSignal): Promise<void> {
    const { view, tablets, onPolled } = this.#options;
    const before = view.observed(alias);
    if (!before) return;
    const askedAtMs = Date.now();
    view.update(alias, (known) => ({ ...known, askedAtMs }));
    const timeoutMs = before.isReachable === false ? SUSPECT_TIMEOUT_MS : TIMEOUT_MS;
    let change: (known: Observed) => Observed;
    try {
      const { status } = await tablets.call(before.tablet, 'FullStatus', {}, { signal, timeoutMs });
      change = (known) => ({
        ...known,
        status: status ?? undefined,
        isReachable: true,
        error: undefined,
        failures: 0,
        failingSinceMs: undefined,
      });
    } catch (error) {
      if (signal.aborted) return;
      change = (known) => ({
        ...known,
        isReachable: false,
        error: error instanceof Error ? error.message : String(error),
        failures: known.failures + 1,
        failingSinceMs: known.failingSinceMs ?? askedAtMs,
      });
    }
    view.update(alias, change);
    const now = view.observed(alias);
    if (now) onPolled(now, before);
  }
}

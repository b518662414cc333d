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
const TIMEOUT_MS = 700;
/** The second question decides soon. */
const SUSPECT_TIMEOUT_MS = 400;
/** Where everybody is slow an answer may take this many times as long as the others' answers take now, and no longer than the limit. */
const PATIENCE = 4;
const PATIENCE_MS_MAX = 5_000;
/** A tablet that did not answer is asked again this soon, while that is news. */
const SUSPECT_EVERY_MS = 100;
const NEWS_MS = 10_000;

/** Nobody listens there any more: the tablet's process, or, as the tablet says, its mysqld's. */
const isRefusal = (error: unknown): boolean => error instanceof Error && /ECONNREFUSED|ENOENT/.test(error.message);
const isPrimary = ({ tablet }: Observed): boolean => tablet.type === 'PRIMARY';
const isNews = ({ failingSinceMs }: Observed, now: number): boolean =>
  failingSinceMs !== undefined && now - failingSinceMs < NEWS_MS;
const shardOf = ({ tablet }: Observed): string => `${tablet.keyspace}/${tablet.shard}`;

/**
 * Asks every tablet for its state, primaries and the suspicious often, the others seldom. While a primary does not answer its replicas are asked as often: whether
 * they are still connected to its mysqld decides.
 */
export class Poller {
  readonly #options: PollerOptions;
  readonly #asking = new Map<string, Promise<void>>();
  /** How long each tablet took to answer last, in milliseconds. */
  readonly #lastMs = new Map<string, number>();

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = Date.now();
      const tablets = this.#options.view.tablets();
      const suspected = new Set(tablets.filter((o) => isPrimary(o) && isNews(o, now)).map(shardOf));
      for (const observed of tablets) {
        const everyMs = suspected.has(shardOf(observed)) ? SUSPECT_EVERY_MS : this.#interval(observed, now);
        if (now - observed.askedAtMs >= everyMs) void this.poll(observed.alias, signal);
      }
      await delay(TICK_MS, undefined, { signal }).catch(() => {});
    }
  }

  /**
   * How many times longer than usual a tablet is given to answer, because others are slow now as well: 1 or more. One that is silent while the others answer at once is not slow, it is lost; so
   * only what the others do now counts, not what anybody did before.
   */
  slowness(alias: string): number {
    const now = Date.now();
    const others = this.#options.view.tablets().filter((o) => o.alias !== alias && o.isReachable === true);
    const takes = others.map((o) =>
      Math.max(this.#lastMs.get(o.alias) ?? 0, this.#asking.has(o.alias) ? now - o.askedAtMs : 0),
    );
    return Math.max(1, Math.min(Math.max(0, ...takes) * PATIENCE, PATIENCE_MS_MAX) / TIMEOUT_MS);
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

  #interval(observed: Observed, now: number): number {
    const { everyMs, primaryEveryMs } = this.#options;
    if (observed.isReachable === undefined) return 0;
    if (isNews(observed, now)) return SUSPECT_EVERY_MS;
    return isPrimary(observed) ? primaryEveryMs : everyMs;
  }

  async #ask(alias: string, signal: AbortSignal): Promise<void> {
    const { view, tablets, onPolled } = this.#options;
    const before = view.observed(alias);
    if (!before) return;
    const askedAtMs = Date.now();
    view.update(alias, (known) => ({ ...known, askedAtMs }));
    const usualMs = before.isReachable === false ? SUSPECT_TIMEOUT_MS : TIMEOUT_MS;
    const timeoutMs = Math.round(usualMs * this.slowness(alias));
    let change: (known: Observed) => Observed;
    try {
      const { status } = await tablets.call(before.tablet, 'FullStatus', {}, { signal, timeoutMs });
      this.#lastMs.set(alias, Date.now() - askedAtMs);
      change = (known) => ({
        ...known,
        status: status ?? undefined,
        isReachable: true,
        error: undefined,
        isGone: false,
        failures: 0,
        failingSinceMs: undefined,
      });
    } catch (error) {
      if (signal.aborted) return;
      change = (known) => ({
        ...known,
        isReachable: false,
        error: error instanceof Error ? error.message : String(error),
        isGone: isRefusal(error),
        failures: known.failures + 1,
        failingSinceMs: known.failingSinceMs ?? askedAtMs,
      });
    }
    view.update(alias, change);
    const now = view.observed(alias);
    if (now) onPolled(now, before);
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { anySignal } from '@vt/base';
import type { Response } from '@vt/proto';
import type { Manager, TabletManagers } from '@vt/reparent';
import type { Clock } from '@vt/servenv';
import type { ClusterView } from './cluster-view.ts';
import type { Observed, ShardView } from './observed.ts';

export type PollerOptions = {
  readonly view: ClusterView;
  readonly tablets: TabletManagers;
  /** How long tablets are silent is told by this one. */
  readonly clock: Clock;
  readonly everyMs: number;
  readonly primaryEveryMs: number;
  /** A tablet answered, or did not. */
  readonly onPolled: (now: Observed, before: Observed, ms: number) => void;
};

type FullStatus = Response<Manager, 'FullStatus'>;
type Answer = { readonly of: FullStatus } | { readonly error: unknown };

const TICK_MS = 50;
/** An answer that takes longer is a failed look; one that comes later still ends the row of them. */
const TIMEOUT_MS = 700;
/** The second question decides soon. */
const SUSPECT_TIMEOUT_MS = 300;
/** Where everybody is slow an answer may take this many times as long as the others' answers take now, and no longer than the limit. */
const PATIENCE = 4;
const PATIENCE_MS_MAX = 5_000;
/** So long an answer is waited for after its look failed: who was slow has been alive all the time. */
const LATE_MS = 2_000;
/** What bounds a call whatever the clock of looks does. */
const CALL_MS_MAX = 60_000;
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
  /** When each tablet was asked last. */
  readonly #begunMs = new Map<string, number>();
  /** Since when each tablet that is being asked is. */
  readonly #askedMs = new Map<string, number>();

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = this.#options.clock.now();
      const tablets = this.#options.view.tablets();
      const suspected = new Set(tablets.filter((o) => isPrimary(o) && isNews(o, now)).map(shardOf));
      for (const observed of tablets) {
        const everyMs = suspected.has(shardOf(observed)) ? SUSPECT_EVERY_MS : this.#interval(observed, now);
        // INVARIANT: not by the wall clock, which may be set back: nobody would be asked until it is where it was.
        if (now - (this.#begunMs.get(observed.alias) ?? Number.NEGATIVE_INFINITY) >= everyMs)
          void this.poll(observed.alias, signal);
      }
      this.#forgetGone(tablets);
      await delay(TICK_MS, undefined, { signal }).catch(() => {});
    }
  }

  /**
   * How many times longer than usual a tablet is given to answer, because others are slow now as well: 1 or more. One that is silent while the others answer at once is not slow, it is lost; so
   * only what the others do now counts, not what anybody did before.
   */
  slowness(alias: string): number {
    const now = this.#options.clock.now();
    const others = this.#options.view.tablets().filter((o) => o.alias !== alias && o.isReachable === true);
    const takes = others.map((o) =>
      Math.max(this.#lastMs.get(o.alias) ?? 0, now - (this.#askedMs.get(o.alias) ?? now)),
    );
    return Math.max(1, Math.min(Math.max(0, ...takes) * PATIENCE, PATIENCE_MS_MAX) / TIMEOUT_MS);
  }

  /** Asks one tablet now; who is being asked already is not asked twice. */
  poll(alias: string, signal: AbortSignal): Promise<void> {
    const asking = this.#asking.get(alias) ?? this.#ask(alias, signal).finally(() => this.#asking.delete(alias));
    this.#asking.set(alias, asking);
    return asking;
  }

  /** Tablets that are being asked. */
  get asking(): number {
    return this.#asking.size;
  }

  /** Asks everybody of a shard now. */
  async pollShard({ tablets }: ShardView, signal: AbortSignal): Promise<void> {
    await Promise.all(tablets.map(({ alias }) => this.poll(alias, signal)));
  }

  #forgetGone(tablets: readonly Observed[]): void {
    if (this.#begunMs.size <= tablets.length) return;
    const known = new Set(tablets.map(({ alias }) => alias));
    for (const alias of this.#begunMs.keys()) if (!known.has(alias)) this.#begunMs.delete(alias);
  }

  #interval(observed: Observed, now: number): number {
    const { everyMs, primaryEveryMs } = this.#options;
    if (observed.isReachable === undefined) return 0;
    if (isNews(observed, now)) return SUSPECT_EVERY_MS;
    return isPrimary(observed) ? primaryEveryMs : everyMs;
  }

  async #ask(alias: string, signal: AbortSignal): Promise<void> {
    const { view, clock } = this.#options;
    const before = view.observed(alias);
    if (!before) return;
    view.update(alias, (known) => ({ ...known, askedAtMs: Date.now() }));
    const askedMs = clock.now();
    this.#begunMs.set(alias, askedMs);
    const usualMs = before.isReachable === false ? SUSPECT_TIMEOUT_MS : TIMEOUT_MS;
    const timeoutMs = Math.round(usualMs * this.slowness(alias));
    const end = new AbortController();
    const answering = this.#call(before, anySignal([signal, end.signal]));
    this.#askedMs.set(alias, askedMs);
    const answer = await Promise.race([answering, clock.sleep(timeoutMs, end.signal)]);
    this.#askedMs.delete(alias);
    if (signal.aborted || answer) end.abort();
    if (signal.aborted) return;
    if (!answer) {
      const error = new Error(`tablet ${alias}: no answer in ${timeoutMs} ms`);
      this.#change(alias, askedMs, (known) => ({ ...failed(known, error, askedMs), isSilent: true }));
      void this.#hearLate(alias, askedMs, answering, end, signal);
      return;
    }
    this.#lastMs.set(alias, clock.now() - askedMs);
    this.#change(alias, askedMs, (known) =>
      'of' in answer ? answered(known, answer.of, askedMs) : failed(known, answer.error, askedMs),
    );
  }

  /** An answer that comes late tells that the tablet is slow, and not lost; unless something later was heard. */
  async #hearLate(
    alias: string,
    askedMs: number,
    answering: Promise<Answer>,
    end: AbortController,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#options;
    const answer = await Promise.race([answering, clock.sleep(LATE_MS, end.signal)]);
    end.abort();
    if (signal.aborted || !answer || !('of' in answer)) return;
    this.#change(alias, askedMs, (known) => {
      const isOlder = known.seenAtMs >= askedMs || (known.failures > 0 && !known.isSilent);
      if (isOlder) return known;
      this.#lastMs.set(alias, clock.now() - askedMs);
      return answered(known, answer.of, askedMs);
    });
  }

  async #call({ tablet }: Observed, signal: AbortSignal): Promise<Answer> {
    try {
      return { of: await this.#options.tablets.call(tablet, 'FullStatus', {}, { signal, timeoutMs: CALL_MS_MAX }) };
    } catch (error) {
      return { error };
    }
  }

  #change(alias: string, askedMs: number, change: (known: Observed) => Observed): void {
    const { view, clock, onPolled } = this.#options;
    const before = view.observed(alias);
    view.update(alias, change);
    const now = view.observed(alias);
    if (now && before) onPolled(now, before, clock.now() - askedMs);
  }
}

function answered(known: Observed, { status }: FullStatus, askedMs: number): Observed {
  return {
    ...known,
    status: status ?? undefined,
    seenAtMs: askedMs,
    isReachable: true,
    error: undefined,
    isGone: false,
    isSilent: false,
    failures: 0,
    failingSinceMs: undefined,
    blockedSinceMs: status?.semi_sync_blocked ? (known.blockedSinceMs ?? askedMs) : undefined,
  };
}

function failed(known: Observed, error: unknown, askedMs: number): Observed {
  return {
    ...known,
    isReachable: false,
    error: error instanceof Error ? error.message : String(error),
    isGone: isRefusal(error),
    isSilent: false,
    failures: known.failures + 1,
    failingSinceMs: known.failingSinceMs ?? askedMs,
    blockedSinceMs: undefined,
  };
}

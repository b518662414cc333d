import type { QueryTarget, TabletCallError, TabletRequest } from '@vt/proto';
import type { HealthCheck } from '../health/health-check.ts';
import { isNewPrimary, type TabletHealth, targetKey } from '../health/tablet-health.ts';
import { mayRetry } from './retry.ts';
import { type BufferSkip, increment, ShardBuffering } from './shard-buffering.ts';

/** Vitess's flags in brackets. */
export type BufferOptions = {
  /** How long one request waits at most (--buffer-window). */
  readonly windowMs: number;
  /** Requests waiting at once, over all shards (--buffer-size). */
  readonly requestsMax: number;
  /** Bytes of statements waiting at once. */
  readonly bytesMax: number;
  /** How long requests to one shard are held up in a row (--buffer-max-failover-duration). */
  readonly failoverMsMax: number;
  /** A shard that was held up is not held up again for this long (--buffer-min-time-between-failovers). */
  readonly betweenMsMin: number;
  /** `keyspace` or `keyspace/shard`, and nothing else is buffered (--buffer-keyspace-shards); empty: all. */
  readonly only: readonly string[];
  /** Whether the shard is still one of those that serve; a statement for one that is not is to be planned anew, not to wait. */
  readonly isServed?: (target: QueryTarget) => boolean;
  /** Tells when that may have changed, until the function it returns is called. */
  readonly onServed?: (listener: () => void) => () => void;
};

export const defaultBufferOptions: BufferOptions = {
  windowMs: 10_000,
  requestsMax: 1_000,
  bytesMax: 64 * 1024 * 1024,
  failoverMsMax: 20_000,
  betweenMsMin: 60_000,
  only: [],
};

/** A primary may change its mind without a health message reaching us: asked again after this. */
const PROBE_MS = 100;

/** `held`: requests that wait, or ask just now whether they still must. Without any it goes on all the same until a primary serves, or its time is over. */
type Failover = { readonly key: string; readonly startMs: number; endMs: number | undefined; held: number };

/** One request that is held, until it leaves. */
export type Patience = { readonly deadlineMs: number; readonly bytes: number; readonly failover: Failover };

/**
 * Holds requests to primaries while there is none: statements outside of transactions that have certainly not run wait, bounded in number, bytes and time, for the next
 * primary to serve, and are then sent to it. Costs nothing while nothing fails.
 *
 * INVARIANT: nothing is run twice. What may have run is never held.
 */
export class FailoverBuffer {
  readonly #health: HealthCheck;
  readonly #options: BufferOptions;
  readonly #failovers = new Map<string, Failover>();
  readonly #known = new Set<string>();
  readonly #shards = new Map<string, ShardBuffering>();
  readonly #unsubscribe: () => void;
  #waiting = 0;
  #bytes = 0;

  constructor(health: HealthCheck, options: BufferOptions) {
    this.#health = health;
    this.#options = options;
    this.#unsubscribe = health.subscribe((now, before) => {
      if (now.target.tabletType !== 'PRIMARY') return;
      // Also one that does not serve yet: the topology may say that a new shard serves before its primary does.
      this.#known.add(targetKey(now.target));
      if (isNewPrimary(now, before)) this.#overUnwatched(targetKey(now.target));
    });
  }

  get waiting(): number {
    return this.#waiting;
  }

  get requestsMax(): number {
    return this.#options.requestsMax;
  }

  /** Of the shards that a failover was seen of; there are no more of them than of shards with tablets. */
  shards(): Iterable<ShardBuffering> {
    return this.#shards.values();
  }

  /** Whether a failed request should be tried again after a wait. */
  isFor(error: unknown, request: TabletRequest, repeatable: boolean): error is TabletCallError {
    const { target } = request;
    if (target.tabletType !== 'PRIMARY' || !mayRetry(error, request, repeatable)) return false;
    // A shard that never had a primary, as far as this gate knows, is not failing over.
    if (!this.#known.has(targetKey(target)) || !this.#isWanted(target)) return false;
    const { code, message } = error as TabletCallError;
    return code !== 'FAILED_PRECONDITION' || message.includes('wrong tablet type');
  }

  /**
   * Waits until the shard may serve again. `failed`: who was asked, if anybody; `patience`: what an earlier wait of this request gave, to be
   * given back by `leave` in the end. Undefined: waiting is over, the failure stands. Throws the signal's reason.
   */
  async wait(
    request: TabletRequest,
    failed: TabletHealth | undefined,
    patience: Patience | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Patience | undefined> {
    const held = patience ?? this.#admit(request);
    if (held === undefined) return undefined;
    const { failover } = held;
    const until = Math.min(held.deadlineMs, failover.startMs + this.#options.failoverMsMax);
    this.#waiting += 1;
    this.#bytes += held.bytes;
    const shard = this.#shard(request.target);
    shard.waits(failover.held);
    let end: 'WindowExceeded' | 'ContextDone' | undefined = 'ContextDone';
    try {
      end = (await this.#nextPrimary(request.target, failed, until, signal)) ? undefined : 'WindowExceeded';
      return end === undefined ? held : undefined;
    } finally {
      this.#waiting -= 1;
      this.#bytes -= held.bytes;
      if (end) {
        increment(shard.evicted, end);
        this.giveUp(held);
        if (!this.#isServed(request.target)) this.#overUnwatched(failover.key);
        if (failover.held === 0) shard.stopped(end, this.requestsMax, performance.now());
      }
    }
  }

  /** A request that waited was served: with the last of them, the failover is over. */
  leave(patience: Patience): void {
    patience.failover.held -= 1;
    this.#overUnwatched(patience.failover.key);
  }

  /** A request does not wait any more, whose time is over or whose client is gone. INVARIANT: that ends no failover for those who come. */
  giveUp({ failover }: Patience): void {
    failover.held -= 1;
  }

  /** A failover that nobody waits for any more is over. */
  #overUnwatched(key: string, endMs = performance.now()): void {
    const failover = this.#failovers.get(key);
    if (!failover || failover.held > 0 || failover.endMs !== undefined) return;
    failover.endMs = endMs;
    if (this.#options.betweenMsMin === 0) this.#failovers.delete(key);
  }

  /** The last failover, which has ended where it lasts longer than it may. */
  #lastOf(key: string, nowMs: number): Failover | undefined {
    const known = this.#failovers.get(key);
    const until = known && known.startMs + this.#options.failoverMsMax;
    if (until !== undefined && nowMs >= until) this.#overUnwatched(key, until);
    return this.#failovers.get(key);
  }

  /** A request that waited was served. */
  served(target: QueryTarget): void {
    const shard = this.#shard(target);
    shard.drained += 1;
    shard.stopped('NewPrimarySeen', this.requestsMax, performance.now());
  }

  close(): void {
    this.#unsubscribe();
  }

  #isServed(target: QueryTarget): boolean {
    return this.#options.isServed?.(target) ?? true;
  }

  #isWanted({ keyspace, shard }: QueryTarget): boolean {
    const { only } = this.#options;
    return only.length === 0 || only.includes(keyspace) || only.includes(`${keyspace}/${shard}`);
  }

  #admit(request: TabletRequest): Patience | undefined {
    const { requestsMax, bytesMax, windowMs, betweenMsMin } = this.#options;
    const bytes = request.sql.length;
    const key = targetKey(request.target);
    const now = performance.now();
    const known = this.#lastOf(key, now);
    const isTooSoon = known?.endMs !== undefined && now - known.endMs < betweenMsMin;
    const isFull = this.#waiting >= requestsMax || this.#bytes + bytes > bytesMax;
    const skip: BufferSkip | undefined = isTooSoon ? 'LastFailoverTooRecent' : isFull ? 'BufferFull' : undefined;
    const shard = this.#shard(request.target);
    if (skip) {
      increment(shard.skipped, skip);
      return undefined;
    }
    const ongoing = known?.endMs === undefined ? known : undefined;
    const failover = ongoing ?? { key, startMs: now, endMs: undefined, held: 0 };
    if (!ongoing) this.#failovers.set(key, failover);
    if (failover.held === 0) shard.started(now);
    failover.held += 1;
    shard.buffered += 1;
    return { deadlineMs: now + windowMs, bytes, failover };
  }

  #shard(target: QueryTarget): ShardBuffering {
    const key = targetKey(target);
    const known = this.#shards.get(key) ?? new ShardBuffering(target.keyspace, target.shard);
    this.#shards.set(key, known);
    return known;
  }

  /** Resolves true when somebody serves as primary who is not as he was when he failed, or it is time to ask him again; false when time is up. */
  #nextPrimary(
    target: QueryTarget,
    failed: TabletHealth | undefined,
    untilMs: number,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const isNew = (): boolean => {
      const [primary] = this.#health.serving(target);
      return primary !== undefined && primary !== failed;
    };
    if (isNew()) return Promise.resolve(true);
    if (!this.#isServed(target)) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        unsubscribe();
        leave?.();
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const abort = (): void => end(() => reject(signal?.reason));
      const unsubscribe = this.#health.subscribe(() => {
        if (isNew()) end(() => resolve(true));
      });
      const leave = this.#options.onServed?.(() => {
        if (!this.#isServed(target)) end(() => resolve(false));
      });
      const left = untilMs - performance.now();
      const isProbe = left > PROBE_MS;
      const timer = setTimeout(
        () => end(() => resolve(isProbe && this.#isServed(target))),
        Math.max(0, isProbe ? PROBE_MS : left),
      );
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }
}

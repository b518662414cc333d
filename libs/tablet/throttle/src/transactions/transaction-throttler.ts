import { AdaptiveRate } from './adaptive-rate.ts';
import type { LagSettings } from './lag-settings.ts';
import { TokenRate } from './token-rate.ts';

export type ReplicaKind = 'RDONLY' | 'REPLICA';

/** A replica of the shard, as its health stream tells of it. */
export type ReplicaLag = { readonly alias: string; readonly kind: ReplicaKind; readonly lagSeconds: number };

export type TransactionThrottlerOptions = {
  readonly settings: LagSettings;
  /** Count what would be refused, and refuse nothing. */
  readonly dryRun: boolean;
  /** Of transactions that say none: 0 is never refused, 100 always where the rate says so. */
  readonly defaultPriority: number;
  readonly onRequest: (workload: string) => void;
  readonly onThrottled: (workload: string) => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
  /** In [0, 1). */
  readonly random?: () => number;
};

const PRIORITY_MAX = 100;

/**
 * Refuses transactions while a replica of the shard lags more than is aimed at and more begin than the replicas can follow. Of those, one is refused by chance: the lower its number of
 * priority the seldomer.
 */
export class TransactionThrottler {
  readonly #options: TransactionThrottlerOptions;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #rate: AdaptiveRate;
  readonly #tokens: TokenRate;
  readonly #replicas = new Map<string, ReplicaLag>();
  #lagSeconds = 0;
  #begun = 0;

  constructor(options: TransactionThrottlerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#random = options.random ?? Math.random;
    const now = this.#now();
    this.#rate = new AdaptiveRate(options.settings, now);
    this.#tokens = new TokenRate(this.#rate.perSecond, now);
  }

  /** The greatest lag that counts. */
  get lagSeconds(): number {
    return this.#lagSeconds;
  }

  get perSecond(): number {
    return this.#rate.perSecond;
  }

  /** @param lag undefined: this replica does not serve, or is none any more */
  update(alias: string, lag: Omit<ReplicaLag, 'alias'> | undefined): void {
    if (lag) this.#replicas.set(alias, { alias, ...lag });
    else {
      this.#replicas.delete(alias);
      this.#rate.forget(alias);
    }
    const counted = this.#counted();
    this.#lagSeconds = Math.max(0, ...counted.map(({ lagSeconds }) => lagSeconds));
    const own = counted.find((replica) => replica.alias === alias);
    // Of several that lag, the slowest alone says how fast all may go.
    if (!own || (this.#isLate(this.#lagSeconds) && own.lagSeconds < this.#lagSeconds)) return;
    const now = this.#now();
    this.#rate.record({ alias, lagSeconds: own.lagSeconds, atMs: now, begun: this.#begun });
    this.#tokens.set(this.#rate.perSecond, now);
  }

  /** Without those who may lag as they like: the slowest few of each kind. */
  #counted(): readonly ReplicaLag[] {
    const { ignore_n_slowest_replicas: replicas, ignore_n_slowest_rdonlys: rdonlys } = this.#options.settings;
    const all = [...this.#replicas.values()].sort((a, b) => b.lagSeconds - a.lagSeconds);
    const of = (kind: ReplicaKind, ignored: number) => all.filter((one) => one.kind === kind).slice(ignored);
    return [...of('REPLICA', replicas), ...of('RDONLY', rdonlys)];
  }

  #isLate(lagSeconds: number): boolean {
    return lagSeconds > this.#options.settings.target_replication_lag_sec;
  }

  /** Whether this transaction is refused. */
  refuses(priority: number | undefined, workload: string): boolean {
    const { defaultPriority, dryRun, onRequest, onThrottled } = this.#options;
    onRequest(workload);
    const isDrawn = this.#random() * PRIORITY_MAX < (priority ?? defaultPriority);
    const isRefused = isDrawn && this.#isLate(this.#lagSeconds) && !this.#tokens.take(this.#now());
    if (isRefused) onThrottled(workload);
    if (isRefused && !dryRun) return true;
    this.#begun++;
    return false;
  }
}

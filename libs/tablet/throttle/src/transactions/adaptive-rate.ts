import type { LagSettings } from './lag-settings.ts';

/** What a replica told of its lag, beside how many transactions had begun by then. */
export type LagRecord = {
  readonly alias: string;
  readonly lagSeconds: number;
  readonly atMs: number;
  /** Of all that this tablet let begin so far. */
  readonly begun: number;
};

const RATE_MIN = 1;
/** Two records of a replica that are nearer to each other say nothing of its speed: lag is told in whole seconds. */
const SPAN_MS_MIN = 1_000;

/**
 * Transactions a second that the replicas can follow, found by trying. While their lag is small and the limit is made use of it is raised, towards the middle between what went well and what
 * did not once that is known; above the aim it becomes what the replica that lags achieves, less what it needs to catch up; above the most that is allowed it shrinks by a share at once.
 */
export class AdaptiveRate {
  readonly #settings: LagSettings;
  #rate: number;
  #good = 0;
  #bad = Number.POSITIVE_INFINITY;
  #badAtMs = 0;
  /** Since when, and since how many transactions, the rate is what it is. */
  #since: { readonly atMs: number; readonly begun: number };
  #decreasedAtMs = Number.NEGATIVE_INFINITY;
  readonly #last = new Map<string, LagRecord>();

  constructor(settings: LagSettings, nowMs: number) {
    this.#settings = settings;
    this.#rate = Number(settings.initial_rate);
    this.#since = { atMs: nowMs, begun: 0 };
  }

  get perSecond(): number {
    return this.#rate;
  }

  /** A replica that is gone tells nothing more. */
  forget(alias: string): void {
    this.#last.delete(alias);
  }

  /** Of the replica that lags most, or of one that does not lag. */
  record(record: LagRecord): void {
    const before = this.#last.get(record.alias);
    this.#last.set(record.alias, record);
    this.#age(record.atMs);
    const { target_replication_lag_sec: target, max_replication_lag_sec: max } = this.#settings;
    if (record.lagSeconds <= target) this.#increase(record);
    else if (record.lagSeconds <= max) this.#follow(record, before);
    else this.#brake(record);
  }

  /** What once was too much may not be any more. */
  #age(nowMs: number): void {
    const { age_bad_rate_after_sec: after, bad_rate_increase: share } = this.#settings;
    if (nowMs - this.#badAtMs < Number(after) * 1000) return;
    this.#bad *= 1 + share;
    this.#badAtMs = nowMs;
  }

  #increase({ atMs, begun }: LagRecord): void {
    const settings = this.#settings;
    const elapsedMs = atMs - this.#since.atMs;
    if (elapsedMs < Number(settings.min_duration_between_increases_sec) * 1000) return;
    const used = (begun - this.#since.begun) / (elapsedMs / 1000);
    if (used < this.#rate * settings.max_rate_approach_threshold) {
      // It was not tried: what comes is measured from now on, or a long quiet time would hide a busy one.
      if (elapsedMs >= Number(settings.max_duration_between_increases_sec) * 1000) this.#since = { atMs, begun };
      return;
    }
    this.#good = Math.max(this.#good, this.#rate);
    const raised = this.#rate * (1 + settings.max_increase);
    const middle = (this.#good + this.#bad) / 2;
    this.#set(Math.max(this.#rate, raised < this.#bad ? raised : middle), atMs, begun);
  }

  /** What the replica has achieved since it last told, less what it needs to catch up in time. */
  #follow(record: LagRecord, before: LagRecord | undefined): void {
    if (before === undefined || record.lagSeconds < before.lagSeconds) return;
    const spanS = (record.atMs - before.atMs) / 1000;
    if (spanS * 1000 < SPAN_MS_MIN || !this.#mayDecrease(record)) return;
    const offered = (record.begun - before.begun) / spanS;
    const achieved = Math.max(0, offered * (1 - (record.lagSeconds - before.lagSeconds) / spanS));
    const { target_replication_lag_sec: target, spread_backlog_across_sec: across } = this.#settings;
    const backlog = (record.lagSeconds - Number(target)) * achieved;
    this.#decrease(Math.min(this.#rate, achieved - backlog / Number(across)), record);
  }

  #brake(record: LagRecord): void {
    if (this.#mayDecrease(record)) this.#decrease(this.#rate * this.#settings.emergency_decrease, record);
  }

  /** The last decrease gets the time to show. */
  #mayDecrease({ atMs }: LagRecord): boolean {
    return atMs - this.#decreasedAtMs >= Number(this.#settings.min_duration_between_decreases_sec) * 1000;
  }

  #decrease(rate: number, { atMs, begun }: LagRecord): void {
    this.#bad = Math.min(this.#bad, this.#rate);
    this.#badAtMs = atMs;
    this.#good = Math.min(this.#good, rate);
    this.#decreasedAtMs = atMs;
    this.#set(rate, atMs, begun);
  }

  #set(rate: number, atMs: number, begun: number): void {
    this.#rate = Math.max(RATE_MIN, Math.round(rate));
    this.#since = { atMs, begun };
  }
}

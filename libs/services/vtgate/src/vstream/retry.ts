import type { VtError } from '@vt/base';

/** Codes of what may go well on another tablet, or later. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'CLUSTER_EVENT',
  'ABORTED',
  'CANCELED',
  'DEADLINE_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'UNKNOWN',
  'INTERNAL',
]);
const FIRST_DELAY_MS = 50;
const DELAY_MS_MAX = 3_000;
/** Without a healthy tablet, or with failing ones, a stream is given up after this. */
const PATIENCE_MS = 10 * 60_000;
/** Failures that are not about tablets being away: a tablet that was asked so often will not change its mind. */
const FAILURES_MAX = 5;

/** Decides whether a shard's stream is begun again after a failure. */
export class Retries {
  #failures = 0;
  #since: number | undefined;
  #delayMs = FIRST_DELAY_MS;

  /** Something arrived. */
  progressed(): void {
    this.#failures = 0;
    this.#since = undefined;
    this.#delayMs = FIRST_DELAY_MS;
  }

  /** How long to wait before the next try. @throws the error, when it is to be given up. */
  failed(error: VtError, nowMs: number): number {
    if (!TRANSIENT.has(error.code)) throw error;
    this.#since ??= nowMs;
    if (nowMs - this.#since > PATIENCE_MS) throw error;
    if (error.code !== 'UNAVAILABLE' && error.code !== 'CLUSTER_EVENT' && ++this.#failures > FAILURES_MAX) throw error;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(DELAY_MS_MAX, delayMs * 2);
    return delayMs;
  }
}

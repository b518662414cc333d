import { VtError } from '@vt/base';

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
/** A shard that nothing tells of any more was deleted, or never was there: its stream ends after this, as in Vitess. */
const GONE_MS = 90_000;
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

  /** How long to wait before the next try; `isKnown`: whether there is such a shard. @throws the error, when it is to be given up, and NOT_FOUND when there is no such shard. */
  failed(error: VtError, nowMs: number, isKnown: boolean): number {
    if (!TRANSIENT.has(error.code)) throw error;
    this.#since ??= nowMs;
    if (!isKnown && nowMs - this.#since > GONE_MS)
      throw new VtError({
        code: 'NOT_FOUND',
        message: `${error.message}; nothing tells of such a shard`,
        cause: error,
      });
    if (nowMs - this.#since > PATIENCE_MS) throw error;
    if (error.code !== 'UNAVAILABLE' && error.code !== 'CLUSTER_EVENT' && ++this.#failures > FAILURES_MAX) throw error;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(DELAY_MS_MAX, delayMs * 2);
    return delayMs;
  }
}

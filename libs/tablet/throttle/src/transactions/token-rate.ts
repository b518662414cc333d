/** How much of a second's worth may be taken at once. */
const BURST_S = 0.1;

/** Lets so many through a second, evenly. */
export class TokenRate {
  #perSecond: number;
  #tokens: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#tokens = burst(perSecond);
    this.#atMs = nowMs;
  }

  set(perSecond: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#perSecond = perSecond;
    this.#tokens = Math.min(this.#tokens, burst(perSecond));
  }

  /** Whether one more may go. */
  take(nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  #fill(nowMs: number): void {
    const elapsedS = Math.max(0, nowMs - this.#atMs) / 1000;
    this.#tokens = Math.min(burst(this.#perSecond), this.#tokens + elapsedS * this.#perSecond);
    this.#atMs = nowMs;
  }
}

const burst = (perSecond: number): number => Math.max(1, perSecond * BURST_S);

/** What each step of something took, in milliseconds. */
export class StepClock {
  readonly taken: Record<string, number> = {};
  #at = performance.now();

  done(step: string): void {
    const now = performance.now();
    this.taken[step] = Math.round(now - this.#at);
    this.#at = now;
  }
}

/** How long the steps of an operation took, for its line in the log. */
export class Laps {
  /** Milliseconds by step, in their order. */
  readonly ms: Record<string, number> = {};
  #last = performance.now();

  /** The step that ends now. */
  lap(step: string): void {
    const now = performance.now();
    this.ms[step] = Math.round(now - this.#last);
    this.#last = now;
  }
}

/** What each step of something took, in milliseconds, for the log: where a pause that clients see comes from. */
export class StepTimes {
  readonly #parts: string[] = [];
  #lastMs = performance.now();

  /** A step ended now. */
  mark(name: string): void {
    const nowMs = performance.now();
    this.#parts.push(`${name} ${Math.round(nowMs - this.#lastMs)}`);
    this.#lastMs = nowMs;
  }

  toString(): string {
    return this.#parts.join(', ');
  }
}

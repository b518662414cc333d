/** What each step of something took, in milliseconds, for the log: where a pause that clients see comes from. */
export class StepTimes {
  readonly #parts: { readonly name: string; readonly ms: number }[] = [];
  #lastMs = performance.now();

  /** A step ended now. */
  mark(name: string): void {
    const nowMs = performance.now();
    this.#parts.push({ name, ms: nowMs - this.#lastMs });
    this.#lastMs = nowMs;
  }

  /** From the end of a step to that of another; undefined where either did not happen. */
  between(from: string, to: string): number | undefined {
    const [first, last] = [from, to].map((name) => this.#parts.findLastIndex((part) => part.name === name));
    if (first === undefined || last === undefined || first < 0 || last < first) return undefined;
    return Math.round(this.#parts.slice(first + 1, last + 1).reduce((sum, { ms }) => sum + ms, 0));
  }

  toString(): string {
    return this.#parts.map(({ name, ms }) => `${name} ${Math.round(ms)}`).join(', ');
  }
}

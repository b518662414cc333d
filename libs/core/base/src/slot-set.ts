/** What can be in a SlotSet: it keeps its place there. -1: in none. */
export interface Slotted {
  slot: number;
}

/** A set of what comes and goes thousands of times a second, without the tables of a Set, which V8 keeps from dying young (see IdTable). */
export class SlotSet<T extends Slotted> implements Iterable<T> {
  readonly #entries: T[] = [];

  get size(): number {
    return this.#entries.length;
  }

  add(entry: T): void {
    if (entry.slot >= 0) return;
    entry.slot = this.#entries.length;
    this.#entries.push(entry);
  }

  /** The last takes its place. */
  delete(entry: T): boolean {
    const { slot } = entry;
    if (this.#entries[slot] !== entry) return false;
    const last = this.#entries.pop() as T;
    if (last !== entry) {
      this.#entries[slot] = last;
      last.slot = slot;
    }
    entry.slot = -1;
    return true;
  }

  /** Those that are in it now: it may be changed meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.#entries][Symbol.iterator]();
  }
}

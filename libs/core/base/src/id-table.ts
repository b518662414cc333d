const SLOTS_MIN = 64;

/**
 * What is under way, by number. For what comes and goes thousands of times a second a Map is the wrong thing: every few dozen insertions V8
 * gives it a new table, to which the old one points; once one of them has grown old, it keeps all that follow, and what was in them, from dying
 * young, and the whole heap must be marked to be rid of them. This one writes over what it has.
 */
export class IdTable<T extends { readonly id: number }> {
  /** Linear probing, at most half full; an entry is never behind a hole that its number could have taken. */
  #slots: (T | undefined)[] = new Array<T | undefined>(SLOTS_MIN).fill(undefined);
  #mask = SLOTS_MIN - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): T | undefined {
    const slots = this.#slots;
    for (let at = id & this.#mask; ; at = (at + 1) & this.#mask) {
      const found = slots[at];
      if (found === undefined || found.id === id) return found;
    }
  }

  has(id: number): boolean {
    return this.get(id) !== undefined;
  }

  /** INVARIANT: none with its number is in it. */
  add(entry: T): void {
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    this.#put(entry);
    this.#size++;
  }

  #put(entry: T): void {
    let at = entry.id & this.#mask;
    while (this.#slots[at] !== undefined) at = (at + 1) & this.#mask;
    this.#slots[at] = entry;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Array<T | undefined>(before.length * 2).fill(undefined);
    this.#mask = this.#slots.length - 1;
    for (const entry of before) if (entry !== undefined) this.#put(entry);
  }

  delete(id: number): boolean {
    const slots = this.#slots;
    const mask = this.#mask;
    let hole = id & mask;
    for (;;) {
      const found = slots[hole];
      if (found === undefined) return false;
      if (found.id === id) break;
      hole = (hole + 1) & mask;
    }
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const next = slots[at];
      if (next === undefined) break;
      // It may move to the hole unless it stands between its own place and there.
      if (((at - next.id) & mask) < ((at - hole) & mask)) continue;
      slots[hole] = next;
      hole = at;
    }
    slots[hole] = undefined;
    this.#size--;
    return true;
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#size = 0;
  }

  /** All, as they are now, in no order. */
  values(): T[] {
    return this.#slots.filter((entry) => entry !== undefined);
  }
}

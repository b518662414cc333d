/**
 * The gate's side of a table of definitions: values by key, each in a numbered slot from 1 on. When all are taken, one that has
 * not been used for a while gives way. Equal keys share a slot.
 */
export class Slots {
  readonly #keys: (string | undefined)[] = [undefined];
  readonly #used: boolean[] = [false];
  readonly #byKey = new Map<string, number>();
  readonly #slotsMax: number;
  #hand = 1;

  constructor(slotsMax: number) {
    this.#slotsMax = slotsMax;
  }

  /** The key's slot, undefined when it has none. */
  find(key: string): number | undefined {
    const slot = this.#byKey.get(key);
    if (slot !== undefined) this.#used[slot] = true;
    return slot;
  }

  /** Whether a key has a slot, which is looked for where it was last and told in `slot`. */
  has(known: { readonly key: string; slot: number }): boolean {
    const { key, slot } = known;
    if (slot > 0 && this.#keys[slot] === key) {
      this.#used[slot] = true;
      return true;
    }
    const found = this.find(key);
    if (found === undefined) return false;
    known.slot = found;
    return true;
  }

  /** A slot for a key that has none. */
  assign(key: string): number {
    const slot = this.#keys.length <= this.#slotsMax ? this.#keys.length : this.#evict();
    this.#keys[slot] = key;
    this.#used[slot] = true;
    this.#byKey.set(key, slot);
    return slot;
  }

  clear(): void {
    this.#keys.length = 1;
    this.#used.length = 1;
    this.#byKey.clear();
    this.#hand = 1;
  }

  #evict(): number {
    for (;;) {
      const slot = this.#hand;
      this.#hand = slot === this.#slotsMax ? 1 : slot + 1;
      if (!this.#used[slot]) {
        this.#byKey.delete(this.#keys[slot] as string);
        return slot;
      }
      this.#used[slot] = false;
    }
  }
}

import type { Key, KeySpan } from './key-span.ts';

/** The keys of the store in order. Built for thousands of keys: look-up is a bisection, insertion moves the rest. */
export class SortedKeys {
  readonly #keys: Key[] = [];

  get size(): number {
    return this.#keys.length;
  }

  add(key: Key): void {
    const at = this.#lowerBound(key);
    if (this.#keys[at] === key) return;
    if (at === this.#keys.length) this.#keys.push(key);
    else this.#keys.splice(at, 0, key);
  }

  delete(key: Key): void {
    const at = this.#lowerBound(key);
    if (this.#keys[at] === key) this.#keys.splice(at, 1);
  }

  /** A copy, so that the caller may change the store while it reads. */
  within(span: KeySpan): Key[] {
    const from = this.#lowerBound(span.start);
    if (span.single) return this.#keys[from] === span.start ? [span.start] : [];
    return this.#keys.slice(from, span.end === null ? undefined : Math.max(from, this.#lowerBound(span.end)));
  }

  /** Index of the first key that is not below `key`. */
  #lowerBound(key: Key): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if ((this.#keys[mid] as Key) < key) low = mid + 1;
      else high = mid;
    }
    return low;
  }
}

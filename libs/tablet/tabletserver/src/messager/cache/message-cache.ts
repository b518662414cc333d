/** A message that waits to be sent, without its contents. */
export type Waiting = {
  /** The id's bytes, as a text of one character each. */
  readonly key: string;
  /** Lower is more urgent. */
  readonly priority: number;
  readonly timeNext: bigint;
};

/** Emptied places that the heap may keep beside as many that are in use. */
const SLACK = 64;

/** Messages that wait, the most urgent first; of equal ones, that which became due last, as the table's index has them. Bounded. */
export class MessageCache {
  readonly #rowsMax: number;
  readonly #byKey = new Map<string, Waiting>();
  /** A binary heap; entries that #byKey does not have any more are skipped when they come up. */
  #heap: Waiting[] = [];

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  get size(): number {
    return this.#byKey.size;
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** False: it is full. What waits already stays where it is. */
  add(message: Waiting): boolean {
    if (this.#byKey.has(message.key)) return true;
    if (this.#byKey.size >= this.#rowsMax) return false;
    this.#byKey.set(message.key, message);
    this.#heap.push(message);
    this.#up(this.#heap.length - 1);
    if (this.#heap.length > 2 * this.#byKey.size + SLACK) this.#rebuild();
    return true;
  }

  remove(key: string): void {
    this.#byKey.delete(key);
  }

  /** The most urgent ones, at most so many. */
  take(max: number): Waiting[] {
    const taken: Waiting[] = [];
    while (taken.length < max) {
      const next = this.#pop();
      if (!next) break;
      if (this.#byKey.get(next.key) !== next) continue;
      this.#byKey.delete(next.key);
      taken.push(next);
    }
    return taken;
  }

  clear(): void {
    this.#byKey.clear();
    this.#heap = [];
  }

  #rebuild(): void {
    this.#heap = [...this.#byKey.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #pop(): Waiting | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || this.#heap.length === 0) return first;
    this.#heap[0] = last;
    this.#down(0);
    return first;
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapsIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #down(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [this.#heap[left], this.#heap[left + 1]];
      if (!a) return;
      const child = b && isBefore(b, a) ? left + 1 : left;
      if (!this.#swapsIfBefore(child, at)) return;
      at = child;
    }
  }

  #swapsIfBefore(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i] as Waiting, this.#heap[j] as Waiting];
    if (!isBefore(a, b)) return false;
    this.#heap[i] = b;
    this.#heap[j] = a;
    return true;
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.priority === b.priority ? a.timeNext > b.timeNext : a.priority < b.priority;
}

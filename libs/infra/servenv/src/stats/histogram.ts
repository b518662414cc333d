import type { Metric } from './metric.ts';

/** How many numbers were how large. Adding one costs a few comparisons and three additions. */
export class Histogram implements Metric {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly #bounds: readonly number[];
  readonly #names: readonly string[];
  /** One more than there are bounds: the last counts what is larger than all. */
  readonly #buckets: number[];
  #count = 0;
  #total = 0;

  /**
   * @param bounds upper bounds of the buckets, ascending
   * @param names what `/debug/vars` calls the buckets, with one more for what is larger than all
   */
  constructor(name: string, help: string, bounds: readonly number[], names = [...bounds.map(String), 'inf']) {
    this.name = name;
    this.help = help;
    this.#bounds = bounds;
    this.#names = names;
    this.#buckets = new Array<number>(bounds.length + 1).fill(0);
  }

  add(value: number): void {
    let index = 0;
    while (index < this.#bounds.length && value > (this.#bounds[index] as number)) index++;
    (this.#buckets[index] as number)++;
    this.#count++;
    this.#total += value;
  }

  /** Each bucket with those below it, as Vitess has them. */
  toVar(): Record<string, number> {
    const below = this.#below();
    const buckets = Object.fromEntries(this.#names.map((name, index) => [name, below[index] ?? 0]));
    return { ...buckets, Count: this.#count, Total: this.#total };
  }

  toLines(name: string): string[] {
    const below = this.#below();
    return [
      ...[...this.#bounds.map(String), '+Inf'].map((bound, i) => `${name}_bucket{le="${bound}"} ${below[i] ?? 0}`),
      `${name}_sum ${this.#total}`,
      `${name}_count ${this.#count}`,
    ];
  }

  #below(): number[] {
    let sum = 0;
    return this.#buckets.map((count) => {
      sum += count;
      return sum;
    });
  }
}

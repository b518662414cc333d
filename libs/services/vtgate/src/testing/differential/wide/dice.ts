import { seeded } from '../database.ts';

/** Choices that a seed gives: the same ones again. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(Math.imul(seed, 2654435761) ^ 0x5bd1e995);
    for (let i = 0; i < 8; i++) this.#random();
  }

  /** 0 ≤ n < max */
  below(max: number): number {
    return Math.floor(this.#random() * max);
  }

  chance(p: number): boolean {
    return this.#random() < p;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Of 1 to `max`. */
  times<T>(max: number, make: (i: number) => T): T[] {
    return Array.from({ length: 1 + this.below(max) }, (_, i) => make(i));
  }

  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((item) => [this.#random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
}

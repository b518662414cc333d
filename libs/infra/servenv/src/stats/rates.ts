/** What is counted so far, by name. */
export type CountsByName = () => ReadonlyMap<string, number>;

type Sample = { readonly atMs: number; readonly counts: ReadonlyMap<string, number>; readonly total: number };

/** How many a second, of the last samples: each name's rates and `All`, the oldest first. */
export class Rates {
  readonly #read: CountsByName;
  readonly #samplesMax: number;
  readonly #samples: Sample[] = [];

  constructor(read: CountsByName, samplesMax: number) {
    this.#read = read;
    this.#samplesMax = samplesMax;
  }

  /** To be called at equal intervals. */
  sample(nowMs: number): void {
    const counts = new Map(this.#read());
    let total = 0;
    for (const count of counts.values()) total += count;
    this.#samples.push({ atMs: nowMs, counts, total });
    // One more than there are rates: each lies between two.
    if (this.#samples.length > this.#samplesMax + 1) this.#samples.shift();
  }

  toVar(): Readonly<Record<string, readonly number[]>> {
    const names = this.#samples.at(-1)?.counts.keys() ?? [];
    const rates = (value: (sample: Sample) => number) =>
      this.#samples.slice(1).map((sample, i) => rate(this.#samples[i] as Sample, sample, value));
    const byName = [...names].toSorted().map((name) => [name, rates(({ counts }) => counts.get(name) ?? 0)] as const);
    return Object.fromEntries([['All', rates(({ total }) => total)], ...byName]);
  }
}

function rate(before: Sample, after: Sample, value: (sample: Sample) => number): number {
  const seconds = (after.atMs - before.atMs) / 1000;
  // A count that was reset begins anew.
  const count = Math.max(0, value(after) - value(before));
  return seconds > 0 ? Math.round((count / seconds) * 10) / 10 : 0;
}

import { type CombineLabels, joinLabels, labelText, type Metric, sumBy } from './metric.ts';

/** Upper bounds of the buckets in nanoseconds. */
const bucketsNs = [5e5, 1e6, 5e6, 1e7, 5e7, 1e8, 5e8, 1e9, 5e9, 1e10] as const;

class Histogram {
  readonly labels: readonly string[];
  /** One more than there are bounds: the last counts what is slower than all. */
  readonly buckets = new Array<number>(bucketsNs.length + 1).fill(0);
  count = 0;
  totalNs = 0;

  constructor(labels: readonly string[]) {
    this.labels = labels;
  }

  record(ns: number): void {
    let index = 0;
    while (index < bucketsNs.length && ns > (bucketsNs[index] ?? 0)) index++;
    this.buckets[index] = (this.buckets[index] ?? 0) + 1;
    this.count++;
    this.totalNs += ns;
  }

  toVar(): Record<string, number> {
    const bounds = [...bucketsNs.map(String), 'inf'];
    const buckets = Object.fromEntries(bounds.map((bound, index) => [bound, this.buckets[index] ?? 0]));
    return { ...buckets, Count: this.count, Time: Math.round(this.totalNs) };
  }
}

export type TimingRecorder = { record(elapsedMs: number): void };

const HISTOGRAMS_MAX = 2_000;

/** How long things took, by label values: count, total and a histogram each. */
export class Timings implements Metric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly type = 'histogram';
  readonly #combine: CombineLabels;
  readonly #histograms = new Map<string, Histogram>();

  constructor(name: string, help: string, labels: readonly string[], combine: CombineLabels) {
    this.#combine = combine;
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /** `elapsedMs` as from two `performance.now()`. */
  record(values: readonly string[], elapsedMs: number): void {
    this.#histogram(values).record(elapsedMs * 1e6);
  }

  /** `record` of one combination of labels, for hot paths that keep it. */
  recorder(values: readonly string[]): TimingRecorder {
    const histogram = this.#histogram(values);
    return { record: (elapsedMs) => histogram.record(elapsedMs * 1e6) };
  }

  count(values: readonly string[]): number {
    return this.#histograms.get(joinLabels(this.#combine(values)))?.count ?? 0;
  }

  /** How many there were, by the value of one label. */
  countsBy(label: string): ReadonlyMap<string, number> {
    return sumBy(
      this.labels.indexOf(label),
      [...this.#histograms.values()].map(({ labels, count }) => [labels, count]),
    );
  }

  #histogram(named: readonly string[]): Histogram {
    const values = this.#combine(named);
    const key = joinLabels(values);
    const found = this.#histograms.get(key);
    if (found) return found;
    const labels = this.#histograms.size < HISTOGRAMS_MAX ? [...values] : this.labels.map(() => 'other');
    const histogram = this.#histograms.get(joinLabels(labels)) ?? new Histogram(labels);
    this.#histograms.set(joinLabels(labels), histogram);
    return histogram;
  }

  toVar(): unknown {
    const all = [...this.#histograms];
    return {
      TotalCount: all.reduce((sum, [, histogram]) => sum + histogram.count, 0),
      TotalTime: Math.round(all.reduce((sum, [, histogram]) => sum + histogram.totalNs, 0)),
      Histograms: Object.fromEntries(all.map(([key, histogram]) => [key, histogram.toVar()])),
    };
  }

  toLines(name: string): string[] {
    return [...this.#histograms.values()].flatMap((histogram) => this.#lines(name, histogram));
  }

  #lines(name: string, histogram: Histogram): string[] {
    let below = 0;
    const labelled = (extra: string) => labelText(this.labels, histogram.labels, extra);
    const buckets = bucketsNs.map((bound, index) => {
      below += histogram.buckets[index] ?? 0;
      return `${name}_bucket${labelled(`le="${bound / 1e9}"`)} ${below}`;
    });
    return [
      ...buckets,
      `${name}_bucket${labelled('le="+Inf"')} ${histogram.count}`,
      `${name}_sum${labelled('')} ${histogram.totalNs / 1e9}`,
      `${name}_count${labelled('')} ${histogram.count}`,
    ];
  }
}

import { type CombineLabels, joinLabels, labelText, type Metric, sumBy } from './metric.ts';

/** A number that goes up (Counter) or moves (Gauge). Adding costs one addition. */
export class Counter implements Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  value = 0;

  constructor(name: string, help: string, type: 'counter' | 'gauge' = 'counter') {
    this.name = name;
    this.help = help;
    this.type = type;
  }

  add(delta = 1): void {
    this.value += delta;
  }

  toVar(): number {
    return this.value;
  }

  toLines(name: string): string[] {
    return [`${name} ${this.value}`];
  }
}

export class Gauge extends Counter {
  constructor(name: string, help: string) {
    super(name, help, 'gauge');
  }

  set(value: number): void {
    this.value = value;
  }
}

/** A number computed when it is asked for. */
export class NumberFunc implements Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly #read: () => number;

  constructor(name: string, help: string, read: () => number, type: 'counter' | 'gauge') {
    this.name = name;
    this.help = help;
    this.type = type;
    this.#read = read;
  }

  toVar(): number {
    return this.#read();
  }

  toLines(name: string): string[] {
    return [`${name} ${this.#read()}`];
  }
}

type Cell = { readonly labels: readonly string[]; value: number };

/** More label combinations than this are counted together under `other`, so that no client can grow the registry without end. */
const CELLS_MAX = 10_000;

/** Counters by label values; in `/debug/vars` an object keyed by the values joined with dots. */
export class CountersWithLabels implements Metric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly type: 'counter' | 'gauge';
  readonly #combine: CombineLabels;
  readonly #cells = new Map<string, Cell>();

  constructor(
    name: string,
    help: string,
    labels: readonly string[],
    combine: CombineLabels,
    type: 'counter' | 'gauge' = 'counter',
  ) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.#combine = combine;
    this.type = type;
  }

  add(values: readonly string[], delta = 1): void {
    this.cell(values).value += delta;
  }

  get(values: readonly string[]): number {
    return this.#cells.get(joinLabels(this.#combine(values)))?.value ?? 0;
  }

  /** What was counted, by the value of one label. */
  countsBy(label: string): ReadonlyMap<string, number> {
    return sumBy(
      this.labels.indexOf(label),
      [...this.#cells.values()].map(({ labels, value }) => [labels, value]),
    );
  }

  reset(): void {
    this.#cells.clear();
  }

  /** The cell of one combination, for hot paths that keep it: `cell.value += 1`. */
  cell(named: readonly string[]): { value: number } {
    const values = this.#combine(named);
    const key = joinLabels(values);
    const found = this.#cells.get(key);
    if (found) return found;
    if (this.#cells.size >= CELLS_MAX && key !== this.#otherKey()) return this.cell(this.#otherLabels());
    const cell = { labels: [...values], value: 0 };
    this.#cells.set(key, cell);
    return cell;
  }

  #otherLabels(): readonly string[] {
    return this.#combine(this.labels.map(() => 'other'));
  }

  #otherKey(): string {
    return joinLabels(this.#otherLabels());
  }

  toVar(): Record<string, number> {
    return Object.fromEntries([...this.#cells].map(([key, cell]) => [key, cell.value]));
  }

  toLines(name: string): string[] {
    return [...this.#cells.values()].map((cell) => `${name}${labelText(this.labels, cell.labels)} ${cell.value}`);
  }
}

export class GaugesWithLabels extends CountersWithLabels {
  constructor(name: string, help: string, labels: readonly string[], combine: CombineLabels) {
    super(name, help, labels, combine, 'gauge');
  }

  set(values: readonly string[], value: number): void {
    this.cell(values).value = value;
  }
}

/** Texts with labels, computed when they are asked for; in Prometheus's format the text is one more label, of a gauge that is 1. */
export class LabelledTexts implements Metric {
  readonly name: string;
  readonly help: string;
  readonly type = 'gauge';
  readonly #labels: readonly string[];
  readonly #read: () => Iterable<readonly [readonly string[], string]>;

  /** @param textLabel the label that bears the text */
  constructor(
    name: string,
    help: string,
    labels: readonly string[],
    textLabel: string,
    read: () => Iterable<readonly [readonly string[], string]>,
  ) {
    this.name = name;
    this.help = help;
    this.#labels = [...labels, textLabel];
    this.#read = read;
  }

  toVar(): Record<string, string> {
    return Object.fromEntries([...this.#read()].map(([values, text]) => [joinLabels(values), text]));
  }

  toLines(name: string): string[] {
    return [...this.#read()].map(([values, text]) => `${name}${labelText(this.#labels, [...values, text])} 1`);
  }
}

/** Labelled numbers computed when they are asked for; the function gives label values and number pairs. */
export class LabelledFunc implements Metric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly type: 'counter' | 'gauge';
  readonly #read: () => Iterable<readonly [readonly string[], number]>;

  constructor(
    name: string,
    help: string,
    labels: readonly string[],
    read: () => Iterable<readonly [readonly string[], number]>,
    type: 'counter' | 'gauge',
  ) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.type = type;
    this.#read = read;
  }

  toVar(): Record<string, number> {
    return Object.fromEntries([...this.#read()].map(([values, value]) => [joinLabels(values), value]));
  }

  toLines(name: string): string[] {
    return [...this.#read()].map(([values, value]) => `${name}${labelText(this.labels, values)} ${value}`);
  }
}

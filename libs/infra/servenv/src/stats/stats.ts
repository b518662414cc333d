import { collectDefaultMetrics, Registry } from 'prom-client';
import {
  Counter,
  CountersWithLabels,
  Gauge,
  GaugesWithLabels,
  LabelledFunc,
  LabelledTexts,
  NumberFunc,
} from './counter.ts';
import { Histogram } from './histogram.ts';
import { combining, type Metric, snakeCase } from './metric.ts';
import { type CountsByName, Rates } from './rates.ts';
import { Timings } from './timings.ts';

/** What operators with many tables or keyspaces leave out, under Vitess's flags. */
export type StatsOptions = {
  /** Names of metrics that are not shown (--stats-drop-variables). */
  readonly dropped?: Iterable<string>;
  /** Labels whose values are counted together, as `all` (--stats-combine-dimensions). */
  readonly combined?: Iterable<string>;
};

export type LabelledNumbers = () => Iterable<readonly [readonly string[], number]>;

/**
 * The metrics of one process. Names are Vitess's (`VtgateApi`, `QPSByKeyspace`); `/debug/vars` shows them as they are,
 * `/metrics` in snake case behind `<process>_`. Registering a name twice is a mistake and throws.
 */
export class Stats {
  readonly #prefix: string;
  readonly #names = new Set<string>();
  readonly #dropped: ReadonlySet<string>;
  readonly #combined: ReadonlySet<string>;
  readonly #metrics = new Map<string, Metric>();
  readonly #published = new Map<string, () => unknown>();
  /** For metrics of libraries that speak prom-client; they appear in `/metrics` only. */
  readonly prometheus = new Registry();

  constructor(processName: string, { dropped = [], combined = [] }: StatsOptions = {}) {
    this.#prefix = snakeCase(processName);
    this.#dropped = new Set(dropped);
    this.#combined = new Set(combined);
  }

  /**
   * Figures of the process and of Node (start, CPU, memory, event loop lag, garbage collection), under the names that they have in every program: dashboards
   * of Vitess ask for `process_start_time_seconds`. Starts observers, so only real processes call it.
   */
  collectRuntime(): void {
    collectDefaultMetrics({ register: this.prometheus });
  }

  counter(name: string, help: string): Counter {
    return this.#add(new Counter(name, help));
  }

  counterFunc(name: string, help: string, read: () => number): void {
    this.#add(new NumberFunc(name, help, read, 'counter'));
  }

  countersWithLabels(name: string, help: string, labels: readonly string[]): CountersWithLabels {
    return this.#add(new CountersWithLabels(name, help, labels, combining(labels, this.#combined)));
  }

  countersFunc(name: string, help: string, labels: readonly string[], read: LabelledNumbers): void {
    this.#add(new LabelledFunc(name, help, labels, read, 'counter'));
  }

  gauge(name: string, help: string): Gauge {
    return this.#add(new Gauge(name, help));
  }

  gaugeFunc(name: string, help: string, read: () => number): void {
    this.#add(new NumberFunc(name, help, read, 'gauge'));
  }

  gaugesWithLabels(name: string, help: string, labels: readonly string[]): GaugesWithLabels {
    return this.#add(new GaugesWithLabels(name, help, labels, combining(labels, this.#combined)));
  }

  gaugesFunc(name: string, help: string, labels: readonly string[], read: LabelledNumbers): void {
    this.#add(new LabelledFunc(name, help, labels, read, 'gauge'));
  }

  /** Texts with labels, such as the states of streams. @param textLabel the label that bears the text in `/metrics` */
  textsFunc(
    name: string,
    help: string,
    labels: readonly string[],
    textLabel: string,
    read: () => Iterable<readonly [readonly string[], string]>,
  ): void {
    this.#add(new LabelledTexts(name, help, labels, textLabel, read));
  }

  /** @param names what `/debug/vars` calls the buckets, and what is larger than all; else it is the bounds, and `inf` */
  histogram(name: string, help: string, bounds: readonly number[], names?: string[]): Histogram {
    return this.#add(new Histogram(name, help, bounds, names));
  }

  timings(name: string, help: string, ...labels: readonly string[]): Timings {
    return this.#add(new Timings(name, help, labels, combining(labels, this.#combined)));
  }

  /** How many a second, in `/debug/vars` only; a sample every `everyMs` while the process lives, the last `samples` of them. */
  rates(name: string, read: CountsByName, samples: number, everyMs: number): void {
    const rates = new Rates(read, samples);
    this.publish(name, () => rates.toVar());
    rates.sample(performance.now());
    setInterval(() => rates.sample(performance.now()), everyMs).unref();
  }

  /** A value in `/debug/vars` only: texts such as TabletStateName, objects such as QPS. */
  publish(name: string, read: () => unknown): void {
    this.#claim(name);
    if (!this.#dropped.has(name)) this.#published.set(name, read);
  }

  /** Everything for `/debug/vars`, sorted by name. */
  vars(): Record<string, unknown> {
    const entries: [string, unknown][] = [...this.#metrics.values()].map((metric) => [metric.name, metric.toVar()]);
    for (const [name, read] of this.#published) entries.push([name, read()]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Everything for `/metrics`, in Prometheus's text format. */
  async metrics(): Promise<string> {
    const own = [...this.#metrics.values()].flatMap((metric) => {
      const name = this.#exported(metric.name);
      const help = metric.help.replace(/[\\\n]/g, (char) => (char === '\n' ? '\\n' : '\\\\'));
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${metric.type}`, ...metric.toLines(name)];
    });
    return `${own.join('\n')}\n${await this.prometheus.metrics()}`;
  }

  /** `VtgateApi` of vtgate is `vtgate_api`: the process's name does not stand twice. */
  #exported(name: string): string {
    const own = snakeCase(name);
    return own.startsWith(`${this.#prefix}_`) ? own : `${this.#prefix}_${own}`;
  }

  #add<M extends Metric>(metric: M): M {
    this.#claim(metric.name);
    if (!this.#dropped.has(metric.name)) this.#metrics.set(metric.name, metric);
    return metric;
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new Error(`metric ${name} is registered twice`);
    this.#names.add(name);
  }
}

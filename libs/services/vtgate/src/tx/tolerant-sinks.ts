import { emptyOk, type ResultSink } from '@vt/sqltypes';

/**
 * Sinks of a scattered read some of whose shards may fail: a shard that fails ends as one without rows, as soon as the columns
 * are known from another. What a shard sent before it failed stays.
 */
export class TolerantSinks {
  readonly sinks: readonly ResultSink[];
  readonly #targets: readonly ResultSink[];
  readonly #begun = new Set<ResultSink>();
  readonly #waiting: ResultSink[] = [];
  #columns: Parameters<ResultSink['columns']> | undefined;

  constructor(targets: readonly ResultSink[]) {
    this.#targets = targets;
    this.sinks = targets.map((target) => this.#watch(target));
  }

  /** The shard at `index` gives no more. */
  fail(index: number): void {
    const target = this.#targets[index];
    if (!target) return;
    this.#waiting.push(target);
    this.#endWaiting();
  }

  #watch(target: ResultSink): ResultSink {
    const watch: ResultSink = {
      get onDrain() {
        return target.onDrain;
      },
      set onDrain(drain) {
        target.onDrain = drain;
      },
      columns: (...columns) => {
        this.#columns ??= columns;
        this.#begun.add(target);
        target.columns(...columns);
        this.#endWaiting();
      },
      rows: (packets) => target.rows(packets),
      end: (ok, more) => target.end(ok, more),
      error: (error) => target.error(error),
    };
    return watch;
  }

  #endWaiting(): void {
    const columns = this.#columns;
    if (!columns) return;
    for (const target of this.#waiting.splice(0)) {
      if (!this.#begun.has(target)) target.columns(...columns);
      target.end(emptyOk, false);
    }
  }
}

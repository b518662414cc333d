import type { VtError } from '@vt/base';
import { abortError, type CallSettle, isKill, mayRetry, type RunningCall } from '@vt/discovery';
import type { ShardQuery } from '@vt/engine';
import { TabletCallError, type TabletRequest } from '@vt/proto';
import type { Diagnostic, OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';
import { CallSink } from '../gateway/call-sink.ts';
import { clientError } from '../gateway/tablet-error.ts';
import type { TabletGateway } from '../gateway/tablet-gateway.ts';

/** What a scatter needs of the statement that it belongs to. */
export type ScatterHost = {
  readonly start: NonNullable<TabletGateway['start']>;
  /** The tablet that must take the calls, if one must. */
  readonly alias: string | undefined;
  requestFor(query: ShardQuery): TabletRequest;
  /** What its keyspace's schema is called on the mysqlds. */
  databaseOf(query: ShardQuery): string;
  takeDiagnostics(query: ShardQuery, said: readonly Diagnostic[]): void;
  /** Sends a query whose tablet could not serve it to another, or waits for one. */
  again(query: ShardQuery, sink: ResultSink, signal: AbortSignal): Promise<unknown>;
};

/**
 * A read of several shards, out of transactions and without held connections: one promise for all of them, and for each shard the call itself
 * with the sink that it fills. The first failure ends the others; it is told when all have ended.
 */
export function scatter(
  host: ScatterHost,
  queries: readonly ShardQuery[],
  sinks: readonly ResultSink[],
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const all = new Scatter(host, signal, resolve, reject);
    all.run(queries, sinks);
  });
}

class Scatter {
  readonly host: ScatterHost;
  readonly signal: AbortSignal;
  readonly #resolve: () => void;
  readonly #reject: (error: VtError) => void;
  #legs: readonly Leg[] = [];
  #left = 0;
  #failure: VtError | undefined;
  /** Of legs that go again. */
  #stop: AbortController | undefined;

  constructor(host: ScatterHost, signal: AbortSignal, resolve: () => void, reject: (error: VtError) => void) {
    this.host = host;
    this.signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  run(queries: readonly ShardQuery[], sinks: readonly ResultSink[]): void {
    if (this.signal.aborted) return this.#reject(abortError(this.signal));
    this.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#left = queries.length;
    this.#legs = queries.map((query, i) => new Leg(this, query, sinks[i] as ResultSink));
    for (const leg of this.#legs) leg.start();
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  stopSignal(): AbortSignal {
    this.#stop ??= new AbortController();
    if (this.signal.aborted) this.#stop.abort(this.signal.reason);
    return this.#stop.signal;
  }

  readonly #onAbort = (): void => {
    const reason = abortError(this.signal);
    // Who has it killed still wants what the tablets say to that.
    for (const leg of this.#legs) leg.stop(reason, isKill(this.signal));
    this.#stop?.abort(this.signal.reason);
  };

  failed(error: VtError): void {
    if (!this.#failure) {
      this.#failure = error;
      const { code, errno, state, message } = error;
      const reason = new TabletCallError({ code, errno, state, message, mayHaveRun: true });
      for (const leg of this.#legs) leg.stop(reason, false);
      this.#stop?.abort(error);
    }
    this.ended();
  }

  ended(): void {
    if (--this.#left > 0) return;
    this.signal.removeEventListener('abort', this.#onAbort);
    if (this.#failure) this.#reject(this.#failure);
    else this.#resolve();
  }
}

/** One shard's part. */
class Leg extends CallSink implements CallSettle {
  readonly #all: Scatter;
  readonly #query: ShardQuery;
  readonly #sink: ResultSink;
  #request: TabletRequest | undefined;
  #running: RunningCall | undefined;
  #hasBegun = false;
  #isOver = false;

  constructor(all: Scatter, query: ShardQuery, sink: ResultSink) {
    super(sink, query.keyspace, all.host.databaseOf(query), (said) => all.host.takeDiagnostics(query, said));
    this.#all = all;
    this.#query = query;
    this.#sink = sink;
  }

  start(): void {
    const { host, hasFailed } = this.#all;
    // Another one failed at once.
    if (hasFailed) return this.resolve();
    try {
      this.#request = host.requestFor(this.#query);
      const running = host.start(this.#request, host.alias, this, this);
      if (!this.#isOver) this.#running = running;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param listens what the tablet says of it is still wanted. */
  stop(reason: TabletCallError, listens: boolean): void {
    if (listens) this.#running?.cancel(reason);
    else this.#running?.abort(reason);
  }

  override end(ok: OkInfo, more: boolean): void {
    this.#hasBegun = true;
    super.end(ok, more);
  }

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#hasBegun = true;
    super.columns(definitions, format);
  }

  resolve(): void {
    this.#isOver = true;
    this.#running = undefined;
    this.#all.ended();
  }

  reject(error: TabletCallError): void {
    const all = this.#all;
    this.#running = undefined;
    const isAgain =
      !this.#hasBegun &&
      !all.hasFailed &&
      !all.signal.aborted &&
      this.#request !== undefined &&
      mayRetry(error, this.#request, true);
    if (!isAgain) return this.#fail(error);
    all.host.again(this.#query, this.#sink, all.stopSignal()).then(
      () => this.resolve(),
      (thrown: unknown) => this.#fail(thrown),
    );
  }

  #fail(thrown: unknown): void {
    this.#isOver = true;
    this.#running = undefined;
    this.#all.failed(clientError(thrown, this.#query.keyspace, this.#all.host.databaseOf(this.#query)));
  }
}

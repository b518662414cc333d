import type { Metadata } from '@grpc/grpc-js';
import { toVtError } from '@vt/base';
import { type CallState, type QueryTarget, TabletCallError, type TabletRequest } from '@vt/proto';
import type { ResultSink } from '@vt/sqltypes';
import type { HealthCheck } from '../health/health-check.ts';
import type { TabletHealth } from '../health/tablet-health.ts';
import { TabletClient } from '../transport/tablet-client.ts';
import type { CallSettle, RunningCall, TabletConnection } from '../transport/tablet-connection.ts';
import { mayRetry } from './retry.ts';
import { StartedSink } from './started-sink.ts';

export type GatewayOptions = {
  readonly health: HealthCheck;
  /** How often a request is sent to another tablet after it failed (--retry-count). */
  readonly retriesMax?: number;
  /** Sent with every call, such as static credentials. */
  readonly metadata?: () => Metadata;
};

export type ExecuteOptions = {
  /** The tablet that holds the transaction or connection: this one, or none. `zone1-0000000100`. */
  readonly alias?: string;
  /** Running it twice does nothing that running it once does not: a read. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal;
};

const RETRIES_MAX = 2;

/** Sends requests to tablets that can serve them. */
export class Gateway {
  readonly #health: HealthCheck;
  readonly #retriesMax: number;
  readonly #metadata: (() => Metadata) | undefined;
  readonly #clients = new Map<string, { readonly client: TabletClient; readonly channel: unknown }>();
  readonly #unsubscribe: () => void;

  constructor(options: GatewayOptions) {
    this.#health = options.health;
    this.#retriesMax = options.retriesMax ?? RETRIES_MAX;
    this.#metadata = options.metadata;
    this.#unsubscribe = options.health.subscribe((health) => this.#forgetMoved(health.alias));
  }

  /** As `TabletConnection.call`, on one of the tablets that serve the request's target; on another if that cannot. */
  async execute(request: TabletRequest, sink: ResultSink, options: ExecuteOptions = {}): Promise<CallState> {
    const { alias, signal, repeatable = false } = options;
    if (alias !== undefined) return this.#client(this.#known(alias, request.target)).call(request, sink, signal);
    const tried = new Set<string>();
    let failure: TabletCallError | undefined;
    for (let attempt = 0; attempt <= this.#retriesMax; attempt += 1) {
      const tablet = this.#pick(request.target, tried);
      if (tablet === undefined) break;
      tried.add(tablet.alias);
      const watched = new StartedSink(sink);
      try {
        return await this.#client(tablet).call(request, watched, signal);
      } catch (error) {
        if (watched.started || signal?.aborted || !mayRetry(error, request, repeatable)) throw error;
        failure = error as TabletCallError;
      }
    }
    throw failure ?? noTablet(request.target);
  }

  /** One attempt at one tablet, without a promise; see TabletConnection.start. */
  start(
    request: TabletRequest,
    sink: ResultSink,
    settle: CallSettle,
    alias: string | undefined,
  ): RunningCall | undefined {
    let connection: TabletConnection;
    try {
      const tablet = alias === undefined ? this.#health.serving(request.target)[0] : this.#known(alias, request.target);
      if (tablet === undefined) throw noTablet(request.target);
      connection = this.#client(tablet);
    } catch (error) {
      settle.reject(TabletCallError.from(toVtError(error), false));
      return undefined;
    }
    return connection.start
      ? connection.start(request, sink, settle)
      : startByPromise(connection, request, sink, settle);
  }

  /** What is not statements, of a given tablet. Throws TabletCallError when it is not known. */
  tablet(alias: string, target: QueryTarget): TabletClient {
    return this.#clientOf(this.#known(alias, target));
  }

  close(): void {
    this.#unsubscribe();
    for (const { client } of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  /** The health check is asked each time anew: a failure may have told it something. */
  #pick(target: QueryTarget, tried: ReadonlySet<string>): TabletHealth | undefined {
    return this.#health.serving(target).find((candidate) => !tried.has(candidate.alias));
  }

  #known(alias: string, target: QueryTarget): TabletHealth {
    const health = this.#health.health(alias);
    if (health !== undefined) return health;
    const message = `tablet ${alias} of ${targetText(target)} is not in the topology any more`;
    throw new TabletCallError({ code: 'UNAVAILABLE', message, mayHaveRun: false });
  }

  #client(health: TabletHealth) {
    return this.#clientOf(health).connection(health.queryStreamVersion > 0);
  }

  #clientOf(health: TabletHealth): TabletClient {
    const channel = this.#health.channel(health.alias);
    const known = this.#clients.get(health.alias);
    if (known !== undefined && known.channel === channel) return known.client;
    if (channel === undefined) throw noTablet(health.target as QueryTarget);
    const { alias } = health.tablet;
    const client = new TabletClient({ cell: alias?.cell ?? '', uid: alias?.uid ?? 0 }, channel, this.#metadata);
    known?.client.close();
    this.#clients.set(health.alias, { client, channel });
    return client;
  }

  /** A tablet that went, or is to be found at another address, has another channel or none. */
  #forgetMoved(alias: string): void {
    const known = this.#clients.get(alias);
    if (known === undefined || known.channel === this.#health.channel(alias)) return;
    this.#clients.delete(alias);
    known.client.close();
  }
}

function startByPromise(
  connection: TabletConnection,
  request: TabletRequest,
  sink: ResultSink,
  settle: CallSettle,
): RunningCall {
  const controller = new AbortController();
  connection.call(request, sink, controller.signal).then(
    (state) => settle.resolve(state),
    (error: unknown) => settle.reject(TabletCallError.from(toVtError(error), true)),
  );
  return { cancel: (reason) => controller.abort(reason) };
}

function targetText({ keyspace, shard, tabletType }: QueryTarget): string {
  return `${keyspace}.${shard}.${tabletType.toLowerCase()}`;
}

function noTablet(target: QueryTarget): TabletCallError {
  const { keyspace, shard, tabletType } = target;
  const text = `keyspace:"${keyspace}" shard:"${shard}" tablet_type:${tabletType}`;
  const message = `target: ${targetText(target)}: no healthy tablet available for '${text}'`;
  return new TabletCallError({ code: 'UNAVAILABLE', message, mayHaveRun: false });
}

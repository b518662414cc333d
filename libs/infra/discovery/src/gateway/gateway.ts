import type { Metadata } from '@grpc/grpc-js';
import { toVtError } from '@vt/base';
import { type CallState, type QueryTarget, TabletCallError, type TabletRequest } from '@vt/proto';
import { type ResultSink, StartedSink } from '@vt/sqltypes';
import type { HealthCheck } from '../health/health-check.ts';
import { isNewPrimary, type TabletHealth } from '../health/tablet-health.ts';
import { TabletClient } from '../transport/tablet-client.ts';
import type { CallSettle, RunningCall, TabletConnection } from '../transport/tablet-connection.ts';
import { type BufferOptions, FailoverBuffer, type Patience } from './failover-buffer.ts';
import { mayRetry } from './retry.ts';

export type GatewayOptions = {
  readonly health: HealthCheck;
  /** How often a request is sent to another tablet after it failed (--retry-count). */
  readonly retriesMax?: number;
  /** The only types of tablets that are asked (--allowed-tablet-types); empty: all. */
  readonly allowedTypes?: readonly string[];
  /** Hold statements while a shard has no primary; undefined: let them fail. */
  readonly buffer?: BufferOptions;
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
/** What a primary that was replaced gets to end its calls. */
const OLDER_GRACE_MS = 250;
const untried: ReadonlySet<string> = new Set();

/** Sends requests to tablets that can serve them. */
export class Gateway {
  readonly #health: HealthCheck;
  readonly #retriesMax: number;
  readonly #allowedTypes: readonly string[];
  readonly #metadata: (() => Metadata) | undefined;
  readonly #clients = new Map<string, { readonly client: TabletClient; readonly channel: unknown }>();
  readonly #unsubscribe: () => void;
  readonly #buffer: FailoverBuffer | undefined;
  /** Who was asked when a call failed. */
  readonly #failedOn = new WeakMap<TabletCallError, TabletHealth>();

  constructor(options: GatewayOptions) {
    this.#health = options.health;
    this.#retriesMax = options.retriesMax ?? RETRIES_MAX;
    this.#allowedTypes = options.allowedTypes ?? [];
    this.#metadata = options.metadata;
    this.#buffer = options.buffer && new FailoverBuffer(options.health, options.buffer);
    this.#unsubscribe = options.health.subscribe((health, before) => {
      this.#forgetMoved(health.alias);
      if (isNewPrimary(health, before)) this.#leaveOlder(health);
    });
  }

  /** As `TabletConnection.call`, on one of the tablets that serve the request's target; on another if that cannot. */
  execute(request: TabletRequest, sink: ResultSink, options: ExecuteOptions = {}): Promise<CallState> {
    const { alias, signal, repeatable = false } = options;
    if (alias !== undefined) return this.#direct(alias, request, sink, signal);
    const attempt = this.#attempt(request, sink, repeatable, signal);
    const buffer = this.#buffer;
    if (buffer === undefined) return attempt;
    return attempt.catch((error: unknown) => this.#orWait(error, request, sink, options, buffer));
  }

  async #direct(
    alias: string,
    request: TabletRequest,
    sink: ResultSink,
    signal: AbortSignal | undefined,
  ): Promise<CallState> {
    return this.#client(this.#known(alias, request.target)).call(request, sink, signal);
  }

  /** A request that found no primary waits for the next one, as long as the buffer lets it. */
  async #orWait(
    failure: unknown,
    request: TabletRequest,
    sink: ResultSink,
    { repeatable = false, signal }: ExecuteOptions,
    buffer: FailoverBuffer,
  ): Promise<CallState> {
    let error = failure;
    let patience: Patience | undefined;
    for (;;) {
      if (signal?.aborted || error instanceof BegunError || !buffer.isFor(error, request, repeatable)) break;
      patience = await buffer.wait(request, this.#failedOn.get(error), patience, signal);
      if (patience === undefined) break;
      try {
        const state = await this.#attempt(request, sink, repeatable, signal);
        buffer.served(request.target);
        buffer.leave(patience);
        return state;
      } catch (next) {
        error = next;
      }
    }
    if (patience) buffer.giveUp(patience);
    throw error;
  }

  async #attempt(
    request: TabletRequest,
    sink: ResultSink,
    repeatable: boolean,
    signal: AbortSignal | undefined,
  ): Promise<CallState> {
    this.#refuseType(request.target);
    const tried = new Set<string>();
    let failure: TabletCallError | undefined;
    for (let attempt = 0; attempt <= this.#retriesMax; attempt += 1) {
      const tablet = this.#pick(request, tried);
      if (tablet === undefined) break;
      tried.add(tablet.alias);
      const watched = new StartedSink(sink);
      try {
        return await this.#client(tablet).call(request, watched, signal);
      } catch (error) {
        if (error instanceof TabletCallError) {
          if (watched.started) throw new BegunError(error);
          this.#failedOn.set(error, tablet);
        }
        if (watched.started || signal?.aborted || !mayRetry(error, request, repeatable)) throw error;
        failure = error as TabletCallError;
      }
    }
    throw failure ?? noTablet(request.target);
  }

  #refuseType({ tabletType }: QueryTarget): void {
    const allowed = this.#allowedTypes;
    if (allowed.length > 0 && !allowed.includes(tabletType)) throw typeNotAllowed(tabletType, allowed);
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
      this.#refuseType(request.target);
      const tablet = alias === undefined ? this.#pick(request, untried) : this.#known(alias, request.target);
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

  get buffer(): FailoverBuffer | undefined {
    return this.#buffer;
  }

  close(): void {
    this.#buffer?.close();
    this.#unsubscribe();
    for (const { client } of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  /** The health check is asked each time anew: a failure may have told it something. */
  #pick({ target, session }: TabletRequest, tried: ReadonlySet<string>): TabletHealth | undefined {
    return this.#health.serving(target, session).find((candidate) => !tried.has(candidate.alias));
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

  /**
   * Another tablet is primary now: calls to the one before it that have not ended, and will not since it hangs, fail instead of waiting for as long as the
   * connection lives. One that is only being demoted has ended its calls itself.
   */
  #leaveOlder({ target, primaryTermStart, alias: newer }: TabletHealth): void {
    const isOlder = (health: TabletHealth | undefined): boolean =>
      health?.target.tabletType === 'PRIMARY' &&
      health.target.keyspace === target.keyspace &&
      health.target.shard === target.shard &&
      health.primaryTermStart < primaryTermStart;
    for (const alias of this.#clients.keys()) {
      if (alias === newer || !isOlder(this.#health.health(alias))) continue;
      setTimeout(() => {
        const known = this.#clients.get(alias);
        if (!known || !isOlder(this.#health.health(alias))) return;
        this.#clients.delete(alias);
        known.client.close();
      }, OLDER_GRACE_MS).unref();
    }
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
  return { cancel: (reason) => controller.abort(reason), abort: (reason) => controller.abort(reason) };
}

function targetText({ keyspace, shard, tabletType }: QueryTarget): string {
  return `${keyspace}.${shard}.${tabletType.toLowerCase()}`;
}

function typeNotAllowed(type: string, allowed: readonly string[]): TabletCallError {
  const message = `requested tablet type ${type} is not part of the allowed tablet types for this vtgate: [${allowed.join(' ')}]`;
  return new TabletCallError({ code: 'FAILED_PRECONDITION', message, mayHaveRun: false });
}

function noTablet(target: QueryTarget): TabletCallError {
  const { keyspace, shard, tabletType } = target;
  const text = `keyspace:"${keyspace}" shard:"${shard}" tablet_type:${tabletType}`;
  const message = `target: ${targetText(target)}: no healthy tablet available for '${text}'`;
  return new TabletCallError({ code: 'UNAVAILABLE', message, mayHaveRun: false });
}

/** The failure of a call whose answer had begun: it cannot be given again. */
class BegunError extends TabletCallError {
  constructor({ code, id, errno, state, message, held, mayHaveRun, cause }: TabletCallError) {
    super({ code, id, errno, state, message, held, mayHaveRun, cause });
  }
}

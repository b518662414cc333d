import type { Metadata } from '@grpc/grpc-js';
import { codeName, toVtError, VtError } from '@vt/base';
import {
  type CallState,
  type Message,
  type MessageInput,
  type ServiceClient,
  type TabletAlias,
  TabletCallError,
  type TabletRequest,
} from '@vt/proto';
import { fromServiceError, isServiceError } from '@vt/servenv';
import type { ResultSink } from '@vt/sqltypes';
import type { TabletConnection } from '../tablet-connection.ts';
import { boundQuery, commonFields } from './compat-request.ts';
import { columnDefinitions, okInfo, rowPackets } from './result-rows.ts';

export type CompatConnectionOptions = {
  readonly service: ServiceClient<'queryservice.Query'>;
  readonly metadata: () => Metadata;
  /** The tablet at the other end: most answers do not name it. */
  readonly alias: TabletAlias;
};

type CallOptions = { metadata: Metadata; signal?: AbortSignal; timeoutMs?: number };

/** What the answers to statements have in common; some lack some of it. */
type Answer = {
  readonly result: Message<'query.QueryResult'> | null;
  readonly error?: Message<'vtrpc.RPCError'> | null;
  readonly transaction_id?: bigint;
  readonly reserved_id?: bigint;
};

/** Errors that say that the tablet did not begin with the request. */
const notBegun = new Set(['CLUSTER_EVENT', 'FAILED_PRECONDITION', 'UNAUTHENTICATED', 'UNIMPLEMENTED']);

/** Statements whose rows may be streamed; tablets of Vitess refuse to stream anything else. */
const readsRows =
  /^(?:\s|\/\*.*?\*\/|\()*(?:select|show|with|values|table|explain|desc|describe|check|checksum|analyze)\b/is;

const setsVariables = /^(?:\s|\/\*.*?\*\/)*set\b/is;

/** queryservice.Query of one tablet: for tablets that do not speak the query stream. Rows are always text rows. */
export class CompatConnection implements TabletConnection {
  readonly #options: CompatConnectionOptions;
  readonly #calls = new Set<AbortController>();
  #closed = false;

  constructor(options: CompatConnectionOptions) {
    this.#options = options;
  }

  async call(request: TabletRequest, sink: ResultSink, signal?: AbortSignal): Promise<CallState> {
    if (this.#closed) throw TabletCallError.from(closedError(), false);
    const controller = new AbortController();
    const abort = () => controller.abort(signal?.reason);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    this.#calls.add(controller);
    try {
      return await this.#send(request, sink, controller.signal);
    } catch (error) {
      throw callError(error, controller.signal);
    } finally {
      this.#calls.delete(controller);
      signal?.removeEventListener('abort', abort);
    }
  }

  close(): void {
    this.#closed = true;
    for (const controller of this.#calls) controller.abort(closedError());
  }

  #send(request: TabletRequest, sink: ResultSink, signal: AbortSignal): Promise<CallState> {
    const options: CallOptions = { metadata: this.#options.metadata(), signal };
    if (request.timeoutMs !== undefined) options.timeoutMs = request.timeoutMs;
    return request.method === 'execute' ? this.#execute(request, sink, options) : this.#transaction(request, options);
  }

  async #transaction(request: TabletRequest, options: CallOptions): Promise<CallState> {
    const { service } = this.#options;
    const common = commonFields(request);
    const { transactionId: transaction_id, reservedId: reserved_id } = request;
    switch (request.method) {
      case 'begin': {
        if (request.settings.length > 0) throw new VtError({ code: 'UNIMPLEMENTED', message: 'begin with settings' });
        const begun = await service.unary('Begin', { ...common, options: request.options }, options);
        return this.#state(begun.transaction_id, 0n);
      }
      case 'commit':
        return this.#state(0n, (await service.unary('Commit', { ...common, transaction_id }, options)).reserved_id);
      case 'rollback':
        return this.#state(0n, (await service.unary('Rollback', { ...common, transaction_id }, options)).reserved_id);
      case 'describe':
        throw new VtError({ code: 'UNIMPLEMENTED', message: 'the tablet describes no statements' });
      case 'release':
        await service.unary('Release', { ...common, transaction_id, reserved_id }, options);
        return this.#state(0n, 0n);
      default:
        throw new VtError({ code: 'UNIMPLEMENTED', message: `${request.method} goes by the query stream only` });
    }
  }

  async #execute(asked: TabletRequest, sink: ResultSink, options: CallOptions): Promise<CallState> {
    const request = keepsSet(asked) ? await this.#afterSettings(asked, options) : asked;
    const isStreamed = request.stream && readsRows.test(request.sql);
    const answers = isStreamed ? this.#streamed(request, options) : [await this.#whole(request, options)];
    let held = this.#state(request.transactionId, request.reservedId);
    let last: Message<'query.QueryResult'> | null = null;
    let hasColumns = false;
    for await (const answer of answers) {
      held = this.#state(answer.transaction_id || held.transactionId, answer.reserved_id || held.reservedId);
      if (answer.error) throw rpcError(answer.error, held);
      const { result } = answer;
      if (result === null) continue;
      last = result;
      if (!hasColumns && result.fields.length > 0) {
        hasColumns = true;
        sink.columns(columnDefinitions(result), 'text');
      }
      // Not reading on holds the tablet back.
      if (result.rows.length > 0 && !sink.rows(rowPackets(result))) await drained(sink, options.signal);
    }
    if (last !== null) sink.end(okInfo(last, held.transactionId !== 0n), false);
    return held;
  }

  /** The request as it is on a connection that is reserved, and has its settings: they were executed there one by one. */
  async #afterSettings(request: TabletRequest, options: CallOptions): Promise<TabletRequest> {
    let held: TabletRequest = { ...request, settings: [] };
    for (const sql of request.settings) {
      const answer = await this.#whole({ ...held, sql, binds: {}, values: undefined }, options);
      held = { ...held, reservedId: answer.reserved_id || held.reservedId };
      if (answer.error) throw rpcError(answer.error, this.#state(held.transactionId, held.reservedId));
    }
    return held;
  }

  #whole(request: TabletRequest, options: CallOptions): Promise<Answer> {
    const { service } = this.#options;
    const fields = statementFields(request);
    const reserve = mustReserve(request);
    if (reserve && request.begin) return service.unary('ReserveBeginExecute', fields.reserveBegin, options);
    if (reserve) return service.unary('ReserveExecute', fields.reserve, options);
    if (request.begin) return service.unary('BeginExecute', fields.begin, options);
    return service.unary('Execute', fields.plain, options);
  }

  #streamed(request: TabletRequest, options: CallOptions): AsyncIterable<Answer> {
    const { service } = this.#options;
    const fields = statementFields(request);
    const reserve = mustReserve(request);
    if (reserve && request.begin)
      return service.serverStream('ReserveBeginStreamExecute', fields.reserveBegin, options);
    if (reserve) return service.serverStream('ReserveStreamExecute', fields.reserve, options);
    if (request.begin) return service.serverStream('BeginStreamExecute', fields.begin, options);
    return service.serverStream('StreamExecute', fields.plain, options);
  }

  #state(transactionId: bigint, reservedId: bigint): CallState {
    const holds = transactionId !== 0n || reservedId !== 0n;
    return { transactionId, reservedId, alias: holds ? this.#options.alias : undefined };
  }
}

/**
 * A SET that must run on a connection of the session's own. INVARIANT: it is not sent with settings: a tablet of Vitess answers OK then, runs nothing and
 * reserves nothing, as it takes both for settings of what comes later.
 */
function keepsSet({ reserve, reservedId, begin, settings, sql }: TabletRequest): boolean {
  return reserve && reservedId === 0n && !begin && settings.length > 0 && setsVariables.test(sql);
}

/** Settings go with the reservation: a tablet that can do with a connection of the right settings does not reserve one. */
function mustReserve(request: TabletRequest): boolean {
  return request.reservedId === 0n && (request.reserve || request.settings.length > 0);
}

/** One request in the forms of the four methods. */
function statementFields(request: TabletRequest) {
  const common = { ...commonFields(request), query: boundQuery(request), options: request.options };
  const { transactionId: transaction_id, reservedId: reserved_id } = request;
  const settings = [...request.settings];
  const postBegin = [...request.postBegin];
  return {
    plain: { ...common, transaction_id, reserved_id },
    begin: { ...common, reserved_id, pre_queries: postBegin },
    reserve: { ...common, transaction_id, pre_queries: settings },
    reserveBegin: { ...common, pre_queries: settings, post_begin_queries: postBegin },
  } satisfies {
    plain: MessageInput<'query.ExecuteRequest'>;
    begin: MessageInput<'query.BeginExecuteRequest'>;
    reserve: MessageInput<'query.ReserveExecuteRequest'>;
    reserveBegin: MessageInput<'query.ReserveBeginExecuteRequest'>;
  };
}

function drained(sink: ResultSink, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      sink.onDrain = undefined;
      reject(signal?.reason);
    };
    sink.onDrain = () => {
      sink.onDrain = undefined;
      signal?.removeEventListener('abort', abort);
      resolve();
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

function rpcError(error: Message<'vtrpc.RPCError'>, held: CallState): TabletCallError {
  const code = typeof error.code === 'string' ? error.code : codeName(error.code);
  return new TabletCallError({ code, message: error.message, held, mayHaveRun: true });
}

function closedError(): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: 'the connection to the tablet was closed' });
}

/** The call's own time was over: what the library says of it is of no use to a client. What mysqld said has its number in it. */
function timed(error: VtError): VtError {
  if (error.code !== 'DEADLINE_EXCEEDED' || /\(errno \d+\)/.test(error.message)) return error;
  const message = 'Query execution was interrupted, maximum statement execution time exceeded';
  return new VtError({ code: error.code, errno: 3024, state: 'HY000', message, cause: error });
}

function callError(thrown: unknown, signal: AbortSignal): TabletCallError {
  if (thrown instanceof TabletCallError) return thrown;
  if (signal.aborted) return TabletCallError.from(toVtError(signal.reason), true);
  const error = isServiceError(thrown) ? timed(fromServiceError(thrown)) : toVtError(thrown);
  const neverSent =
    error.code === 'UNAVAILABLE' && /No connection established|ECONNREFUSED|Name resolution/.test(error.message);
  return TabletCallError.from(error, !neverSent && !notBegun.has(error.code));
}

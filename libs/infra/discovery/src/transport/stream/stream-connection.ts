import type { Client, Metadata } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { type CallState, TabletCallError, type TabletRequest } from '@vt/proto';
import { MESSAGE_BYTES_MAX, queryStreamService } from '@vt/proto/hot';
import type { ResultSink } from '@vt/sqltypes';
import type { CallSettle, RunningCall, TabletConnection } from '../tablet-connection.ts';
import { ClientStream, type ClientStreamOptions } from './client-stream.ts';

export type StreamConnectionOptions = Partial<ClientStreamOptions> & {
  readonly client: Client;
  readonly metadata: () => Metadata;
  readonly backoffMinMs?: number;
  readonly backoffMaxMs?: number;
  /** Numbers in [0, 1), so that gates do not come back all at once. */
  readonly random?: () => number;
};

const defaults: ClientStreamOptions = {
  windowBytes: 1024 * 1024,
  messageBytesMax: MESSAGE_BYTES_MAX,
  connectTimeoutMs: 5_000,
  cancelGraceMs: 1_000,
  callsMax: 20_000,
  waitingBytesMax: 64 * 1024 * 1024,
};
const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 3_000;

/** vtqueryext.QueryStream of one tablet: one stream for all calls, opened by the first and again after it broke. */
export class StreamConnection implements TabletConnection {
  readonly #options: StreamConnectionOptions;
  readonly #limits: ClientStreamOptions;
  #stream: ClientStream | undefined;
  #failures = 0;
  /** Before this time (`performance.now()`) calls fail at once: the tablet was not there just now. */
  #retryAt = 0;
  #lastError: VtError | undefined;
  #closed = false;

  constructor(options: StreamConnectionOptions) {
    this.#options = options;
    const {
      client: _client,
      metadata: _metadata,
      backoffMinMs: _min,
      backoffMaxMs: _max,
      random: _random,
      ...limits
    } = options;
    this.#limits = { ...defaults, ...limits };
  }

  call(request: TabletRequest, sink: ResultSink, signal?: AbortSignal): Promise<CallState> {
    return new Promise((resolve, reject) => this.start(request, sink, { resolve, reject }, signal));
  }

  start(request: TabletRequest, sink: ResultSink, settle: CallSettle, signal?: AbortSignal): RunningCall | undefined {
    if (this.#stream === undefined) {
      const refusal = this.#refusal();
      if (refusal !== undefined) {
        settle.reject(TabletCallError.from(refusal, false));
        return undefined;
      }
      this.#stream = this.#open();
    }
    return this.#stream.start(request, sink, settle, signal);
  }

  close(): void {
    this.#closed = true;
    this.#stream?.close(new VtError({ code: 'UNAVAILABLE', message: 'the connection to the tablet was closed' }));
  }

  #refusal(): VtError | undefined {
    if (this.#closed) return new VtError({ code: 'UNAVAILABLE', message: 'the connection to the tablet was closed' });
    return performance.now() < this.#retryAt ? this.#lastError : undefined;
  }

  #open(): ClientStream {
    const { path, requestSerialize, responseDeserialize } = queryStreamService.Exchange;
    const { client, metadata } = this.#options;
    const call = client.makeBidiStreamRequest<Buffer, Buffer>(path, requestSerialize, responseDeserialize, metadata());
    return new ClientStream(call, this.#limits, {
      onReady: () => {
        this.#failures = 0;
      },
      onBroken: (error) => this.#broken(error),
    });
  }

  #broken(error: VtError): void {
    const { backoffMinMs = BACKOFF_MIN_MS, backoffMaxMs = BACKOFF_MAX_MS, random = Math.random } = this.#options;
    const delayMs = Math.min(backoffMaxMs, backoffMinMs * 2 ** this.#failures) * (0.5 + random() / 2);
    this.#stream = undefined;
    this.#lastError = error;
    this.#failures = Math.min(this.#failures + 1, 16);
    this.#retryAt = performance.now() + delayMs;
  }
}

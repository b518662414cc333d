import type { ConnectionOptions } from 'node:tls';
import {
  Client,
  type ClientOptions,
  type ClientReadableStream,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { toVtError, VtError } from '@vt/base';
import { fromCallError } from './no-connection.ts';
import { type OwnCredentials, showing } from './own-credentials.ts';
import { isServiceError } from './status.ts';
import { type ClientTls, clientCredentials, clientTlsOptions, isEncrypted } from './tls.ts';

export type ChannelOptions = {
  /** `host:port`. */
  readonly target: string;
  readonly tls?: ClientTls;
  /** Sent as metadata `username` and `password` with every call, also those that are made of `client`; asked for each. */
  readonly credentials?: () => OwnCredentials;
  readonly messageBytesMax?: number;
  readonly keepaliveTimeMs?: number;
  readonly keepaliveTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
};

/** Every call has a deadline or a signal; long streams have a signal alone. */
export type CallOptions = {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly metadata?: Metadata;
};

export type PlainTarget = {
  readonly host: string;
  readonly port: number;
  /** What it must be encrypted with, as gRPC is; files may be others each time. */
  readonly tls?: () => ConnectionOptions;
};

const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** HTTP/2 windows wide enough that one bulk stream is not paced by round trips. */
const FLOW_WINDOW_BYTES = 8 * 1024 * 1024;
/** Who waits for a process that is being started learns soon that it is up; a refused connection costs little. */
const RECONNECT_BACKOFF_MAX_MS = 500;

/** One connection to a gRPC server, shared by all the stubs that speak to it. Reconnects by itself until closed. */
export class GrpcChannel {
  readonly target: string;
  readonly client: Client;
  /** Where the same server may take plain connections. */
  readonly plainTarget: PlainTarget | undefined;
  readonly #tls: ClientTls | undefined;

  constructor(options: ChannelOptions) {
    this.target = options.target;
    this.#tls = options.tls;
    this.plainTarget = plainTarget(options);
    this.client = new Client(options.target, clientCredentials(options.tls), channelOptions(options));
  }

  /** One request, one response. Rejects with VtError; an abort or a deadline cancels the call on the server too. */
  unary<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options: CallOptions = {},
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (options.signal?.aborted) {
        reject(abortError(options.signal));
        return;
      }
      const abort = () => call.cancel();
      const call = this.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        options.metadata ?? new Metadata(),
        deadline(options),
        (error: ServiceError | null, response?: Response) => {
          options.signal?.removeEventListener('abort', abort);
          if (error) reject(options.signal?.aborted ? abortError(options.signal) : this.#failed(error));
          else resolve(response as Response);
        },
      );
      options.signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** One request, many responses, read as they are wanted (HTTP/2 flow control holds the server back). Leaving the loop cancels. */
  async *stream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options: CallOptions = {},
  ): AsyncGenerator<Response, void, void> {
    options.signal?.throwIfAborted();
    const call = this.client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      options.metadata ?? new Metadata(),
      deadline(options),
    );
    yield* readAll(call, options.signal, (error) => this.#failed(error));
  }

  /** Resolves when connected; rejects with UNAVAILABLE after `timeoutMs`. */
  async connect(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.client.waitForReady(Date.now() + timeoutMs, (error) => {
        if (error === undefined || error === null) resolve();
        else reject(new VtError({ code: 'UNAVAILABLE', message: `cannot reach ${this.target}: ${error.message}` }));
      });
    });
  }

  close(): void {
    this.client.close();
  }

  #failed(error: ServiceError): VtError {
    return fromCallError(error, this.target, this.#tls);
  }
}

async function* readAll<Response>(
  call: ClientReadableStream<Response>,
  signal: AbortSignal | undefined,
  failed: (error: ServiceError) => VtError,
) {
  const abort = () => call.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const message of call) yield message as Response;
  } catch (error) {
    if (signal?.aborted) throw abortError(signal);
    throw isServiceError(error) ? failed(error) : toVtError(error);
  } finally {
    signal?.removeEventListener('abort', abort);
    call.cancel();
  }
}

function deadline(options: CallOptions): { deadline?: number } {
  return options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs };
}

function abortError(signal: AbortSignal): VtError {
  const late = (signal.reason as Error | undefined)?.name === 'TimeoutError';
  const message = signal.reason instanceof Error ? signal.reason.message : 'the call was cancelled';
  return new VtError({ code: late ? 'DEADLINE_EXCEEDED' : 'CANCELED', message, cause: signal.reason });
}

function channelOptions(options: ChannelOptions): ClientOptions {
  const bytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX;
  return {
    'grpc.max_receive_message_length': bytesMax,
    'grpc.max_send_message_length': bytesMax,
    'grpc.keepalive_time_ms': options.keepaliveTimeMs ?? 10_000,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs ?? 30_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': RECONNECT_BACKOFF_MAX_MS,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_http_proxy': 0,
    // Each channel has its own connection, so that closing or losing one does not touch another's.
    'grpc.use_local_subchannel_pool': 1,
    'grpc-node.flow_control_window': FLOW_WINDOW_BYTES,
    ...(options.credentials ? { interceptors: [showing(options.credentials)] } : {}),
    ...(options.tls?.serverName ? { 'grpc.ssl_target_name_override': options.tls.serverName } : {}),
  };
}

function plainTarget({ target, tls }: ChannelOptions): PlainTarget | undefined {
  const place = hostAndPort(target);
  return place && tls && isEncrypted(tls) ? { ...place, tls: () => clientTlsOptions(tls, place.host) } : place;
}

/** Undefined for a target that is no host with a port (`unix:…`, `dns:…`). */
function hostAndPort(target: string): { readonly host: string; readonly port: number } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:/]+)):(\d+)$/.exec(target) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? undefined : { host, port: Number(port) };
}

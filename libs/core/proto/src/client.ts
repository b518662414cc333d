import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  type ClientOptions,
  type ClientReadableStream,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import type { ServiceName } from './names.ts';
import { type MethodName, type MethodsOfKind, type RequestInput, type Response, serviceDefinition } from './service.ts';

export type ClientCallOptions = {
  readonly signal?: AbortSignal;
  /** From now; without it the call may take for ever. */
  readonly timeoutMs?: number;
  readonly metadata?: Metadata;
};

/** Typed calls of one service over one grpc-js client. */
export class ServiceClient<S extends ServiceName> {
  readonly service: S;
  /** The grpc-js client, for channel state and the like. */
  readonly grpc: Client;

  constructor(service: S, grpc: Client) {
    this.service = service;
    this.grpc = grpc;
  }

  /** Rejects with grpc-js's ServiceError, whose `code` may also be 17 or 18 (see vtrpc.Code). */
  unary<M extends MethodsOfKind<S, 'unary'>>(
    method: M,
    request: RequestInput<S, M>,
    options: ClientCallOptions = {},
  ): Promise<Response<S, M>> {
    const definition = this.#method(method);
    const answer = new Promise<unknown>((resolve, reject) => {
      const done = (error: ServiceError | null, response?: unknown) => {
        release?.();
        if (error) reject(error);
        else resolve(response);
      };
      const call = this.grpc.makeUnaryRequest(
        definition.path,
        definition.requestSerialize,
        definition.responseDeserialize,
        request,
        options.metadata ?? new Metadata(),
        callOptions(options),
        done,
      );
      const release = cancelOnAbort(call, options.signal);
    });
    return answer as Promise<Response<S, M>>;
  }

  /** The stream fails with ServiceError; aborting the signal cancels it. */
  serverStream<M extends MethodsOfKind<S, 'serverStream'>>(
    method: M,
    request: RequestInput<S, M>,
    options: ClientCallOptions = {},
  ): ClientReadableStream<Response<S, M>> {
    const definition = this.#method(method);
    const call = this.grpc.makeServerStreamRequest(
      definition.path,
      definition.requestSerialize,
      definition.responseDeserialize as (bytes: Buffer) => Response<S, M>,
      request,
      options.metadata ?? new Metadata(),
      callOptions(options),
    );
    const release = cancelOnAbort(call, options.signal);
    if (release) call.once('close', release);
    return call;
  }

  bidi<M extends MethodsOfKind<S, 'bidi'>>(
    method: M,
    options: ClientCallOptions = {},
  ): ClientDuplexStream<RequestInput<S, M>, Response<S, M>> {
    const definition = this.#method(method);
    const call = this.grpc.makeBidiStreamRequest(
      definition.path,
      definition.requestSerialize as (request: RequestInput<S, M>) => Buffer,
      definition.responseDeserialize as (bytes: Buffer) => Response<S, M>,
      options.metadata ?? new Metadata(),
      callOptions(options),
    );
    const release = cancelOnAbort(call, options.signal);
    if (release) call.once('close', release);
    return call;
  }

  close(): void {
    this.grpc.close();
  }

  #method(name: MethodName<S>): MethodDefinition<unknown, unknown> {
    return serviceDefinition(this.service)[name] as unknown as MethodDefinition<unknown, unknown>;
  }
}

/** A client of a service at an address, with a channel of its own. Nothing connects before the first call. */
export function makeClient<S extends ServiceName>(
  service: S,
  address: string,
  credentials: ChannelCredentials,
  options: ClientOptions = {},
): ServiceClient<S> {
  return new ServiceClient(service, new Client(address, credentials, options));
}

function callOptions(options: ClientCallOptions): CallOptions {
  return options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs };
}

function cancelOnAbort(call: { cancel(): void }, signal: AbortSignal | undefined): (() => void) | undefined {
  if (signal === undefined) return undefined;
  const cancel = () => call.cancel();
  if (signal.aborted) queueMicrotask(cancel);
  else signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}

import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  handleBidiStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  Metadata,
  ServerDuplexStream,
} from '@grpc/grpc-js';
import { isServiceError, toStatus } from './status.ts';

/** What a handler knows of its call. */
export type CallContext = {
  /** Aborted when the caller cancels, its deadline passes, or the connection breaks. */
  readonly signal: AbortSignal;
  readonly metadata: Metadata;
  /** `address:port` of the caller. */
  readonly peer: string;
  /** The deadline as milliseconds since the epoch; Infinity without one. */
  readonly deadlineMs: number;
  /** The user that static authentication found, or the certificate's common name; empty without either. */
  readonly user: string;
};

type AnyCall = {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  getPeer(): string;
  getDeadline(): Date | number;
  on(event: 'cancelled', listener: () => void): unknown;
};

/** The metadata key under which the authenticator hands the user to the handlers; callers cannot set it. */
export const userKey = 'vt-authenticated-user';

function contextOf(call: AnyCall): CallContext {
  const controller = new AbortController();
  if (call.cancelled) controller.abort();
  else call.on('cancelled', () => controller.abort());
  const deadline = call.getDeadline();
  return {
    signal: controller.signal,
    metadata: call.metadata,
    peer: call.getPeer(),
    deadlineMs: typeof deadline === 'number' ? deadline : deadline.getTime(),
    user: String(call.metadata.get(userKey)[0] ?? ''),
  };
}

/** A unary method as an async function; whatever it throws becomes the status. */
export function unaryHandler<Request, Response>(
  handle: (request: Request, context: CallContext) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const run = async () => handle(call.request, contextOf(call as AnyCall));
    run().then(
      (response) => callback(null, response),
      (error: unknown) => callback(isServiceError(error) ? error : toStatus(error)),
    );
  };
}

/** A server-streaming method as an async generator; it is asked for the next message only when the last was taken. */
export function streamHandler<Request, Response>(
  handle: (request: Request, context: CallContext) => AsyncIterable<Response>,
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    const context = contextOf(call as AnyCall);
    // A refusal before the first message is thrown by the call itself.
    const run = async () => pump(call, handle(call.request, context), context.signal);
    run().then(
      () => call.end(),
      (error: unknown) => call.emit('error', isServiceError(error) ? error : toStatus(error)),
    );
  };
}

/** A bidirectional method: the requests as an async iterable in, the responses as one out. */
export function bidiHandler<Request, Response>(
  handle: (requests: AsyncIterable<Request>, context: CallContext) => AsyncIterable<Response>,
): handleBidiStreamingCall<Request, Response> {
  return (call: ServerDuplexStream<Request, Response>) => {
    const context = contextOf(call as unknown as AnyCall);
    // INVARIANT: ending the loop over the requests must not destroy the side that still answers.
    const requests: AsyncIterable<Request> = call.iterator({ destroyOnReturn: false });
    const run = async () => pump(call, handle(requests, context), context.signal);
    run().then(
      () => call.end(),
      (error: unknown) => call.emit('error', isServiceError(error) ? error : toStatus(error)),
    );
  };
}

/** How long one stream's messages may keep everybody else of the process waiting. */
const TURN_MS = 5;

/** Lets others' work come in between where messages are there faster than they are written: a stream takes sixteen before it says that it is full. */
class Turns {
  #sinceMs = performance.now();

  async next(): Promise<void> {
    if (performance.now() - this.#sinceMs < TURN_MS) return;
    await nextTurn();
    this.#sinceMs = performance.now();
  }
}

type Sink<Response> = { write(message: Response): boolean };

async function pump<Response>(
  sink: Sink<Response>,
  source: AsyncIterable<Response>,
  signal: AbortSignal,
): Promise<void> {
  const turns = new Turns();
  for await (const message of source) {
    // Leaving the loop ends the generator, which releases what it holds.
    if (signal.aborted) return;
    if (!sink.write(message)) await drained(sink, signal);
    await turns.next();
  }
}

async function drained(sink: unknown, signal: AbortSignal): Promise<void> {
  await once(sink as NodeJS.EventEmitter, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

import { includedFields, type MessageInput, type QueryResult } from '@vt/proto';
import type { CallState, QueryHandler, TabletRequest } from '@vt/proto/hot';
import type { CallContext } from '@vt/servenv';
import { emptyOk } from '@vt/sqltypes';
import { hotContext } from './call-context.ts';
import { describeError, heldAfter } from './call-error.ts';
import { MessageQueue } from './message-queue.ts';
import { ResultMessageSink } from './result-message-sink.ts';
import { StreamSink } from './stream-sink.ts';

/** Messages of a stream that may wait for a slow caller. */
const QUEUE_MESSAGES_MAX = 4;

/** A result, and what the session holds; `error` is set where the session holds something although the statement failed. */
export type Ran = {
  readonly result: QueryResult | null;
  readonly state: CallState;
  readonly error: MessageInput<'vtrpc.RPCError'> | null;
};

/** Runs a statement whose whole result is one message. */
export async function runUnary(handler: QueryHandler, request: TabletRequest, context: CallContext): Promise<Ran> {
  const sink = new ResultMessageSink(includedFields(request.options.included_fields));
  try {
    const state = await handler.call(request, sink, hotContext(context));
    return { result: sink.result, state, error: null };
  } catch (thrown) {
    return failed(thrown, request);
  }
}

/** A failure that leaves a new transaction or reservation is told inside the response; any other is the status of the call. */
function failed(thrown: unknown, request: TabletRequest): Ran {
  const error = describeError(thrown, request);
  const held = heldAfter(thrown);
  const isNew = request.begin || request.reserve;
  if (!isNew || !held || (held.transactionId === 0n && held.reservedId === 0n)) throw error;
  return { result: null, state: held, error: { message: error.message, code: error.codeNumber as never } };
}

/** Runs a method without a statement. */
export async function runPlain(
  handler: QueryHandler,
  request: TabletRequest,
  context: CallContext,
): Promise<CallState> {
  const sink = new ResultMessageSink('ALL');
  sink.end(emptyOk);
  return await handler.call(request, sink, hotContext(context));
}

/** Runs a statement whose result comes in messages; the last has the state and no result. */
export async function* runStream(
  handler: QueryHandler,
  request: TabletRequest,
  context: CallContext,
  bufferBytes: number,
): AsyncGenerator<Ran | { readonly result: QueryResult; readonly state: undefined; readonly error: null }, void, void> {
  const queue = new MessageQueue<QueryResult>(QUEUE_MESSAGES_MAX);
  const sink = new StreamSink(includedFields(request.options.included_fields), bufferBytes, (r) => queue.push(r));
  queue.onEmpty = () => sink.drained();
  let ran: Ran | undefined;
  const call = handler.call(request, sink, hotContext(context)).then(
    (state) => {
      ran = { result: null, state, error: null };
      queue.end();
    },
    (thrown: unknown) => {
      try {
        ran = failed(thrown, request);
        queue.end();
      } catch (error) {
        queue.fail(error);
      }
    },
  );
  for await (const result of queue) yield { result, state: undefined, error: null };
  await call;
  if (ran) yield ran;
}

import type { UntypedHandleCall } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { serviceDefinition } from '@vt/proto';
import { type CallContext, type Implementation, streamHandler, unaryHandler } from '@vt/servenv';
import type { Context } from './context.ts';
import { handlers, streamHandlers } from './rpc/index.ts';
import { topoStatus } from './topo-status.ts';

type AnyHandler = (request: unknown, context: Context, signal: AbortSignal) => Promise<unknown>;

type AnyStreamHandler = (request: unknown, context: Context, signal: AbortSignal) => AsyncIterable<unknown>;

type Definition = ReturnType<typeof serviceDefinition<'vtctlservice.Vtctld'>>;

/** vtctlservice.Vtctld for a gRPC server: a handler for every method of the definition. */
export function vtctldImplementation(context: Context): Implementation<Definition> {
  const methods = Object.entries(serviceDefinition('vtctlservice.Vtctld'));
  const handlersByName = methods.map(
    ([name, { responseStream }]) => [name, responseStream ? stream(name, context) : unary(name, context)] as const,
  );
  return Object.fromEntries(handlersByName) as Implementation<Definition>;
}

function unimplemented(name: string): VtError {
  return new VtError({ code: 'UNIMPLEMENTED', message: `vtctlservice.Vtctld: method ${name} is not served` });
}

function unary(name: string, context: Context): UntypedHandleCall {
  const handler = handlers[name as keyof typeof handlers] as AnyHandler | undefined;
  return unaryHandler(async (request: unknown, call: CallContext) => {
    if (handler === undefined) throw unimplemented(name);
    context.log.info({ method: name, user: call.user, peer: call.peer }, 'call');
    return answer(name, handler, request, context, call.signal);
  });
}

async function answer(
  name: string,
  handler: AnyHandler,
  request: unknown,
  context: Context,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await handler(request, context, signal);
  } catch (error) {
    context.log.warn({ method: name, error: String(error) }, 'call failed');
    throw topoStatus(error);
  }
}

function stream(name: string, context: Context): UntypedHandleCall {
  return streamHandler((request: unknown, call: CallContext) => {
    context.log.info({ method: name, user: call.user, peer: call.peer }, 'call');
    return streamInternal(name, request, context, call.signal);
  });
}

/** As callInternal, for methods that answer with a stream. */
export async function* streamInternal(
  name: string,
  request: unknown,
  context: Context,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const handler = streamHandlers[name as keyof typeof streamHandlers] as AnyStreamHandler | undefined;
  if (handler === undefined) throw unimplemented(name);
  try {
    yield* handler(request, context, signal);
  } catch (error) {
    context.log.warn({ method: name, error: String(error) }, 'call failed');
    throw topoStatus(error);
  }
}

/** Calls a method in this process, as `vtctldclient --server internal` does. */
export async function callInternal(
  name: string,
  request: unknown,
  context: Context,
  signal: AbortSignal,
): Promise<unknown> {
  const handler = handlers[name as keyof typeof handlers] as AnyHandler | undefined;
  if (handler === undefined) throw unimplemented(name);
  return answer(name, handler, request, context, signal);
}

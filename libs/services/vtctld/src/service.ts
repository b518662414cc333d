import type { UntypedHandleCall } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { serviceDefinition } from '@vt/proto';
import { type CallContext, type Implementation, streamHandler, unaryHandler } from '@vt/servenv';
import type { Caller } from './access/audit.ts';
import { type Guards, guarded, guardedOnce } from './access/guarded.ts';
import { everybodyMay } from './access/roles.ts';
import { callStatus } from './call-status.ts';
import type { Context } from './context.ts';
import { handlers, streamHandlers } from './rpc/index.ts';

type AnyHandler = (request: unknown, context: Context, signal: AbortSignal) => Promise<unknown>;

type AnyStreamHandler = (request: unknown, context: Context, signal: AbortSignal) => AsyncIterable<unknown>;

type Definition = ReturnType<typeof serviceDefinition<'vtctlservice.Vtctld'>>;

/** Who may call, and where changes are written down. */
export type Access = Guards;

const open: Access = { authorize: everybodyMay, audit: undefined };

/** vtctlservice.Vtctld for a gRPC server: a handler for every method of the definition. */
export function vtctldImplementation(context: Context, access: Access = open): Implementation<Definition> {
  const methods = Object.entries(serviceDefinition('vtctlservice.Vtctld'));
  const handlersByName = methods.map(
    ([name, { responseStream }]) =>
      [name, responseStream ? stream(name, context, access) : unary(name, context, access)] as const,
  );
  return Object.fromEntries(handlersByName) as Implementation<Definition>;
}

function unimplemented(name: string): VtError {
  return new VtError({ code: 'UNIMPLEMENTED', message: `vtctlservice.Vtctld: method ${name} is not served` });
}

function unary(method: string, context: Context, access: Access): UntypedHandleCall {
  return unaryHandler((request: unknown, { user, peer, signal }: CallContext) =>
    callAs(access, { method, request, caller: { user, peer } }, context, signal),
  );
}

function stream(method: string, context: Context, access: Access): UntypedHandleCall {
  return streamHandler((request: unknown, { user, peer, signal }: CallContext) =>
    streamAs(access, { method, request, caller: { user, peer } }, context, signal),
  );
}

export type Call = { readonly method: string; readonly request: unknown; readonly caller: Caller };

/** Calls a method for a caller who may be refused. */
export async function callAs(access: Access, call: Call, context: Context, signal: AbortSignal): Promise<unknown> {
  const { method, request, caller } = call;
  if (handlerOf(method)) context.log.info({ method, ...caller }, 'call');
  return await guardedOnce(access, call, context, () => callInternal(method, request, context, signal));
}

/** As callAs, for methods that answer with a stream. */
export async function* streamAs(
  access: Access,
  call: Call,
  context: Context,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const { method, request, caller } = call;
  context.log.info({ method, ...caller }, 'call');
  yield* guarded(access, call, context, () => streamInternal(method, request, context, signal));
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
    throw callStatus(error);
  }
}

function handlerOf(name: string): AnyHandler | undefined {
  return handlers[name as keyof typeof handlers] as AnyHandler | undefined;
}

/** Calls a method in this process, as `vtctldclient --server internal` does. */
export async function callInternal(
  name: string,
  request: unknown,
  context: Context,
  signal: AbortSignal,
): Promise<unknown> {
  const handler = handlerOf(name);
  if (handler === undefined) throw unimplemented(name);
  try {
    return await handler(request, context, signal);
  } catch (error) {
    context.log.warn({ method: name, error: String(error) }, 'call failed');
    throw callStatus(error);
  }
}

import type { RequestInput, Response } from '@vt/proto';
import type { Manager, ManagerMethod } from '@vt/reparent';
import type { Tablet } from '@vt/topo';
import type { Context } from './context.ts';

/** One call to a tablet, within the usual time. */
export function ask<M extends ManagerMethod>(
  context: Context,
  tablet: Tablet,
  method: M,
  request: RequestInput<Manager, M>,
  signal: AbortSignal,
): Promise<Response<Manager, M>> {
  return context.tablets.call(tablet, method, request, { signal, timeoutMs: context.remoteTimeoutMs });
}

/** Before a call that may take hours: who does not answer now is not waited for that long. */
export async function needsAnswer(context: Context, tablets: Iterable<Tablet>, signal: AbortSignal): Promise<void> {
  await Promise.all([...tablets].map((tablet) => ask(context, tablet, 'Ping', { payload: '' }, signal)));
}

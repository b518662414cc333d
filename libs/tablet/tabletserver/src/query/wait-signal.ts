import { anySignal } from '@vt/base';
import type { CallContext, TabletRequest } from '@vt/proto/hot';

/** For waits before a statement runs: ends with the caller or its deadline. */
export function waitSignal(request: TabletRequest, context: CallContext): AbortSignal {
  if (request.timeoutMs === undefined) return context.signal;
  return anySignal([context.signal, AbortSignal.timeout(request.timeoutMs)]);
}

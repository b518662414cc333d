import type { ResultSink } from '@vt/sqltypes';
import type { CallState, TabletRequest } from './request.ts';

/** How a call ends before its time: the caller gave up, its deadline passed, or the stream to it broke. */
export interface CallContext {
  readonly cancelled: boolean;
  /** Made when it is first asked for: most calls never need it. */
  readonly signal: AbortSignal;
  /** Called once, at once if that is already so. */
  onCancel(listener: () => void): void;
  /** `address:port` of the gate. */
  readonly peer: string;
  /** The user that the connection was authenticated as; empty for none. */
  readonly user: string;
}

/** Where one call's answer goes, its end included: for handlers that do without a promise. */
export interface CallAnswer extends ResultSink, CallContext {
  /** The answer's last `end` has been given to the sink; this is what the session holds now. */
  finish(state: CallState): void;
  /** As a rejection of `QueryHandler.call`. */
  fail(error: unknown): void;
  /** Told once when the call is cancelled, beside the listeners of `onCancel`. */
  cancelTo: { cancel(reason: Error): void } | undefined;
}

/** Whether who cancels still takes an answer, a good one too: a stream's CANCEL, not a deadline or a connection that is lost. */
export function takesAnswer(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'AbortError';
}

/** What a tablet does with requests: the port that the query stream serves. */
export interface QueryHandler {
  /**
   * Puts the answer into the sink (nothing for methods without rows) and resolves with what the session holds now. `rows` of the sink returns
   * false when the gate is behind; the handler should then stop reading until `onDrain`. Rejects with VtError; with TabletCallError where
   * the session holds something all the same or the request has certainly not run. Must not throw before it returns a promise.
   */
  call(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState>;
  /** The same without a promise; must not throw. The stream uses it where there is one. */
  start?(request: TabletRequest, answer: CallAnswer): void;
}

import type { CallState, TabletCallError, TabletRequest } from '@vt/proto';
import type { ResultSink } from '@vt/sqltypes';

/** How a call ended: exactly one of the two, once. */
export interface CallSettle {
  resolve(state: CallState): void;
  reject(error: TabletCallError): void;
}

/** A call under way. */
export interface RunningCall {
  /** The tablet is told; the call ends with its answer, whichever that is, or soon with `reason`. */
  cancel(reason: TabletCallError): void;
  /** Nobody wants its answer any more: the tablet is told, nothing more goes to the sink, and the call ends with `reason`. */
  abort(reason: TabletCallError): void;
}

/** A way to one tablet's query service. Which of the two kinds it is makes no difference to callers. */
export interface TabletConnection {
  /**
   * Sends a request; its rows go to the sink as they come, `error` of the sink is not called. Resolves after the last `end` with what the session
   * holds on the tablet. Rejects with TabletCallError, which tells what is held all the same and whether the request may have run.
   * A sink whose `rows` says false stops the tablet, for this request only, until `onDrain`. An abort is passed on to the tablet; one by a
   * client's KILL QUERY still ends with what the tablet answers, where it does so soon.
   */
  call(request: TabletRequest, sink: ResultSink, signal?: AbortSignal): Promise<CallState>;
  /**
   * The same without a promise, where the way has it. `settle` may be told at once; then the result is undefined.
   */
  start?(request: TabletRequest, sink: ResultSink, settle: CallSettle, signal?: AbortSignal): RunningCall | undefined;
  /** Calls under way fail. */
  close(): void;
}

import type { CallState, TabletRequest } from '@vt/proto';
import type { ResultSink } from '@vt/sqltypes';

/** A way to one tablet's query service. Which of the two kinds it is makes no difference to callers. */
export interface TabletConnection {
  /**
   * Sends a request; its rows go to the sink as they come, `error` of the sink is not called. Resolves after the last `end` with what the session
   * holds on the tablet. Rejects with TabletCallError, which tells what is held all the same and whether the request may have run.
   * A sink whose `rows` says false stops the tablet, for this request only, until `onDrain`. An abort is passed on to the tablet.
   */
  call(request: TabletRequest, sink: ResultSink, signal?: AbortSignal): Promise<CallState>;
  /** Calls under way fail. */
  close(): void;
}

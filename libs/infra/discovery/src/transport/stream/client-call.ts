import { toVtError, VtError } from '@vt/base';
import { type CallState, noState, TabletCallError, type TabletRequest } from '@vt/proto';
import type { ReadEnd } from '@vt/proto/hot';
import { passedThrough } from '@vt/servenv';
import type { ResultSink, RowFormat } from '@vt/sqltypes';
import type { CallSettle, RunningCall } from '../tablet-connection.ts';

const QUERY_INTERRUPTED = 1317;

export type ClientCallOwner = {
  /** Lets the tablet send so many more bytes of rows. */
  credit(call: ClientCall, bytes: number): void;
  abort(call: ClientCall, error: TabletCallError): void;
  interrupt(call: ClientCall, error: TabletCallError): void;
};

/** One request as the gate sees it, from sending to the end of its answer. */
export class ClientCall implements RunningCall {
  readonly id: number;
  readonly request: TabletRequest;
  /** When it is late, in `performance.now()` milliseconds; moves when the tablet gets a last chance to answer a cancel. */
  deadlineAt: number;
  /** The frame that carries it, once it is written. */
  frame: number | undefined;
  /** Why it must fail, whatever the tablet still says. */
  aborted: TabletCallError | undefined;
  /** Who asked had it interrupted but still listens: what it fails with if the tablet says nothing. */
  interrupted: TabletCallError | undefined;
  /** Its time is over, and the tablet, whose word on that counts, has not said so yet: what it fails with if that says nothing. */
  late: TabletCallError | undefined;
  textsSent = 0;
  readonly #sink: ResultSink;
  readonly #owner: ClientCallOwner;
  readonly #creditStep: number;
  readonly #settle: CallSettle;
  #owed = 0;
  #release: (() => void) | undefined;

  constructor(
    id: number,
    request: TabletRequest,
    sink: ResultSink,
    owner: ClientCallOwner,
    windowBytes: number,
    settle: CallSettle,
  ) {
    this.id = id;
    this.request = request;
    this.deadlineAt =
      request.timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + request.timeoutMs;
    this.#sink = sink;
    this.#owner = owner;
    this.#creditStep = windowBytes / 2;
    this.#settle = settle;
  }

  cancel(reason: TabletCallError): void {
    this.#owner.interrupt(this, reason);
  }

  abort(reason: TabletCallError): void {
    this.#owner.abort(this, reason);
  }

  watch(signal: AbortSignal): void {
    const abort = () =>
      isKill(signal) ? this.#owner.interrupt(this, abortError(signal)) : this.#owner.abort(this, abortError(signal));
    signal.addEventListener('abort', abort, { once: true });
    this.#release = () => signal.removeEventListener('abort', abort);
  }

  columns(definitions: readonly Buffer[], format: RowFormat): void {
    if (this.aborted !== undefined) return;
    try {
      this.#sink.columns(definitions, format);
    } catch (error) {
      this.#sinkFailed(error);
    }
  }

  rows(packets: Buffer): void {
    this.#owed += packets.length;
    passedThrough(packets.length);
    if (this.aborted !== undefined || this.#wantsMore(packets)) {
      if (this.#owed >= this.#creditStep) this.payCredit();
      return;
    }
    this.#sink.onDrain = () => {
      this.#sink.onDrain = undefined;
      this.payCredit();
    };
  }

  /** Lets the tablet go on by as much as was taken. */
  payCredit(): void {
    if (this.#owed === 0) return;
    this.#owner.credit(this, this.#owed);
    this.#owed = 0;
  }

  /** The end of one answer, or of the last and so of the call. */
  end({ ok, state, more }: ReadEnd): void {
    try {
      if (ok !== undefined && this.aborted === undefined) this.#sink.end(ok, more);
    } catch (error) {
      if (more) this.#sinkFailed(error);
      else this.aborted = TabletCallError.from(toVtError(error), true);
    }
    if (more) return;
    if (this.aborted !== undefined) this.#fail(this.aborted, state, true);
    else {
      this.#release?.();
      this.#settle.resolve(state);
    }
  }

  /** What the tablet failed with; a call that was aborted fails with that, but holds what the tablet says. */
  failed(error: TabletCallError): void {
    if (this.aborted === undefined) this.#fail(error, error.held, error.mayHaveRun);
    else this.#fail(this.aborted, error.held, true);
  }

  /** There will be no word of the tablet. */
  broken(error: VtError, mayHaveRun: boolean): void {
    this.#fail(this.aborted ?? this.interrupted ?? error, noState, mayHaveRun);
  }

  #wantsMore(packets: Buffer): boolean {
    try {
      return this.#sink.rows(packets);
    } catch (error) {
      this.#sinkFailed(error);
      return true;
    }
  }

  /** Nothing is wrong with the stream: only this call ends. */
  #sinkFailed(error: unknown): void {
    this.#owner.abort(this, TabletCallError.from(toVtError(error), true));
  }

  #fail(error: VtError, held: CallState, mayHaveRun: boolean): void {
    this.#release?.();
    this.#sink.onDrain = undefined;
    const { code, id, errno, state, message } = error;
    this.#settle.reject(new TabletCallError({ code, id, errno, state, message, held, mayHaveRun, cause: error.cause }));
  }
}

/** A client's KILL QUERY: it waits for the answer, which may be a good one. */
export function isKill({ reason }: AbortSignal): boolean {
  return reason instanceof VtError && reason.errno === QUERY_INTERRUPTED;
}

export function abortError(signal: AbortSignal): TabletCallError {
  const late = (signal.reason as Error | undefined)?.name === 'TimeoutError';
  const message = signal.reason instanceof Error ? signal.reason.message : 'the call was cancelled';
  return new TabletCallError({
    code: late ? 'DEADLINE_EXCEEDED' : 'CANCELED',
    message,
    cause: signal.reason,
    mayHaveRun: false,
  });
}

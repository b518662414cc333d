import type { VtError } from '@vt/base';
import type { CallAnswer, CallContext, CallState } from '@vt/proto/hot';
import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';

/** A caller who waits for a promise, as one who is told. */
export class AdaptedAnswer implements CallAnswer {
  cancelTo: CallAnswer['cancelTo'] = undefined;
  readonly #sink: ResultSink;
  readonly #context: CallContext;
  readonly #resolve: (state: CallState) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    sink: ResultSink,
    context: CallContext,
    resolve: (state: CallState) => void,
    reject: (error: unknown) => void,
  ) {
    this.#sink = sink;
    this.#context = context;
    this.#resolve = resolve;
    this.#reject = reject;
    context.onCancel(() => this.cancelTo?.cancel(context.signal.reason));
  }

  get cancelled(): boolean {
    return this.#context.cancelled;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }

  onCancel(listener: () => void): void {
    this.#context.onCancel(listener);
  }

  get peer(): string {
    return this.#context.peer;
  }

  get user(): string {
    return this.#context.user;
  }

  get onDrain(): (() => void) | undefined {
    return this.#sink.onDrain;
  }

  set onDrain(resume: (() => void) | undefined) {
    this.#sink.onDrain = resume;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#sink.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.#sink.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    this.#sink.end(ok, more);
  }

  error(error: VtError): void {
    this.#sink.error(error);
  }

  finish(state: CallState): void {
    this.#resolve(state);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}

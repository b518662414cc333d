import type { VtError } from '@vt/base';
import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';

/** Passes everything on, and remembers whether there was anything: an answer that has begun cannot be begun again elsewhere. */
export class StartedSink implements ResultSink {
  readonly #target: ResultSink;
  started = false;

  constructor(target: ResultSink) {
    this.#target = target;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.#target.onDrain = drain;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.started = true;
    this.#target.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.#target.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    this.started = true;
    this.#target.end(ok, more);
  }

  error(error: VtError): void {
    this.#target.error(error);
  }
}

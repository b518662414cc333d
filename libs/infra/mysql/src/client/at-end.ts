import type { VtError } from '@vt/base';
import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';

/** Passes an answer on, and does something when it has ended, well or not. */
export class AtEnd implements ResultSink {
  readonly #target: ResultSink;
  readonly #ended: () => void;

  constructor(target: ResultSink, ended: () => void) {
    this.#target = target;
    this.#ended = ended;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(resume: (() => void) | undefined) {
    this.#target.onDrain = resume;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#target.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.#target.rows(packets);
  }

  /** The target first: what it asks of the connection about this answer must be the next that is asked. */
  end(ok: OkInfo, more: boolean): void {
    this.#target.end(ok, more);
    if (!more) this.#ended();
  }

  error(error: VtError): void {
    this.#target.error(error);
    this.#ended();
  }
}

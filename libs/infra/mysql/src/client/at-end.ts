import type { VtError } from '@vt/base';
import { type OkInfo, PassingSink, type ResultSink } from '@vt/sqltypes';

/** Passes an answer on, and does something when it has ended, well or not. */
export class AtEnd extends PassingSink {
  readonly #ended: () => void;

  constructor(target: ResultSink, ended: () => void) {
    super(target);
    this.#ended = ended;
  }

  /** The target first: what it asks of the connection about this answer must be the next that is asked. */
  override end(ok: OkInfo, more: boolean): void {
    this.target.end(ok, more);
    if (!more) this.#ended();
  }

  override error(error: VtError): void {
    this.target.error(error);
    this.#ended();
  }
}

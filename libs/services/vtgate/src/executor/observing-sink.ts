import type { VtError } from '@vt/base';
import { countPackets, type OkInfo, type ResultSink, type RowFormat } from '@vt/sqltypes';

/** Passes one statement's answer on and remembers what the session and the metrics want to know of it. */
export class ObservingSink implements ResultSink {
  readonly #target: ResultSink;
  readonly #more: boolean;
  readonly #warnings: () => number;
  rowsReturned = 0;
  hasRows = false;
  ended = false;
  ok: OkInfo | undefined;

  /** @param more another statement's answer follows. @param warnings how many the gate has to tell. */
  constructor(target: ResultSink, more: boolean, warnings: () => number) {
    this.#target = target;
    this.#more = more;
    this.#warnings = warnings;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.#target.onDrain = drain;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.hasRows = true;
    this.#target.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    this.rowsReturned += countPackets(packets);
    return this.#target.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    this.ok = ok;
    this.ended = !more;
    const warnings = Math.min(ok.warnings + this.#warnings(), 0xffff);
    this.#target.end(warnings === ok.warnings ? ok : { ...ok, warnings }, more || this.#more);
  }

  error(error: VtError): void {
    this.#target.error(error);
  }
}

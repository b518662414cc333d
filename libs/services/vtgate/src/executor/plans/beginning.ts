import { type OkInfo, PassingSink, type ResultSink, type RowFormat } from '@vt/sqltypes';

/** What an answer may begin with before the client sees any of it. */
const HELD_BYTES_MAX = 64 << 10;

/**
 * Holds the beginning of an answer back, until it is known or has become long: a row that turns out to be beyond its plan may have the whole
 * statement answered another way as long as the client has seen nothing.
 */
export class HeldBeginning extends PassingSink {
  /** The client sees it: there is no other way any more. */
  started = false;
  readonly #bytesMax: number;
  #columns: [readonly Uint8Array[], RowFormat] | undefined;
  #rows: Buffer[] = [];
  #bytes = 0;

  /** @param holdsRows else they pass on as they come, and the columns wait for the first */
  constructor(target: ResultSink, holdsRows: boolean) {
    super(target);
    this.#bytesMax = holdsRows ? HELD_BYTES_MAX : 0;
  }

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    if (this.started) this.target.columns(definitions, format);
    else this.#columns = [definitions, format];
  }

  override rows(packets: Buffer): boolean {
    if (this.started) return this.target.rows(packets);
    this.#rows.push(packets);
    this.#bytes += packets.length;
    return this.#bytes < this.#bytesMax || this.#release();
  }

  override end(ok: OkInfo, more: boolean): void {
    this.#release();
    this.target.end(ok, more);
  }

  #release(): boolean {
    if (this.started) return true;
    this.started = true;
    if (this.#columns) this.target.columns(...this.#columns);
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length === 0) return true;
    return this.target.rows(rows.length === 1 ? (rows[0] as Buffer) : Buffer.concat(rows));
  }
}

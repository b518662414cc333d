import { VtError } from '@vt/base';
import type { Field, Row } from '../field.ts';
import type { OkInfo, Result, ResultSink, RowFormat } from '../result.ts';
import { decodeBinaryRow } from './binary-row.ts';
import { decodeColumnDefinition } from './column-definition.ts';
import { type RealTexts, shownReals, wholeReals } from './float-text.ts';
import { RowAssembler } from './packet.ts';
import { decodeTextRow } from './text-row.ts';

export type CollectLimits = {
  /** More rows than this fail the result with RESOURCE_EXHAUSTED. */
  readonly rowsMax?: number;
  readonly bytesMax?: number;
  /** FLOATs and DOUBLEs of binary rows are written with all of their digits, and not as MySQL shows them. */
  readonly wholeFloats?: boolean;
};

export type Collector = ResultSink & { readonly results: Promise<Result[]>; readonly result: Promise<Result> };

/**
 * A sink that decodes everything it gets: `result` is the first result set (or the only answer), `results` all of them. Both are rejected
 * with the error of the source, and with RESOURCE_EXHAUSTED when a limit is passed (what still comes is dropped).
 */
export function collectResult(limits: CollectLimits = {}): Collector {
  const { rowsMax = Number.POSITIVE_INFINITY, bytesMax = Number.POSITIVE_INFINITY, wholeFloats } = limits;
  return new CollectingSink(rowsMax, bytesMax, wholeFloats ? wholeReals : shownReals);
}

class CollectingSink implements Collector {
  readonly results: Promise<Result[]>;
  onDrain: (() => void) | undefined = undefined;
  readonly #rowsMax: number;
  readonly #bytesMax: number;
  readonly #realTexts: RealTexts;
  readonly #done: Result[] = [];
  #fields: Field[] = [];
  #format: RowFormat = 'text';
  #rows: Row[] = [];
  #assembler = new RowAssembler();
  #rowCount = 0;
  #bytes = 0;
  #failed = false;
  #resolve: (results: Result[]) => void = () => {};
  #reject: (error: VtError) => void = () => {};

  constructor(rowsMax: number, bytesMax: number, texts: RealTexts) {
    this.#realTexts = texts;
    this.#rowsMax = rowsMax;
    this.#bytesMax = bytesMax;
    this.results = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A caller that looks only at `result` must not see an unhandled rejection of `results`.
    this.results.catch(() => {});
  }

  get result(): Promise<Result> {
    return this.results.then((results) => results[0] as Result);
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#fields = definitions.map(decodeColumnDefinition);
    this.#format = format;
  }

  rows(packets: Buffer): boolean {
    if (this.#failed) return true;
    this.#bytes += packets.length;
    if (this.#bytes > this.#bytesMax) this.#fail(`result larger than ${this.#bytesMax} bytes`);
    else this.#assembler.push(packets, (bytes, start) => this.#row(bytes, start));
    return true;
  }

  #row(bytes: Uint8Array, start: number): void {
    if (++this.#rowCount > this.#rowsMax) return this.#fail(`row count exceeded ${this.#rowsMax}`);
    const row =
      this.#format === 'text'
        ? decodeTextRow(bytes, start, this.#fields.length)
        : decodeBinaryRow(bytes, start, this.#fields, this.#realTexts);
    this.#rows.push(row);
  }

  #fail(message: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#rows = [];
    this.#reject(new VtError({ code: 'RESOURCE_EXHAUSTED', message }));
  }

  end(ok: OkInfo, more: boolean): void {
    this.#done.push({ fields: this.#fields, rows: this.#rows, ...ok });
    this.#fields = [];
    this.#rows = [];
    if (!more) this.#resolve(this.#done);
  }

  error(error: VtError): void {
    this.#reject(error);
  }
}

import { VtError } from '@vt/base';
import { type Field, fromProtoRow, type Row } from '@vt/sqltypes';
import { type ProtoField, readField } from '../plan/field.ts';
import { rowsSince } from '../source/rows-since.ts';
import type { LastPk, StreamSource } from '../source/source.ts';

/** Rows in the order of their key, one at a time. */
export type DiffRows = {
  readonly fields: readonly Field[];
  readonly keyFields: readonly Field[];
  readonly protoKeyFields: readonly ProtoField[];
  /** The next row, which stays the next until `take`. */
  peek(): Promise<Row | undefined>;
  take(): void;
};

/** Rows of one tablet's snapshot. */
export class RowStream implements DiffRows {
  readonly source: StreamSource;
  readonly #iterator: AsyncIterator<{ readonly rows: readonly Row[] }>;
  readonly #abort = new AbortController();
  readonly #forget: () => void;
  fields: readonly Field[] = [];
  protoKeyFields: readonly ProtoField[] = [];
  keyFields: readonly Field[] = [];
  /** The snapshot's position. */
  gtid = '';
  #rows: readonly Row[] = [];
  #at = 0;

  private constructor(source: StreamSource, query: string, lastPk: LastPk | null, since: string, signal: AbortSignal) {
    this.source = source;
    const end = () => this.#abort.abort(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    this.#forget = () => signal.removeEventListener('abort', end);
    this.#iterator = this.#read(query, lastPk, since)[Symbol.asyncIterator]();
  }

  /** Opens it up to its columns and position. @param since no row is older; '' for any. */
  static async open(
    source: StreamSource,
    query: string,
    lastPk: LastPk | null,
    since: string,
    signal: AbortSignal,
  ): Promise<RowStream> {
    const stream = new RowStream(source, query, lastPk, since, signal);
    await stream.#iterator.next();
    if (stream.gtid === '') throw new VtError({ code: 'INTERNAL', message: `no position came from ${source.name}` });
    return stream;
  }

  async *#read(query: string, lastPk: LastPk | null, since: string): AsyncIterable<{ readonly rows: readonly Row[] }> {
    for await (const response of rowsSince(this.source, query, lastPk, since, this.#abort.signal)) {
      if (response.gtid !== '') this.gtid = response.gtid;
      if (response.fields.length > 0) {
        this.fields = response.fields.map(readField);
        this.protoKeyFields = response.pkfields;
        this.keyFields = response.pkfields.map(readField);
        yield { rows: [] };
      }
      if (response.rows.length > 0) yield { rows: response.rows.map(fromProtoRow) };
    }
  }

  /** The next row, which stays the next until `take`. */
  async peek(): Promise<Row | undefined> {
    while (this.#at >= this.#rows.length) {
      const { value, done } = await this.#iterator.next();
      if (done) return undefined;
      this.#rows = value.rows;
      this.#at = 0;
    }
    return this.#rows[this.#at];
  }

  take(): void {
    this.#at++;
  }

  close(): void {
    this.#forget();
    this.#abort.abort();
    void this.#iterator.return?.().catch(() => {});
    this.source.close();
  }
}

import { type IncludedFields, protoEnd, protoField, type QueryResult, RowReader } from '@vt/proto';
import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';

/**
 * Turns a result into the messages of StreamExecute: the first has the fields, the next about `bufferBytes` of rows each. `send` returns
 * false when the sink should stop until `drained`.
 */
export class StreamSink implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly #included: IncludedFields;
  readonly #bufferBytes: number;
  readonly #send: (result: QueryResult) => boolean;
  #reader: RowReader | undefined;
  #rows: NonNullable<QueryResult['rows']> = [];
  #bytes = 0;
  #hasSpace = true;

  constructor(included: IncludedFields, bufferBytes: number, send: (result: QueryResult) => boolean) {
    this.#included = included;
    this.#bufferBytes = bufferBytes;
    this.#send = send;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#reader = new RowReader(definitions, format);
    this.#send({ fields: this.#reader.fields.map((field) => protoField(field, this.#included)) });
  }

  rows(packets: Buffer): boolean {
    this.#reader?.read(packets, (row, bytes) => {
      this.#rows.push(row);
      this.#bytes += bytes;
      if (this.#bytes >= this.#bufferBytes) this.#flush();
    });
    return this.#hasSpace;
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    this.#hasSpace = this.#send({ rows: this.#rows });
    this.#rows = [];
    this.#bytes = 0;
  }

  /** The other side has taken what was sent. */
  drained(): void {
    this.#hasSpace = true;
    this.onDrain?.();
  }

  end(ok: OkInfo): void {
    this.#flush();
    const isStatementWithoutRows = this.#reader === undefined;
    const hasNews = ok.insertId !== 0n || ok.sessionState.length > 0;
    if (isStatementWithoutRows || hasNews) this.#send(protoEnd(ok));
    this.#reader = undefined;
  }

  error(): void {}
}

import {
  type IncludedFields,
  type ProtoField,
  type ProtoRow,
  protoEnd,
  protoField,
  type QueryResult,
  RowReader,
} from '@vt/proto';
import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';

/** Collects a statement's (first) result as one query.QueryResult. Its size is bounded by the executor's row limit. */
export class ResultMessageSink implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  result: QueryResult = {};
  readonly #included: IncludedFields;
  #reader: RowReader | undefined;
  #fields: ProtoField[] = [];
  #rows: ProtoRow[] = [];
  #isFirst = true;

  constructor(included: IncludedFields) {
    this.#included = included;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#reader = new RowReader(definitions, format);
    if (this.#isFirst) this.#fields = this.#reader.fields.map((field) => protoField(field, this.#included));
  }

  rows(packets: Buffer): boolean {
    if (this.#isFirst) this.#reader?.read(packets, (row) => this.#rows.push(row));
    return true;
  }

  end(ok: OkInfo): void {
    if (!this.#isFirst) return;
    this.#isFirst = false;
    const rows = this.#fields.length > 0 ? BigInt(this.#rows.length) : ok.affectedRows;
    this.result = { ...protoEnd(ok), rows_affected: rows, fields: this.#fields, rows: this.#rows };
  }

  error(): void {}

  /** Rows collected so far. */
  get rowCount(): number {
    return this.#rows.length;
  }
}

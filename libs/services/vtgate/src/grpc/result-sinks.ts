import type { VtError } from '@vt/base';
import {
  type IncludedFields,
  type ProtoField,
  type ProtoRow,
  protoField,
  type QueryResult,
  RowReader,
} from '@vt/proto';
import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';

/** What one statement gave, piece by piece. */
export type ResultEvents = {
  fields(fields: ProtoField[]): void;
  rows(rows: ProtoRow[]): boolean;
  end(result: QueryResult, more: boolean): void;
  error(error: VtError): void;
};

/** Decodes what comes into messages. */
export class MessageSink implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly #events: ResultEvents;
  readonly #included: IncludedFields;
  #reader: RowReader | undefined;
  #rows = 0n;

  constructor(events: ResultEvents, included: IncludedFields) {
    this.#events = events;
    this.#included = included;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#reader = new RowReader(definitions, format);
    this.#rows = 0n;
    this.#events.fields(this.#reader.fields.map((field) => protoField(field, this.#included)));
  }

  rows(packets: Buffer): boolean {
    const rows: ProtoRow[] = [];
    this.#reader?.read(packets, (row) => rows.push(row));
    this.#rows += BigInt(rows.length);
    return rows.length === 0 || this.#events.rows(rows);
  }

  end(ok: OkInfo, more: boolean): void {
    const hasRows = this.#reader !== undefined;
    this.#reader = undefined;
    this.#events.end(
      {
        rows_affected: hasRows ? this.#rows : ok.affectedRows,
        insert_id: ok.insertId,
        insert_id_changed: ok.insertId !== 0n,
        info: ok.info,
      },
      more,
    );
  }

  error(error: VtError): void {
    this.#events.error(error);
  }
}

/** Whole results, and the error that ended them. */
export function collectResults(included: IncludedFields): {
  readonly sink: ResultSink;
  readonly done: Promise<{ readonly results: QueryResult[]; readonly error: VtError | undefined }>;
} {
  const results: QueryResult[] = [];
  let fields: ProtoField[] = [];
  let rows: ProtoRow[] = [];
  let finish: (error: VtError | undefined) => void = () => {};
  const done = new Promise<{ results: QueryResult[]; error: VtError | undefined }>((resolve) => {
    finish = (error) => resolve({ results, error });
  });
  const events: ResultEvents = {
    fields: (all) => {
      fields = all;
    },
    rows: (some) => {
      for (const row of some) rows.push(row);
      return true;
    },
    end: (result, more) => {
      results.push({ ...result, fields, rows });
      fields = [];
      rows = [];
      if (!more) finish(undefined);
    },
    error: (error) => finish(error),
  };
  return { sink: new MessageSink(events, included), done };
}

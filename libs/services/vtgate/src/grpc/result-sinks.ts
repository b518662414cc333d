import type { VtError } from '@vt/base';
import type { MessageInput } from '@vt/proto';
import {
  decodeBinaryRow,
  decodeColumnDefinition,
  decodeTextRow,
  type Field,
  type OkInfo,
  type ResultSink,
  RowAssembler,
  type RowFormat,
  toProtoRow,
} from '@vt/sqltypes';

export type QueryResult = MessageInput<'query.QueryResult'>;
type ProtoField = MessageInput<'query.Field'>;
type ProtoRow = MessageInput<'query.Row'>;

/** How much is told of each column: query.ExecuteOptions.IncludedFields. */
export type IncludedFields = 'TYPE_AND_NAME' | 'TYPE_ONLY' | 'ALL';

export function includedFields(value: unknown): IncludedFields {
  if (value === 'ALL' || value === 2) return 'ALL';
  return value === 'TYPE_ONLY' || value === 1 ? 'TYPE_ONLY' : 'TYPE_AND_NAME';
}

export function protoField(field: Field, included: IncludedFields): ProtoField {
  const type = field.type as never;
  if (included === 'TYPE_ONLY') return { type };
  if (included === 'TYPE_AND_NAME') return { name: field.name, type };
  return {
    name: field.name,
    type,
    table: field.table,
    org_table: field.orgTable,
    database: field.database,
    org_name: field.orgName,
    column_length: field.columnLength,
    charset: field.charset,
    decimals: field.decimals,
    flags: field.flags,
    column_type: field.columnType,
  };
}

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
  #fields: readonly Field[] = [];
  #format: RowFormat = 'text';
  #assembler = new RowAssembler();
  #rows = 0n;

  constructor(events: ResultEvents, included: IncludedFields) {
    this.#events = events;
    this.#included = included;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#fields = definitions.map(decodeColumnDefinition);
    this.#format = format;
    this.#assembler = new RowAssembler();
    this.#rows = 0n;
    this.#events.fields(this.#fields.map((field) => protoField(field, this.#included)));
  }

  rows(packets: Buffer): boolean {
    const rows: ProtoRow[] = [];
    this.#assembler.push(packets, (bytes, start) => {
      const row =
        this.#format === 'text'
          ? decodeTextRow(bytes, start, this.#fields.length)
          : decodeBinaryRow(bytes, start, this.#fields);
      rows.push(toProtoRow(row));
    });
    this.#rows += BigInt(rows.length);
    return rows.length === 0 || this.#events.rows(rows);
  }

  end(ok: OkInfo, more: boolean): void {
    const hasRows = this.#fields.length > 0;
    this.#fields = [];
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

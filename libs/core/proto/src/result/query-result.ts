import {
  decodeBinaryRow,
  decodeColumnDefinition,
  decodeTextRow,
  type Field,
  type OkInfo,
  RowAssembler,
  type RowFormat,
  toProtoRow,
  trackedGtids,
} from '@vt/sqltypes';
import type { MessageInput } from '../names.ts';

export type QueryResult = MessageInput<'query.QueryResult'>;
export type ProtoField = MessageInput<'query.Field'>;
export type ProtoRow = MessageInput<'query.Row'>;

/** How much is told of each column: query.ExecuteOptions.IncludedFields. */
export type IncludedFields = 'TYPE_AND_NAME' | 'TYPE_ONLY' | 'ALL';

export function includedFields(value: unknown): IncludedFields {
  if (value === 'ALL' || value === 2) return 'ALL';
  return value === 'TYPE_ONLY' || value === 1 ? 'TYPE_ONLY' : 'TYPE_AND_NAME';
}

/** A column as query.Field, with as much as was asked for. */
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

/** The end of a statement as query.QueryResult, without its rows. */
export function protoEnd(ok: OkInfo): QueryResult {
  return {
    rows_affected: ok.affectedRows,
    insert_id: ok.insertId,
    insert_id_changed: ok.insertId !== 0n,
    info: ok.info,
    session_state_changes: trackedGtids(ok.sessionState),
  };
}

/** Decodes chunks of rows into query.Row. */
export class RowReader {
  readonly fields: readonly Field[];
  readonly #format: RowFormat;
  readonly #assembler = new RowAssembler();

  constructor(definitions: readonly Uint8Array[], format: RowFormat) {
    this.fields = definitions.map(decodeColumnDefinition);
    this.#format = format;
  }

  read(packets: Buffer, visit: (row: ProtoRow, bytes: number) => void): void {
    const columns = this.fields.length;
    this.#assembler.push(packets, (bytes, start) => {
      const isText = this.#format === 'text';
      const row = toProtoRow(
        isText ? decodeTextRow(bytes, start, columns) : decodeBinaryRow(bytes, start, this.fields),
      );
      visit(row, row.values.length);
    });
  }
}

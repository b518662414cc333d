import type { MessageInput } from '@vt/proto';
import { type Result, toProtoRow } from '@vt/sqltypes';

export type QueryResult = MessageInput<'query.QueryResult'>;

/** A decoded result as query.QueryResult, with names and types of its columns. */
export function queryResult(result: Result): QueryResult {
  return {
    fields: result.fields.map((field) => ({
      name: field.name,
      type: field.type as never,
      charset: field.charset,
      column_length: field.columnLength,
      flags: field.flags,
    })),
    rows: result.rows.map(toProtoRow),
    rows_affected: result.affectedRows,
    insert_id: result.insertId,
  };
}

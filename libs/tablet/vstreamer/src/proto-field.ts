import type { MessageInput } from '@vt/proto';
import type { Field } from '@vt/sqltypes';

/** A column as query.Field, whole. */
export function protoField(field: Field): MessageInput<'query.Field'> {
  return {
    name: field.name,
    type: field.type as never,
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

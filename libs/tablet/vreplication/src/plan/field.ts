import type { Message, MessageInput } from '@vt/proto';
import { type Field, Type, type TypeName } from '@vt/sqltypes';

export type ProtoField = Message<'query.Field'>;

/** A column of the source, as the stream describes it. */
export function readField(field: ProtoField): Field {
  return {
    name: field.name,
    type: typeof field.type === 'number' ? field.type : Type[field.type as TypeName],
    table: field.table,
    orgTable: field.org_table,
    database: field.database,
    orgName: field.org_name,
    columnLength: field.column_length,
    charset: field.charset,
    decimals: field.decimals,
    flags: field.flags,
    columnType: field.column_type,
  };
}

/** What a last key needs to tell of its columns. */
export function keyField(field: ProtoField): MessageInput<'query.Field'> {
  const { name, type, charset, flags, column_type: columnType } = field;
  const isListed = type === 'ENUM' || type === 'SET';
  return { name, type, charset, flags, ...(isListed && { column_type: columnType }) };
}

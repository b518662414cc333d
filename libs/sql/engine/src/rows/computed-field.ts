import { BINARY_CHARSET, ColumnFlag, type Field, isBinary, isText, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { memberType, valueField } from './binds.ts';

/** How MySQL says that a number of digits is not fixed, as of all texts that are computed. */
export const NO_DECIMALS = 31;

export function computedField(type: number, columnLength: number, decimals: number, flags = 0): Field {
  return {
    name: '',
    type,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength,
    charset: BINARY_CHARSET,
    decimals,
    flags: flags | ColumnFlag.BINARY,
    columnType: '',
  };
}

/** What a value that was taken out of a column is, and is no column of a table any more; it may be NULL. What a shard computed says itself of what type it is. */
export function takenField(field: Field, ctx: ExecutionContext): Field {
  if (field.orgName === '') return { ...field, flags: field.flags & ~ColumnFlag.NOT_NULL };
  const { name, type, columnLength, charset, decimals, flags } = valueField(field, memberType(ctx));
  const isString = isText(type) || isBinary(type) || type === Type.JSON;
  const computed = computedField(type, columnLength, isString ? NO_DECIMALS : decimals);
  const kept = isText(type) ? 0 : ColumnFlag.BINARY | (flags & ColumnFlag.UNSIGNED);
  return { ...computed, name, charset, flags: kept };
}

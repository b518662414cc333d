import { type BindValue, isIntegral, isQuoted, Type } from '@vt/sqltypes';

/** What the column of a vindex is known to hold. */
export type ColumnKind = 'integer' | 'text' | 'other' | 'unknown';

const CANONICAL_INTEGER = /^(?:0|-?[1-9]\d*)$/;

/**
 * Whether a comparison of the column with this value is true only for rows that the vindex puts where it puts the value. MySQL
 * converts before it compares (1.0, '01' and ' 1' all equal an integer 1), a vindex does not: for such values the answer is to
 * ask every shard.
 */
export function tellsShard({ type, value }: BindValue, column: ColumnKind): boolean {
  if (type === Type.NULL_TYPE) return true;
  const text = Buffer.from(value).toString('latin1');
  if (isIntegral(type)) return column !== 'text' && CANONICAL_INTEGER.test(text);
  if (!isQuoted(type) && type !== Type.HEXVAL && type !== Type.HEXNUM) return false;
  if (column === 'integer') return CANONICAL_INTEGER.test(text);
  // A text that may be a number in odd spelling: only safe where the column is known not to be a number.
  return column !== 'unknown' || CANONICAL_INTEGER.test(text) || !/^\s*[-+.]?\d/.test(text);
}

/** Whether a row that is inserted with this value is stored with the value that the vindex saw. */
export function keepsValue(value: BindValue, column: ColumnKind): boolean {
  if (column === 'unknown' || column === 'other' || value.type === Type.NULL_TYPE) return true;
  return tellsShard(value, column) || (column === 'text' && isIntegral(value.type));
}

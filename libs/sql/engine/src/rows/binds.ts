import {
  BINARY_CHARSET,
  type BindVariable,
  type BindVariables,
  ColumnFlag,
  type Field,
  isBinary,
  isFloat,
  isText,
  Type,
} from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';

/** A value of one statement as an argument of another. */
export function bindOf(value: Uint8Array | null, field: Field): BindVariable {
  if (value === null) return { type: Type.NULL_TYPE, value: new Uint8Array(0) };
  // Bytes are not always of a binary type: a literal of them is text without a character set.
  if (isText(field.type) && field.charset === BINARY_CHARSET) return { type: Type.VARBINARY, value };
  if (isText(field.type) || field.type === Type.ENUM || field.type === Type.SET) return { type: Type.VARCHAR, value };
  if (isBinary(field.type)) return { type: Type.VARBINARY, value };
  // Without an exponent a literal would be a DECIMAL.
  if (isFloat(field.type)) return { type: field.type, value: withExponent(value) };
  // Without a point it would be an integer.
  if (field.type === Type.DECIMAL) return { type: field.type, value: withPoint(value) };
  return { type: field.type, value };
}

export const isDate = (type: number): boolean =>
  type === Type.DATE || type === Type.DATETIME || type === Type.TIMESTAMP;

/** Whether a stored date is none that a strict sql_mode lets a literal be: 0000-00-00, a day or month 0, the 31st of February. */
export function isNoDate(value: Uint8Array): boolean {
  const [year = 0, month = 0, day = 0] = latin1(value).slice(0, 'yyyy-mm-dd'.length).split('-').map(Number);
  if (month === 0 || day === 0) return true;
  return day > DAYS_OF_ALL && day > new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const DAYS_OF_ALL = 28;
const latin1 = (value: Uint8Array): string =>
  Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');

/** 0000-00-00, which a number is compared with dates as, whatever sql_mode says of it. */
export const zeroDate: BindVariable = { type: Type.INT64, value: Buffer.from('0') };
export const isZeroDate = (value: Uint8Array): boolean => latin1(value).startsWith('0000-00-00');

function withPoint(value: Uint8Array): Uint8Array {
  return value.includes(POINT) ? value : Buffer.concat([value, Buffer.from('.')]);
}

const POINT = 0x2e;

export function withBinds(ctx: ExecutionContext, binds: BindVariables): ExecutionContext {
  return { ...ctx, binds: { ...ctx.binds, ...binds } };
}

function withExponent(value: Uint8Array): Uint8Array {
  const text = latin1(value);
  return /[eE]/.test(text) ? value : Buffer.from(`${text}e0`);
}

type TextType = typeof Type.CHAR | typeof Type.VARCHAR;

/** What a member of an ENUM or SET is, where it is no column's any more. */
export function memberType({ evaluation }: ExecutionContext): TextType {
  return evaluation?.flavor === 'mariadb' ? Type.VARCHAR : Type.CHAR;
}

/** Of what type a value of the column is in another statement: members of an ENUM or SET are texts there, of a type that where they stand decides. */
export function valueField(field: Field, type: TextType): Field {
  if (field.type !== Type.ENUM && field.type !== Type.SET) return field;
  return { ...field, type, flags: field.flags & ~(ColumnFlag.ENUM | ColumnFlag.SET) };
}

import type { ByteCursor } from './byte-cursor.ts';
import { ColumnType as T } from './event-type.ts';

const ONE_BYTE: ReadonlySet<number> = new Set([
  T.FLOAT,
  T.DOUBLE,
  T.BLOB,
  T.TINY_BLOB,
  T.MEDIUM_BLOB,
  T.LONG_BLOB,
  T.JSON,
  T.GEOMETRY,
  T.VECTOR,
  T.TIMESTAMP2,
  T.DATETIME2,
  T.TIME2,
  T.BLOB_COMPRESSED,
]);
const TWO_BYTES: ReadonlySet<number> = new Set([T.VARCHAR, T.VAR_STRING, T.VARCHAR_COMPRESSED]);
const NUMERIC: ReadonlySet<number> = new Set([
  T.TINY,
  T.SHORT,
  T.INT24,
  T.LONG,
  T.LONGLONG,
  T.FLOAT,
  T.DOUBLE,
  T.DECIMAL,
  T.NEWDECIMAL,
  T.YEAR,
]);
const CHARACTER: ReadonlySet<number> = new Set([
  T.STRING,
  T.VAR_STRING,
  T.VARCHAR,
  T.BLOB,
  T.TINY_BLOB,
  T.MEDIUM_BLOB,
  T.LONG_BLOB,
  T.VARCHAR_COMPRESSED,
  T.BLOB_COMPRESSED,
  T.VECTOR,
]);

/** The columns that "signedness" is told of; BIT is not among them. */
export function isNumeric(type: number): boolean {
  return NUMERIC.has(type);
}

/** The columns that a character set is told of, VECTOR too; JSON and GEOMETRY are not among them. */
export function isCharacter(type: number): boolean {
  return CHARACTER.has(type);
}

export function isEnumOrSet(type: number): boolean {
  return type === T.ENUM || type === T.SET;
}

/**
 * A column's real type and metadata. NEWDECIMAL: precision · 256 + scale. BIT: number of bits. STRING: length in bytes. ENUM and SET, which are
 * marked as STRING: bytes of a value.
 */
export function readMetadata(type: number, cursor: ByteCursor): { readonly type: number; readonly metadata: number } {
  if (ONE_BYTE.has(type)) return { type, metadata: cursor.u8() };
  if (TWO_BYTES.has(type)) return { type, metadata: cursor.u16() };
  switch (type) {
    case T.NEWDECIMAL:
      return { type, metadata: (cursor.u8() << 8) | cursor.u8() };
    case T.BIT: {
      const bits = cursor.u8();
      return { type, metadata: cursor.u8() * 8 + bits };
    }
    case T.STRING:
    case T.ENUM:
    case T.SET:
      return stringMetadata(cursor);
    default:
      return { type, metadata: 0 };
  }
}

/** Two bits of a CHAR's length hide, inverted, in its type. */
function stringMetadata(cursor: ByteCursor): { readonly type: number; readonly metadata: number } {
  const real = cursor.u8();
  const length = cursor.u8();
  if ((real & 0x30) !== 0x30) return { type: real | 0x30, metadata: length | (((real & 0x30) ^ 0x30) << 4) };
  return { type: real, metadata: length };
}

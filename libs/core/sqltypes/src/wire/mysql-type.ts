import { Type } from '../type.ts';

/** Column flags of MySQL that decide what a type is. */
export const ColumnFlag = {
  NOT_NULL: 1,
  PRI_KEY: 2,
  UNIQUE_KEY: 4,
  MULTIPLE_KEY: 8,
  BLOB: 16,
  UNSIGNED: 32,
  ZEROFILL: 64,
  BINARY: 128,
  ENUM: 256,
  AUTO_INCREMENT: 512,
  TIMESTAMP: 1024,
  SET: 2048,
} as const;

/** Collation id of binary strings. */
export const BINARY_CHARSET = 63;

/** MySQL's column types by number (enum_field_types), as the query.Type that they are without flags. */
const plain = new Map<number, number>([
  [0, Type.DECIMAL],
  [1, Type.INT8],
  [2, Type.INT16],
  [3, Type.INT32],
  [4, Type.FLOAT32],
  [5, Type.FLOAT64],
  [6, Type.NULL_TYPE],
  [7, Type.TIMESTAMP],
  [8, Type.INT64],
  [9, Type.INT24],
  [10, Type.DATE],
  [11, Type.TIME],
  [12, Type.DATETIME],
  [13, Type.YEAR],
  [14, Type.DATE],
  [15, Type.VARCHAR],
  [16, Type.BIT],
  [17, Type.TIMESTAMP],
  [18, Type.DATETIME],
  [19, Type.TIME],
  [242, Type.VECTOR],
  [245, Type.JSON],
  [246, Type.DECIMAL],
  [247, Type.ENUM],
  [248, Type.SET],
  [249, Type.TEXT],
  [250, Type.TEXT],
  [251, Type.TEXT],
  [252, Type.TEXT],
  [253, Type.VARCHAR],
  [254, Type.CHAR],
  [255, Type.GEOMETRY],
]);

const unsigned = new Map<number, number>([
  [Type.INT8, Type.UINT8],
  [Type.INT16, Type.UINT16],
  [Type.INT24, Type.UINT24],
  [Type.INT32, Type.UINT32],
  [Type.INT64, Type.UINT64],
]);

const binary = new Map<number, number>([
  [Type.TEXT, Type.BLOB],
  [Type.VARCHAR, Type.VARBINARY],
  [Type.CHAR, Type.BINARY],
]);

/**
 * The query.Type of a MySQL column. `charset` tells binary strings from those with a _bin collation, which carry the same flag;
 * without it the flag decides. An unknown number is UNKNOWN to us and answered with undefined.
 */
export function typeFromMysql(mysqlType: number, flags: number, charset?: number): number | undefined {
  const type = plain.get(mysqlType);
  if (type === undefined) return undefined;
  if (flags & ColumnFlag.UNSIGNED) return unsigned.get(type) ?? type;
  if (type === Type.CHAR && flags & ColumnFlag.ENUM) return Type.ENUM;
  if (type === Type.CHAR && flags & ColumnFlag.SET) return Type.SET;
  const isBinary = (flags & ColumnFlag.BINARY) !== 0 && (charset === undefined || charset === BINARY_CHARSET);
  return isBinary ? (binary.get(type) ?? type) : type;
}

export type MysqlType = { readonly type: number; readonly flags: number };

const toMysql = new Map<number, MysqlType>([
  [Type.INT8, { type: 1, flags: 0 }],
  [Type.UINT8, { type: 1, flags: ColumnFlag.UNSIGNED }],
  [Type.INT16, { type: 2, flags: 0 }],
  [Type.UINT16, { type: 2, flags: ColumnFlag.UNSIGNED }],
  [Type.INT32, { type: 3, flags: 0 }],
  [Type.UINT32, { type: 3, flags: ColumnFlag.UNSIGNED }],
  [Type.FLOAT32, { type: 4, flags: 0 }],
  [Type.FLOAT64, { type: 5, flags: 0 }],
  [Type.NULL_TYPE, { type: 6, flags: ColumnFlag.BINARY }],
  [Type.TIMESTAMP, { type: 7, flags: 0 }],
  [Type.INT64, { type: 8, flags: 0 }],
  [Type.UINT64, { type: 8, flags: ColumnFlag.UNSIGNED }],
  [Type.INT24, { type: 9, flags: 0 }],
  [Type.UINT24, { type: 9, flags: ColumnFlag.UNSIGNED }],
  [Type.DATE, { type: 10, flags: ColumnFlag.BINARY }],
  [Type.TIME, { type: 11, flags: ColumnFlag.BINARY }],
  [Type.DATETIME, { type: 12, flags: ColumnFlag.BINARY }],
  [Type.YEAR, { type: 13, flags: ColumnFlag.UNSIGNED }],
  [Type.BIT, { type: 16, flags: ColumnFlag.UNSIGNED }],
  [Type.VECTOR, { type: 242, flags: ColumnFlag.BINARY }],
  [Type.JSON, { type: 245, flags: 0 }],
  [Type.DECIMAL, { type: 246, flags: 0 }],
  [Type.TEXT, { type: 252, flags: 0 }],
  [Type.BLOB, { type: 252, flags: ColumnFlag.BINARY }],
  [Type.VARCHAR, { type: 253, flags: 0 }],
  [Type.VARBINARY, { type: 253, flags: ColumnFlag.BINARY }],
  [Type.CHAR, { type: 254, flags: 0 }],
  [Type.BINARY, { type: 254, flags: ColumnFlag.BINARY }],
  [Type.ENUM, { type: 254, flags: ColumnFlag.ENUM }],
  [Type.SET, { type: 254, flags: ColumnFlag.SET }],
  [Type.GEOMETRY, { type: 255, flags: 0 }],
  [Type.HEXNUM, { type: 253, flags: ColumnFlag.BINARY }],
  [Type.HEXVAL, { type: 253, flags: ColumnFlag.BINARY }],
  [Type.BITNUM, { type: 253, flags: ColumnFlag.BINARY }],
]);

const asString: MysqlType = { type: 253, flags: 0 };

/** How a query.Type is named on MySQL's wire; types that no column has travel as strings. */
export function typeToMysql(type: number): MysqlType {
  return toMysql.get(type) ?? asString;
}

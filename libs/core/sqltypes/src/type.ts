/** query.Type: what a value is. Numbers are wire facts: a kind in the low byte, properties in the high one. */
export const Type = {
  NULL_TYPE: 0,
  INT8: 257,
  UINT8: 770,
  INT16: 259,
  UINT16: 772,
  INT24: 261,
  UINT24: 774,
  INT32: 263,
  UINT32: 776,
  INT64: 265,
  UINT64: 778,
  FLOAT32: 1035,
  FLOAT64: 1036,
  TIMESTAMP: 2061,
  DATE: 2062,
  TIME: 2063,
  DATETIME: 2064,
  YEAR: 785,
  DECIMAL: 18,
  TEXT: 6163,
  BLOB: 10260,
  VARCHAR: 6165,
  VARBINARY: 10262,
  CHAR: 6167,
  BINARY: 10264,
  BIT: 2073,
  ENUM: 2074,
  SET: 2075,
  TUPLE: 28,
  GEOMETRY: 2077,
  JSON: 2078,
  EXPRESSION: 31,
  HEXNUM: 4128,
  HEXVAL: 4129,
  BITNUM: 4130,
  VECTOR: 2083,
  RAW: 2084,
  ROW_TUPLE: 2085,
} as const;

export type TypeName = keyof typeof Type;
export type TypeNumber = (typeof Type)[TypeName];

const names = new Map<number, TypeName>(Object.entries(Type).map(([name, number]) => [number, name as TypeName]));

export function typeName(type: number): TypeName | undefined {
  return names.get(type);
}

const INTEGRAL = 256;
const UNSIGNED = 512;
const FLOAT = 1024;
const QUOTED = 2048;
const TEXT = 4096;
const BINARY = 8192;

export const isIntegral = (type: number): boolean => (type & INTEGRAL) !== 0;
export const isSigned = (type: number): boolean => (type & (INTEGRAL | UNSIGNED)) === INTEGRAL;
export const isUnsigned = (type: number): boolean => (type & (INTEGRAL | UNSIGNED)) === (INTEGRAL | UNSIGNED);
export const isFloat = (type: number): boolean => (type & FLOAT) !== 0;
export const isQuoted = (type: number): boolean => (type & QUOTED) !== 0;
export const isText = (type: number): boolean => (type & TEXT) !== 0;
export const isBinary = (type: number): boolean => (type & BINARY) !== 0;
export const isNumber = (type: number): boolean => isIntegral(type) || isFloat(type) || type === Type.DECIMAL;

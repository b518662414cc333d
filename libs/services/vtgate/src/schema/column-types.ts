import { Type } from '@vt/sqltypes';

/** DATA_TYPE of information_schema.columns, for signed numbers. */
const types: Readonly<Record<string, number>> = {
  bigint: Type.INT64,
  binary: Type.BINARY,
  bit: Type.BIT,
  blob: Type.BLOB,
  char: Type.CHAR,
  date: Type.DATE,
  datetime: Type.DATETIME,
  decimal: Type.DECIMAL,
  double: Type.FLOAT64,
  enum: Type.ENUM,
  float: Type.FLOAT32,
  int: Type.INT32,
  json: Type.JSON,
  longblob: Type.BLOB,
  longtext: Type.TEXT,
  mediumblob: Type.BLOB,
  mediumint: Type.INT24,
  mediumtext: Type.TEXT,
  set: Type.SET,
  smallint: Type.INT16,
  text: Type.TEXT,
  time: Type.TIME,
  timestamp: Type.TIMESTAMP,
  tinyblob: Type.BLOB,
  tinyint: Type.INT8,
  tinytext: Type.TEXT,
  varbinary: Type.VARBINARY,
  varchar: Type.VARCHAR,
  vector: Type.VECTOR,
  year: Type.YEAR,
};

const unsigned: ReadonlyMap<number, number> = new Map<number, number>([
  [Type.INT8, Type.UINT8],
  [Type.INT16, Type.UINT16],
  [Type.INT24, Type.UINT24],
  [Type.INT32, Type.UINT32],
  [Type.INT64, Type.UINT64],
]);

/** query.Type of a column; GEOMETRY for the kinds of it, NULL_TYPE for what is not known. */
export function columnType(dataType: string, columnText: string): number {
  const name = dataType.toLowerCase();
  const type = types[name];
  if (type === undefined) return /geom|point|polygon|linestring/.test(name) ? Type.GEOMETRY : Type.NULL_TYPE;
  return columnText.toLowerCase().includes('unsigned') ? (unsigned.get(type) ?? type) : type;
}

import { type BindVariable, dateText, doubleText, Type, timeText, typeFromMysql } from '@vt/sqltypes';
import { malformed } from './malformed.ts';
import type { PacketReader } from './packet-reader.ts';
import { checkMoment, checkNumber, type MomentKind, unknownParamType } from './param-errors.ts';

/*
  A parameter's value in COM_STMT_EXECUTE and in query attributes, by its type =>
    integers: 1, 2, 4 or 8 bytes · float 4 · double 8 · date, datetime, time: a length byte and that many bytes ·
    everything else string<lenenc>
*/

/** MYSQL_TYPE_NULL … as parameters name their types. */
export type ParamType = { readonly mysqlType: number; readonly unsigned: boolean };

/** As MySQL prints a float or double of no declared scale. */
const ANY_DECIMALS = 31;
const UNSIGNED_FLAG = 32;
const BLOB_TYPES = new Set([0xf9, 0xfa, 0xfb, 0xfc]);
const dateLengths = new Set([0, 4]);
const datetimeLengths = new Set([0, 4, 7, 11]);
const timeLengths = new Set([0, 8, 12]);

export const nullBind: BindVariable = { type: Type.NULL_TYPE, value: new Uint8Array(0) };

const textBind = (type: number, text: string): BindVariable => ({ type, value: Buffer.from(text, 'latin1') });

/** The bind owns its bytes. */
export function readStatementValue(reader: PacketReader, param: ParamType): BindVariable {
  const type = bindType(param);
  switch (type) {
    case Type.NULL_TYPE:
      return nullBind;
    case Type.INT8:
      return textBind(type, String(reader.i8()));
    case Type.UINT8:
      return textBind(type, String(reader.u8()));
    case Type.INT16:
      return textBind(type, String(reader.i16()));
    case Type.UINT16:
      return textBind(type, String(reader.u16()));
    case Type.INT32:
      return textBind(type, String(reader.i32()));
    case Type.UINT32:
      return textBind(type, String(reader.u32()));
    case Type.INT64:
      return textBind(type, String(reader.i64()));
    case Type.UINT64:
      return textBind(type, String(reader.u64()));
    case Type.FLOAT32:
      // A FLOAT is a DOUBLE wherever MySQL computes with it or shows it, unless it is a column.
      return textBind(type, doubleText(checkNumber(reader.f32()), ANY_DECIMALS));
    case Type.FLOAT64:
      return textBind(type, doubleText(checkNumber(reader.f64()), ANY_DECIMALS));
    case Type.DATE:
      return textBind(type, dateText(temporal(reader, 'DATE', dateLengths), 0, true, ANY_DECIMALS));
    case Type.DATETIME:
      return textBind(type, dateText(temporal(reader, 'DATETIME', datetimeLengths), 0, false, ANY_DECIMALS));
    case Type.TIME:
      return textBind(type, timeText(temporal(reader, 'TIME', timeLengths), 0, ANY_DECIMALS));
    default:
      return { type, value: Buffer.from(reader.lenencBytes()) };
  }
}

function temporal(reader: PacketReader, kind: MomentKind, lengths: ReadonlySet<number>): Buffer {
  const length = reader.u8();
  if (!lengths.has(length)) throw malformed(`a ${kind} of ${length} bytes`);
  reader.rewind(1);
  const bytes = reader.bytes(1 + length);
  checkMoment(kind, bytes.subarray(1));
  return bytes;
}

/** What a long-data parameter is: bytes given in pieces have the type that the execute declares. */
export function longDataBind(param: ParamType, value: Uint8Array): BindVariable {
  return { type: bindType(param), value };
}

/**
 * The query.Type of a parameter. The client's strings are text in the connection's charset, its blobs are bytes; types that
 * only a column can have (ENUM, BIT, JSON …) come as strings.
 */
export function bindType({ mysqlType, unsigned }: ParamType): number {
  if (BLOB_TYPES.has(mysqlType)) return Type.VARBINARY;
  const type = typeFromMysql(mysqlType, unsigned ? UNSIGNED_FLAG : 0);
  switch (type) {
    case undefined:
      throw unknownParamType();
    case Type.INT24:
      return Type.INT32;
    case Type.UINT24:
      return Type.UINT32;
    case Type.YEAR:
      return unsigned ? Type.UINT16 : Type.INT16;
    case Type.TIMESTAMP:
      return Type.DATETIME;
    case Type.BIT:
    case Type.GEOMETRY:
    case Type.VECTOR:
      return Type.VARBINARY;
    case Type.TEXT:
    case Type.CHAR:
    case Type.ENUM:
    case Type.SET:
    case Type.JSON:
      return Type.VARCHAR;
    default:
      return type;
  }
}

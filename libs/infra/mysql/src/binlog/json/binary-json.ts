import { doubleText } from '@vt/sqltypes';
import { binlogError } from '../binlog-error.ts';
import { decimalText } from '../decimal.ts';
import { ColumnType } from '../event-type.ts';
import { packedDatetimeText, packedTimeText } from '../temporal.ts';
import { jsonString } from './json-text.ts';

/*
  MySQL's binary JSON. A document is a type byte and a value.
  object => count · bytes · { key offset · key length 2 }* · { type 1 · value inline or its offset }* · keys · values
  array  => count · bytes · { type 1 · value inline or its offset }* · values
  Counts and offsets have 2 bytes in the small forms, 4 in the large ones; offsets are from the object's or array's start.
*/
const Json = {
  SMALL_OBJECT: 0,
  LARGE_OBJECT: 1,
  SMALL_ARRAY: 2,
  LARGE_ARRAY: 3,
  LITERAL: 4,
  INT16: 5,
  UINT16: 6,
  INT32: 7,
  UINT32: 8,
  INT64: 9,
  UINT64: 10,
  DOUBLE: 11,
  STRING: 12,
  OPAQUE: 15,
} as const;

const DEPTH_MAX = 101; // MySQL's own limit is 100
const LITERALS = ['null', 'true', 'false'] as const;

/** A document as MySQL prints it. */
export function binaryJsonText(bytes: Buffer): string {
  if (bytes.length === 0) return 'null';
  return valueText(bytes[0] as number, bytes, 1, 1);
}

function valueText(type: number, bytes: Buffer, at: number, depth: number): string {
  if (depth > DEPTH_MAX) throw binlogError('JSON document nested too deep');
  switch (type) {
    case Json.SMALL_OBJECT:
      return objectText(bytes.subarray(at), 2, depth);
    case Json.LARGE_OBJECT:
      return objectText(bytes.subarray(at), 4, depth);
    case Json.SMALL_ARRAY:
      return arrayText(bytes.subarray(at), 2, depth);
    case Json.LARGE_ARRAY:
      return arrayText(bytes.subarray(at), 4, depth);
    case Json.LITERAL:
      return literalText(bytes[at] as number);
    case Json.INT16:
      return String(bytes.readInt16LE(at));
    case Json.UINT16:
      return String(bytes.readUInt16LE(at));
    case Json.INT32:
      return String(bytes.readInt32LE(at));
    case Json.UINT32:
      return String(bytes.readUInt32LE(at));
    case Json.INT64:
      return String(bytes.readBigInt64LE(at));
    case Json.UINT64:
      return String(bytes.readBigUInt64LE(at));
    case Json.DOUBLE:
      return jsonDouble(bytes.readDoubleLE(at));
    case Json.STRING: {
      const { length, next } = variableLength(bytes, at);
      return jsonString(slice(bytes, next, length).toString('utf8'));
    }
    case Json.OPAQUE:
      return opaqueText(bytes, at);
    default:
      throw binlogError(`no JSON value has type ${type}`);
  }
}

/** A whole number stays recognizable as a double. */
export function jsonDouble(value: number): string {
  const text = doubleText(value, 31);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function literalText(code: number): string {
  const text = LITERALS[code];
  if (text === undefined) throw binlogError(`no JSON literal has code ${code}`);
  return text;
}

function objectText(bytes: Buffer, width: 2 | 4, depth: number): string {
  const count = bytes.readUIntLE(0, width);
  const keys = 2 * width;
  const values = keys + count * (width + 2);
  const parts: string[] = [];
  for (let i = 0; i < count; i++) {
    const entry = keys + i * (width + 2);
    const key = slice(bytes, bytes.readUIntLE(entry, width), bytes.readUInt16LE(entry + width));
    parts.push(`${jsonString(key.toString('utf8'))}: ${entryText(bytes, values + i * (width + 1), width, depth)}`);
  }
  return `{${parts.join(', ')}}`;
}

function arrayText(bytes: Buffer, width: 2 | 4, depth: number): string {
  const count = bytes.readUIntLE(0, width);
  const parts: string[] = [];
  for (let i = 0; i < count; i++) parts.push(entryText(bytes, 2 * width + i * (width + 1), width, depth));
  return `[${parts.join(', ')}]`;
}

/** Small values stand in the entry itself. */
function entryText(bytes: Buffer, at: number, width: 2 | 4, depth: number): string {
  const type = bytes[at] as number;
  const wide = width === 4 && (type === Json.INT32 || type === Json.UINT32);
  const inline = type === Json.LITERAL || type === Json.INT16 || type === Json.UINT16 || wide;
  return valueText(type, bytes, inline ? at + 1 : bytes.readUIntLE(at + 1, width), depth + 1);
}

/** Seven bits a byte, lowest first; the highest bit says that more follow. */
export function variableLength(bytes: Buffer, at: number): { readonly length: number; readonly next: number } {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { length, next: at + i + 1 };
  }
  throw binlogError('JSON length cut short');
}

/** A value of a MySQL type that JSON has not got. */
function opaqueText(bytes: Buffer, at: number): string {
  const type = bytes[at] as number;
  const { length, next } = variableLength(bytes, at + 1);
  const data = slice(bytes, next, length);
  switch (type) {
    case ColumnType.NEWDECIMAL:
      return decimalText(data.subarray(2), data[0] as number, data[1] as number);
    case ColumnType.DATE:
      return `"${packedDatetimeText(data.readBigInt64LE(0), true)}"`;
    case ColumnType.DATETIME:
    case ColumnType.TIMESTAMP:
      return `"${packedDatetimeText(data.readBigInt64LE(0), false)}"`;
    case ColumnType.TIME:
      return `"${packedTimeText(data.readBigInt64LE(0))}"`;
    default:
      return `"base64:type${type}:${data.toString('base64')}"`;
  }
}

function slice(bytes: Buffer, from: number, length: number): Buffer {
  if (from + length > bytes.length) throw binlogError('JSON document cut short');
  return bytes.subarray(from, from + length);
}

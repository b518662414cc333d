import type { Field, Row } from '../field.ts';
import { Type } from '../type.ts';
import { dateText, encodeDate, encodeTime, timeText } from './binary-time.ts';
import { type RealTexts, shownReals } from './float-text.ts';
import { lenencSize, lenencWidth, readLenenc, writeLenencBytes } from './lenenc.ts';

/*
 * A binary row: 0x00, a bitmap of NULLs (bit i+2 for column i), then the values that are not NULL, each in its type's form.
 */

/** What the codec needs to know of a column. */
export type BinaryColumn = Pick<Field, 'type' | 'decimals' | 'flags' | 'columnLength'>;

const ZEROFILL = 64;

const bitmapBytes = (columns: number): number => (columns + 9) >> 3;

/** Bytes that a value of this type takes at `at`. */
function widthAt(bytes: Uint8Array, at: number, type: number): number {
  switch (type) {
    case Type.INT8:
    case Type.UINT8:
      return 1;
    case Type.INT16:
    case Type.UINT16:
    case Type.YEAR:
      return 2;
    case Type.INT24:
    case Type.UINT24:
    case Type.INT32:
    case Type.UINT32:
    case Type.FLOAT32:
      return 4;
    case Type.INT64:
    case Type.UINT64:
    case Type.FLOAT64:
      return 8;
    case Type.DATE:
    case Type.DATETIME:
    case Type.TIMESTAMP:
    case Type.TIME:
      return 1 + (bytes[at] as number);
    default:
      return lenencWidth(bytes[at] as number) + readLenenc(bytes, at);
  }
}

function numberText(view: Buffer, at: number, type: number, decimals: number, texts: RealTexts): string {
  switch (type) {
    case Type.INT8:
      return String(view.readInt8(at));
    case Type.UINT8:
      return String(view.readUInt8(at));
    case Type.INT16:
      return String(view.readInt16LE(at));
    case Type.UINT16:
      return String(view.readUInt16LE(at));
    case Type.YEAR:
      return String(view.readUInt16LE(at)).padStart(4, '0');
    case Type.INT24:
    case Type.INT32:
      return String(view.readInt32LE(at));
    case Type.UINT24:
    case Type.UINT32:
      return String(view.readUInt32LE(at));
    case Type.INT64:
      return String(view.readBigInt64LE(at));
    case Type.UINT64:
      return String(view.readBigUInt64LE(at));
    case Type.FLOAT32:
      return texts.float(view.readFloatLE(at), decimals);
    default:
      return texts.double(view.readDoubleLE(at), decimals);
  }
}

function valueText(view: Buffer, at: number, column: BinaryColumn, texts: RealTexts): Uint8Array {
  switch (column.type) {
    case Type.DATE:
      return Buffer.from(dateText(view, at, true, 0));
    case Type.DATETIME:
    case Type.TIMESTAMP:
      return Buffer.from(dateText(view, at, false, column.decimals));
    case Type.TIME:
      return Buffer.from(timeText(view, at, column.decimals));
    default: {
      const text = numberText(view, at, column.type, column.decimals, texts);
      return Buffer.from(column.flags & ZEROFILL ? text.padStart(column.columnLength, '0') : text);
    }
  }
}

const isString = (type: number): boolean => !fixed.has(type);
const fixed = new Set<number>([
  Type.INT8,
  Type.UINT8,
  Type.INT16,
  Type.UINT16,
  Type.INT24,
  Type.UINT24,
  Type.INT32,
  Type.UINT32,
  Type.INT64,
  Type.UINT64,
  Type.YEAR,
  Type.FLOAT32,
  Type.FLOAT64,
  Type.DATE,
  Type.DATETIME,
  Type.TIMESTAMP,
  Type.TIME,
]);

/** The values of a binary row in their text form. Strings are views into `bytes`. */
export function decodeBinaryRow(
  bytes: Uint8Array,
  start: number,
  columns: readonly BinaryColumn[],
  texts: RealTexts = shownReals,
): Row {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = start + 1 + bitmapBytes(columns.length);
  return columns.map((column, i) => {
    const bit = i + 2;
    if ((bytes[start + 1 + (bit >> 3)] as number) & (1 << (bit & 7))) return null;
    if (column.type === Type.NULL_TYPE) return null;
    const from = at;
    at += widthAt(bytes, at, column.type);
    if (isString(column.type)) return bytes.subarray(from + lenencWidth(bytes[from] as number), at);
    return valueText(view, from, column, texts);
  });
}

function intBytes(width: number, text: string): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigInt64LE(BigInt.asIntN(64, BigInt(text)));
  return out.subarray(0, width);
}

const lenencValue = (value: Uint8Array): Buffer => {
  const out = Buffer.allocUnsafe(lenencSize(value.length) + value.length);
  writeLenencBytes(out, 0, value);
  return out;
};

/** The binary form of one value given as text. Throws RangeError when the text is no value of the type. */
export function encodeBinaryValue(value: Uint8Array, type: number): Buffer {
  if (isString(type)) return lenencValue(value);
  const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
  const encoded = encodeFixed(text, type);
  if (encoded === undefined) throw new RangeError(`not a value of type ${type}: '${text}'`);
  return encoded;
}

function encodeFixed(text: string, type: number): Buffer | undefined {
  switch (type) {
    case Type.DATE:
      return encodeDate(text, true);
    case Type.DATETIME:
    case Type.TIMESTAMP:
      return encodeDate(text, false);
    case Type.TIME:
      return encodeTime(text);
    case Type.FLOAT32:
    case Type.FLOAT64:
      return encodeFloat(text, type);
    default:
      return /^[-+]?\d+$/.test(text) ? intBytes(widthAt(noBytes, 0, type), text) : undefined;
  }
}

const noBytes = new Uint8Array(1);

function encodeFloat(text: string, type: number): Buffer | undefined {
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) return undefined;
  const out = Buffer.alloc(type === Type.FLOAT32 ? 4 : 8);
  if (type === Type.FLOAT32) out.writeFloatLE(value);
  else out.writeDoubleLE(value);
  return out;
}

/** A binary row's payload from values in text form. Throws RangeError for a value that is none of its column's type. */
export function encodeBinaryRow(row: Row, columns: readonly Pick<Field, 'type'>[]): Buffer {
  const head = Buffer.alloc(1 + bitmapBytes(columns.length));
  const parts: Buffer[] = [head];
  columns.forEach((column, i) => {
    const value = row[i];
    if (value === null || value === undefined || column.type === Type.NULL_TYPE) {
      const index = 1 + ((i + 2) >> 3);
      head[index] = (head[index] as number) | (1 << ((i + 2) & 7));
    } else {
      parts.push(encodeBinaryValue(value, column.type));
    }
  });
  return Buffer.concat(parts);
}

import { BINARY_CHARSET, doubleText, wholeFloatText } from '@vt/sqltypes';
import { binlogError } from './binlog-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { decompressColumn } from './compressed-column.ts';
import { decimalBytes, decimalText } from './decimal.ts';
import { ColumnType as T } from './event-type.ts';
import { binaryJsonText } from './json/binary-json.ts';
import type { BinlogColumn } from './table-map.ts';
import {
  dateText,
  oldDatetimeText,
  oldTimeText,
  readDatetime2,
  readFraction,
  readTime2,
  timestampText,
} from './temporal.ts';

const NOT_FIXED_DECIMALS = 31;

/** One value that is not NULL, as the text protocol gives it; TIMESTAMP in UTC. An enum or set whose members are not known is its number. */
export function readCell(cursor: ByteCursor, column: BinlogColumn): Uint8Array {
  const { type, metadata } = column;
  switch (type) {
    case T.VARCHAR:
    case T.VAR_STRING:
      return cursor.take(metadata > 255 ? cursor.u16() : cursor.u8());
    case T.STRING:
      return charBytes(cursor.take(metadata > 255 ? cursor.u16() : cursor.u8()), column);
    case T.BLOB:
    case T.TINY_BLOB:
    case T.MEDIUM_BLOB:
    case T.LONG_BLOB:
    case T.GEOMETRY:
    case T.VECTOR:
      return cursor.take(cursor.uint(metadata));
    case T.VARCHAR_COMPRESSED:
      return decompressColumn(cursor.take(metadata > 255 ? cursor.u16() : cursor.u8()));
    case T.BLOB_COMPRESSED:
      return decompressColumn(cursor.take(cursor.uint(metadata)));
    case T.BIT:
      return cursor.take((metadata + 7) >> 3);
    case T.JSON:
      return Buffer.from(binaryJsonText(cursor.take(cursor.uint(metadata))));
    case T.ENUM:
      return enumBytes(cursor.uint(metadata), column);
    case T.SET:
      return setBytes(cursor.take(metadata), column);
    default:
      return Buffer.from(numberOrTime(cursor, column), 'latin1');
  }
}

function numberOrTime(cursor: ByteCursor, { type, metadata, unsigned }: BinlogColumn): string {
  const { bytes } = cursor;
  switch (type) {
    case T.TINY:
      return String(unsigned ? cursor.u8() : bytes.readInt8(cursor.skip(1)));
    case T.SHORT:
      return String(unsigned ? cursor.u16() : bytes.readInt16LE(cursor.skip(2)));
    case T.INT24:
      return String(unsigned ? cursor.u24() : bytes.readIntLE(cursor.skip(3), 3));
    case T.LONG:
      return String(unsigned ? cursor.u32() : bytes.readInt32LE(cursor.skip(4)));
    case T.LONGLONG:
      return String(unsigned ? cursor.u64() : cursor.i64());
    case T.FLOAT:
      // The text protocol's six digits would not be the same number again.
      return wholeFloatText(bytes.readFloatLE(cursor.skip(4)));
    case T.DOUBLE:
      return doubleText(bytes.readDoubleLE(cursor.skip(8)), NOT_FIXED_DECIMALS);
    case T.NEWDECIMAL: {
      const [precision, scale] = [metadata >> 8, metadata & 255];
      return decimalText(cursor.take(decimalBytes(precision, scale)), precision, scale);
    }
    case T.YEAR: {
      const year = cursor.u8();
      return year === 0 ? '0000' : String(1900 + year);
    }
    case T.DATE:
    case T.NEWDATE:
      return dateText(cursor.u24());
    case T.TIME:
      return oldTimeText(bytes.readIntLE(cursor.skip(3), 3));
    case T.DATETIME:
      return oldDatetimeText(cursor.u64());
    case T.TIMESTAMP:
      return timestampText(cursor.u32());
    case T.TIMESTAMP2: {
      const seconds = bytes.readUInt32BE(cursor.skip(4));
      return timestampText(seconds) + readFraction(cursor, metadata);
    }
    case T.DATETIME2:
      return readDatetime2(cursor, metadata);
    case T.TIME2:
      return readTime2(cursor, metadata);
    default:
      throw binlogError(`no values of column type ${type} are known`);
  }
}

/** A BINARY column's zero bytes at the end are not logged, though they are part of its values. */
function charBytes(bytes: Buffer, { collation, metadata }: BinlogColumn): Uint8Array {
  if (collation !== BINARY_CHARSET || bytes.length >= metadata) return bytes;
  return Buffer.concat([bytes], metadata);
}

/** 0 is the value of what was no member when it was written. */
function enumBytes(index: number, { members }: BinlogColumn): Uint8Array {
  if (members === undefined) return Buffer.from(String(index));
  return index === 0 ? Buffer.alloc(0) : (members[index - 1] ?? Buffer.from(String(index)));
}

function setBytes(bits: Buffer, { members }: BinlogColumn): Uint8Array {
  let value = 0n;
  for (let i = bits.length - 1; i >= 0; i--) value = value * 256n + BigInt(bits[i] as number);
  if (members === undefined) return Buffer.from(value.toString());
  const parts: Buffer[] = [];
  for (const [i, member] of members.entries()) {
    if ((value & (1n << BigInt(i))) === 0n) continue;
    if (parts.length > 0) parts.push(Buffer.from(','));
    parts.push(member);
  }
  return Buffer.concat(parts);
}

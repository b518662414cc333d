import type { ByteCursor } from '../byte-cursor.ts';
import { ByteCursor as Cursor } from '../byte-cursor.ts';
import { inflateEvent } from '../compressed-event.ts';
import type { BinlogEventBody } from '../event.ts';

type QueryBody = Extract<BinlogEventBody, { kind: 'Query' }>;

/** Session facts by code and how long their value is; -1: a length byte and so many bytes, -2: that and a 0. */
const STATUS_BYTES: Readonly<Record<number, number>> = {
  0: 4,
  1: 8,
  2: -2,
  3: 4,
  4: 6,
  5: -1,
  6: -1,
  7: 2,
  8: 2,
  9: 8,
  10: 4,
  13: 3,
  16: 1,
  17: 8,
  18: 2,
  19: 1,
  20: 1,
  128: 3,
  129: 8,
};
const SQL_MODE = 1;
const CHARSET = 4;

/*
  thread 4 · seconds 4 · database length 1 · error code 2 · status length 2 · { status code 1 · value }* · database · 0 · statement
*/
export function readQuery(cursor: ByteCursor, compressed: boolean): QueryBody {
  cursor.skip(8);
  const databaseLength = cursor.u8();
  const errorCode = cursor.u16();
  const status = readStatus(new Cursor(cursor.take(cursor.u16())));
  const database = cursor.text(databaseLength);
  cursor.skip(1);
  const sql = compressed ? inflateEvent(cursor.rest()) : cursor.rest();
  return { kind: 'Query', database, sql, errorCode, charset: status.charset, sqlMode: status.sqlMode };
}

function readStatus(cursor: ByteCursor): Pick<QueryBody, 'charset' | 'sqlMode'> {
  let charset: QueryBody['charset'];
  let sqlMode: bigint | undefined;
  while (cursor.left > 0) {
    const code = cursor.u8();
    const length = STATUS_BYTES[code];
    // Codes come in rising order, and those we need are low: what is not known ends the reading.
    if (length === undefined) break;
    const value = new Cursor(cursor.take(length >= 0 ? length : cursor.u8() + (length === -2 ? 1 : 0)));
    if (code === SQL_MODE) sqlMode = value.u64();
    if (code === CHARSET) charset = { client: value.u16(), connection: value.u16(), server: value.u16() };
  }
  return { charset, sqlMode };
}

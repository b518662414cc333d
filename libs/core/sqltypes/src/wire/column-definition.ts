import type { Field } from '../field.ts';
import { Type } from '../type.ts';
import { lenencSize, lenencWidth, readLenenc, readUint16, readUint32, writeLenencBytes } from './lenenc.ts';
import { typeFromMysql, typeToMysql } from './mysql-type.ts';

/*
 * Protocol::ColumnDefinition41: six length-encoded strings (catalog "def", schema, table, org_table, name, org_name), then 0x0c and
 * charset (2), column length (4), type (1), flags (2), decimals (1), filler (2).
 */
const FIXED_BYTES = 13;
const CATALOG = Buffer.from('def');

/** What a column definition packet's payload says. `columnType` is not on the wire and stays empty. */
export function decodeColumnDefinition(payload: Uint8Array): Field {
  const texts: string[] = [];
  let at = 0;
  for (let i = 0; i < 6; i++) {
    const start = at + lenencWidth(payload[at] as number);
    at = start + readLenenc(payload, at);
    texts.push(Buffer.from(payload.buffer, payload.byteOffset + start, at - start).toString('utf8'));
  }
  const [, database, table, orgTable, name, orgName] = texts as [string, string, string, string, string, string];
  const charset = readUint16(payload, at + 1);
  const mysqlType = payload[at + 7] as number;
  const flags = readUint16(payload, at + 8);
  const type = typeFromMysql(mysqlType, flags, charset) ?? Type.VARBINARY;
  const columnLength = readUint32(payload, at + 3);
  const decimals = payload[at + 10] as number;
  const field = {
    name,
    type,
    table,
    orgTable,
    database,
    orgName,
    columnLength,
    charset,
    decimals,
    flags,
    columnType: '',
  };
  return isSizeType(mysqlType) ? { ...field, sizeType: mysqlType } : field;
}

/** TINY_BLOB, MEDIUM_BLOB, LONG_BLOB */
const isSizeType = (mysqlType: number): boolean => mysqlType > 248 && mysqlType < 252;

const utf8 = (text: string): Uint8Array => Buffer.from(text);

/** The payload of a column definition packet. */
export function encodeColumnDefinition(field: Field): Buffer {
  return encodeColumnDefinitionAs(field, utf8);
}

/** The same, with names that `encode` writes. */
export function encodeColumnDefinitionAs(field: Field, encode: (text: string) => Uint8Array): Buffer {
  const texts = [field.database, field.table, field.orgTable, field.name, field.orgName];
  const strings = [CATALOG, ...texts.map((text) => encode(text))];
  const bytes = strings.reduce((sum, s) => sum + lenencSize(s.length) + s.length, FIXED_BYTES);
  const out = Buffer.alloc(bytes);
  let at = 0;
  for (const string of strings) at = writeLenencBytes(out, at, string);
  const mysql = typeToMysql(field.type);
  out[at] = 0x0c;
  out.writeUInt16LE(field.charset & 0xffff, at + 1);
  out.writeUInt32LE(field.columnLength >>> 0, at + 3);
  out[at + 7] = field.type === Type.TEXT || field.type === Type.BLOB ? (field.sizeType ?? mysql.type) : mysql.type;
  out.writeUInt16LE((field.flags | mysql.flags) & 0xffff, at + 8);
  out[at + 10] = field.decimals;
  return out;
}

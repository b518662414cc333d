import { charsetByName, collationById, convertCharset } from '@vt/collations';
import { type BinlogColumn, ColumnType as C, type TableMap } from '@vt/mysql';
import { BINARY_CHARSET, ColumnFlag, type Field, Type } from '@vt/sqltypes';
import { cannotTell } from '../errors.ts';
import type { TableInfo } from './table-info.ts';

/**
 * The table as of an event. Where the log tells names and types of columns, these decide: the table as the server has it now is taken when it is
 * the same, and made from the log when it has changed since. Where the log tells types only, the server's table must fit them.
 * @param current the table as it is now; undefined: it is gone
 * @throws FAILED_PRECONDITION where neither tells the columns
 */
export function tableOfEvent(map: TableMap, current: TableInfo | undefined, bestEffort: boolean): TableInfo {
  const isTold = map.columns.length > 0 && map.columns.every(({ name }) => name !== undefined);
  if (isTold) return current && fitsNames(map, current) ? current : toldTable(map, current);
  if (current && fitsTypes(map, current)) return current;
  if (bestEffort)
    return toldTable({ ...map, columns: map.columns.map((c, i) => ({ ...c, name: `@${i + 1}` })) }, undefined);
  const now = current ? `the table now has ${current.fields.length} columns` : 'the table is gone';
  throw cannotTell(
    `cannot determine table columns for ${map.name}: the event has ${map.columns.length} columns, ${now} (binlog_row_metadata=FULL would tell)`,
  );
}

function fitsTypes(map: TableMap, current: TableInfo): boolean {
  return (
    map.columns.length === current.fields.length &&
    map.columns.every((column, i) => isSameType(column, current.fields[i] as Field))
  );
}

function fitsNames(map: TableMap, current: TableInfo): boolean {
  return (
    fitsTypes(map, current) &&
    map.columns.every((column, i) => {
      const field = current.fields[i] as Field;
      return column.name === field.name && (current.storedAs[i] !== undefined || hasSameDetails(column, field));
    })
  );
}

/** Signedness, collation, and the members of an ENUM. */
function hasSameDetails(column: BinlogColumn, field: Field): boolean {
  if (column.collation !== undefined && isCharacter(field.type) && column.collation !== field.charset) return false;
  if (isInteger(column) && column.unsigned !== ((field.flags & ColumnFlag.UNSIGNED) !== 0)) return false;
  if (column.members === undefined) return true;
  return columnTypeOf(column).toLowerCase() === field.columnType.toLowerCase();
}

const INTEGERS: readonly number[] = [C.TINY, C.SHORT, C.INT24, C.LONG, C.LONGLONG];
const isInteger = ({ type }: BinlogColumn): boolean => INTEGERS.includes(type);

const CHARACTERS: readonly number[] = [Type.CHAR, Type.VARCHAR, Type.TEXT, Type.BINARY, Type.VARBINARY, Type.BLOB];
const isCharacter = (type: number): boolean => CHARACTERS.includes(type) || type === Type.ENUM || type === Type.SET;

/** What of a field's types an event's type may be; a text and its binary sibling are one to the log. */
function isSameType(column: BinlogColumn, field: Field): boolean {
  const types = POSSIBLE[column.type] ?? [];
  return types.includes(field.type);
}

const TEXTS = [Type.TEXT, Type.BLOB];
const POSSIBLE: Readonly<Record<number, readonly number[]>> = {
  [C.TINY]: [Type.INT8, Type.UINT8],
  [C.SHORT]: [Type.INT16, Type.UINT16],
  [C.INT24]: [Type.INT24, Type.UINT24],
  [C.LONG]: [Type.INT32, Type.UINT32],
  [C.LONGLONG]: [Type.INT64, Type.UINT64],
  [C.FLOAT]: [Type.FLOAT32],
  [C.DOUBLE]: [Type.FLOAT64],
  [C.NEWDECIMAL]: [Type.DECIMAL],
  [C.DECIMAL]: [Type.DECIMAL],
  [C.TIMESTAMP]: [Type.TIMESTAMP],
  [C.TIMESTAMP2]: [Type.TIMESTAMP],
  [C.DATE]: [Type.DATE],
  [C.NEWDATE]: [Type.DATE],
  [C.TIME]: [Type.TIME],
  [C.TIME2]: [Type.TIME],
  [C.DATETIME]: [Type.DATETIME],
  [C.DATETIME2]: [Type.DATETIME],
  [C.YEAR]: [Type.YEAR],
  [C.BIT]: [Type.BIT],
  [C.JSON]: [Type.JSON],
  [C.ENUM]: [Type.ENUM],
  [C.SET]: [Type.SET],
  [C.VECTOR]: [Type.VECTOR],
  [C.GEOMETRY]: [Type.GEOMETRY],
  [C.VARCHAR]: [Type.VARCHAR, Type.VARBINARY],
  [C.VAR_STRING]: [Type.VARCHAR, Type.VARBINARY],
  [C.VARCHAR_COMPRESSED]: [Type.VARCHAR, Type.VARBINARY],
  // MariaDB's INET6 and UUID are logged as strings too
  [C.STRING]: [Type.CHAR, Type.BINARY],
  [C.TINY_BLOB]: TEXTS,
  [C.BLOB]: TEXTS,
  [C.MEDIUM_BLOB]: TEXTS,
  [C.LONG_BLOB]: TEXTS,
  [C.BLOB_COMPRESSED]: TEXTS,
};

function toldTable(map: TableMap, current: TableInfo | undefined): TableInfo {
  const storedAs = map.columns.map(({ name }) => current?.storedAs[current.fields.findIndex((f) => f.name === name)]);
  const unlogged = map.columns.map(
    ({ name }) => current?.unlogged[current.fields.findIndex((f) => f.name === name)] === true,
  );
  const key = map.primaryKey ? { name: 'PRIMARY', columns: map.primaryKey } : undefined;
  return {
    name: map.name,
    fields: map.columns.map((column, i) => {
      // The log has MariaDB's own types as plain bytes: what they are is the server's word.
      const known = storedAs[i] ? current?.fields.find(({ name }) => name === column.name) : undefined;
      return known ?? toldField(map, column, map.primaryKey?.includes(i) === true);
    }),
    storedAs,
    unlogged,
    key,
    uniqueKeys: key ? [key] : [],
  };
}

function toldField(map: TableMap, column: BinlogColumn, isKey: boolean): Field {
  const name = column.name ?? '';
  const type = typeOf(column);
  const flags =
    (column.nullable ? 0 : ColumnFlag.NOT_NULL) |
    (isKey ? ColumnFlag.PRI_KEY : 0) |
    (column.unsigned ? ColumnFlag.UNSIGNED : 0) |
    (column.type === C.ENUM ? ColumnFlag.ENUM : 0) |
    (column.type === C.SET ? ColumnFlag.SET : 0) |
    (isCharacter(type) && column.collation !== BINARY_CHARSET ? 0 : ColumnFlag.BINARY);
  return {
    name,
    type,
    table: map.name,
    orgTable: map.name,
    database: map.database,
    orgName: name,
    columnLength: column.metadata,
    charset: isCharacter(type) ? (column.collation ?? BINARY_CHARSET) : BINARY_CHARSET,
    decimals: column.type === C.NEWDECIMAL ? column.metadata & 255 : 0,
    flags,
    columnType: columnTypeOf(column),
  };
}

function typeOf(column: BinlogColumn): number {
  const [plain, other] = POSSIBLE[column.type] ?? [];
  if (plain === undefined) throw cannotTell(`column type ${column.type} is not known`);
  if (other === undefined) return plain;
  if (isInteger(column)) return column.unsigned ? other : plain;
  return column.collation === BINARY_CHARSET ? other : plain;
}

const INTEGER_NAMES: Readonly<Record<number, string>> = {
  [C.TINY]: 'tinyint',
  [C.SHORT]: 'smallint',
  [C.INT24]: 'mediumint',
  [C.LONG]: 'int',
  [C.LONGLONG]: 'bigint',
};
const BLOB_SIZES: readonly string[] = ['', 'tiny', '', 'medium', 'long'];

/** As information_schema would give it, as far as the log tells. */
function columnTypeOf(column: BinlogColumn): string {
  const { type, metadata } = column;
  const unsigned = column.unsigned ? ' unsigned' : '';
  const binary = column.collation === BINARY_CHARSET;
  const integer = INTEGER_NAMES[type];
  if (integer) return integer + unsigned;
  const fraction = metadata > 0 ? `(${metadata})` : '';
  switch (type) {
    case C.FLOAT:
      return `float${unsigned}`;
    case C.DOUBLE:
      return `double${unsigned}`;
    case C.NEWDECIMAL:
      return `decimal(${metadata >> 8},${metadata & 255})${unsigned}`;
    case C.TIMESTAMP2:
      return `timestamp${fraction}`;
    case C.DATETIME2:
      return `datetime${fraction}`;
    case C.TIME2:
      return `time${fraction}`;
    case C.BIT:
      return `bit(${metadata})`;
    case C.STRING:
      return `${binary ? 'binary' : 'char'}(${characters(column)})`;
    case C.VARCHAR:
    case C.VAR_STRING:
    case C.VARCHAR_COMPRESSED:
      return `${binary ? 'varbinary' : 'varchar'}(${characters(column)})`;
    case C.BLOB:
    case C.BLOB_COMPRESSED:
      return `${BLOB_SIZES[metadata] ?? ''}${binary ? 'blob' : 'text'}`;
    case C.ENUM:
      return `enum(${memberList(column)})`;
    case C.SET:
      return `set(${memberList(column)})`;
    default:
      return PLAIN_NAMES[type] ?? '';
  }
}

const PLAIN_NAMES: Readonly<Record<number, string>> = {
  [C.DATE]: 'date',
  [C.NEWDATE]: 'date',
  [C.YEAR]: 'year',
  [C.JSON]: 'json',
  [C.GEOMETRY]: 'geometry',
  [C.VECTOR]: 'vector',
  [C.TIMESTAMP]: 'timestamp',
  [C.DATETIME]: 'datetime',
  [C.TIME]: 'time',
};

function characters({ metadata, collation }: BinlogColumn): number {
  const charset = charsetByName(collationById(collation ?? BINARY_CHARSET)?.charset ?? '');
  return Math.floor(metadata / (charset?.bytesMax ?? 1));
}

function memberList({ members = [], collation }: BinlogColumn): string {
  const [own, utf8] = [
    charsetByName(collationById(collation ?? BINARY_CHARSET)?.charset ?? ''),
    charsetByName('utf8mb4'),
  ];
  return members
    .map((member) => {
      const text = own && utf8 && own.name !== 'binary' ? convertCharset(member, own, utf8).bytes : member;
      return `'${Buffer.from(text).toString('utf8').replaceAll("'", "''")}'`;
    })
    .join(',');
}

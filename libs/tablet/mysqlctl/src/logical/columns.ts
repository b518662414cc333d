import { VtError } from '@vt/base';
import { quoteName } from '../sql-executor.ts';

export type DumpColumn = { readonly name: string; readonly dataType: string };

/** How a column is read so that its text tells all of it, and how that text is written into an INSERT. */
export type ColumnForm = { readonly read: string; readonly write: 'bare' | 'double' | 'bytes' | 'text' };

const whole = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'year']);
const times = new Set(['date', 'datetime', 'time', 'timestamp', 'inet4', 'inet6', 'uuid', 'json']);
/** Bytes as the column has them: its character set says what they mean, also in the copy. */
const raw = new Set([
  ...['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'],
  ...['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'vector'],
  ...['geometry', 'point', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon'],
  ...['geometrycollection', 'geomcollection'],
]);

/** Throws UNIMPLEMENTED for a type that it is not known of how its values survive. */
export function formOf({ name, dataType }: DumpColumn, table: string): ColumnForm {
  const column = quoteName(name);
  if (whole.has(dataType)) return { read: column, write: 'bare' };
  if (dataType === 'double') return { read: column, write: 'double' };
  // As a double, a float is told whole; by itself it is cut to six digits.
  if (dataType === 'float') return { read: `${column} + 0e0`, write: 'double' };
  // By number: what a member is called depends on character sets.
  if (dataType === 'bit' || dataType === 'enum' || dataType === 'set') return { read: `${column} + 0`, write: 'bare' };
  if (times.has(dataType)) return { read: column, write: 'text' };
  if (raw.has(dataType)) return { read: column, write: 'bytes' };
  throw VtError.of('VT12001', `a logical backup of ${table}.${name}, which is of type ${dataType}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a literal must not hold
const special = /[\0\n\r\x1a'\\]/g;
const escapes: Readonly<Record<string, string>> = { '\0': '\\0', '\n': '\\n', '\r': '\\r', '\x1a': '\\Z' };

/** A value in an INSERT, one character a byte (latin1). */
export function valueText(value: Uint8Array | null, write: ColumnForm['write']): string {
  if (value === null) return 'NULL';
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (write === 'bare') return text;
  if (write === 'double') return /e/i.test(text) ? text : `${text}e0`;
  const quoted = `'${text.replace(special, (c) => escapes[c] ?? `\\${c}`)}'`;
  return write === 'text' ? quoted : `_binary${quoted}`;
}

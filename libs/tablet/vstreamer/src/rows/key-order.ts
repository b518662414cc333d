import { charsetByName, collationById, comparerOf } from '@vt/collations';
import { encodeValue, type Field, hashOfKey, isBinary, isQuoted, type Row, Type, wholeDoubleText } from '@vt/sqltypes';
import { badRequest } from '../errors.ts';
import { enumIndex } from '../schema/members.ts';
import { backticked } from '../schema/quote.ts';

const MODE = { noBackslashEscapes: false };

/**
 * 'own': as MySQL orders the column. 'hash': by a hash of its text: whoever reads the rows can tell that order whatever the column's is. For rows of a
 * table without a key, where rows that are equal then are equal in every byte, so that none of them is lost between two messages, and values of any
 * length are compared whole; and for keys in collations that are not known here.
 */
export type KeyOrder = 'hash' | 'own';

/** A key whose order only the server can tell. */
export function isUntold(fields: readonly Field[]): boolean {
  return fields.some((field) => (isCharacter(field.type) ? !comparerOf(field.charset) : field.type === Type.JSON));
}

/** @param charset that texts are hashed in, where it is not the column's */
export function orderBy({ name, type }: Field, order: KeyOrder, charset?: string): string {
  if (order === 'own') return backticked(name);
  const known =
    charset !== undefined && isCharacter(type) ? `convert(${backticked(name)} using ${charset})` : undefined;
  const whole = known ?? (type === Type.FLOAT32 ? `cast(${backticked(name)} as double)` : backticked(name));
  return `sha2(cast(${whole} as binary), 256)`;
}

function hashLiteral(field: Field, value: Uint8Array | null): Uint8Array | undefined {
  return value === null ? undefined : Buffer.from(`'${hashOfKey(field, value)}'`);
}

/**
 * The condition that a row comes after the one with this key, as MySQL orders it. For a key (a, b): `a > x or (a = x and b > y)`, led by
 * `a >= x`, which lets the server start its index where it must.
 */
export function afterKey(
  fields: readonly Field[],
  key: Row,
  order: KeyOrder,
  charsets: ReadonlyMap<string, string> = new Map(),
): Buffer {
  const write = order === 'own' ? literal : hashLiteral;
  const literals = fields.map((field, i) => write(field, key[i] ?? null));
  const names = fields.map((field) => Buffer.from(orderBy(field, order, charsets.get(field.name.toLowerCase()))));
  const alternatives = fields.map((_, last) => {
    const equal = names.slice(0, last).flatMap((name, i) => [name, same(literals[i]), literals[i] ?? NULL, AND]);
    return join([OPEN, ...equal, ...beyond(names[last] as Buffer, literals[last]), CLOSE]);
  });
  const rest = join([OPEN, ...alternatives.flatMap((one, i) => (i === 0 ? [one] : [OR, one])), CLOSE]);
  const [name, value] = [names[0] as Buffer, literals[0]];
  return value === undefined || fields.length === 1 ? rest : join([name, AT_LEAST, value, AND, rest]);
}

const [OPEN, CLOSE, AND, OR, NULL] = ['(', ')', ' and ', ' or ', 'null'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
const AT_LEAST = Buffer.from(' >= ');
const join = (parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);

/** NULL is before everything, and equal to NULL alone. */
const same = (value: Uint8Array | undefined): Buffer => Buffer.from(value === undefined ? ' is ' : ' = ');
function beyond(name: Buffer, value: Uint8Array | undefined): readonly Uint8Array[] {
  return value === undefined ? [name, Buffer.from(' is not null')] : [name, Buffer.from(' > '), value];
}

/** A value of the column, in its own character set, for comparing; undefined for NULL. */
function literal(field: Field, value: Uint8Array | null): Uint8Array | undefined {
  if (value === null) return undefined;
  const { type } = field;
  // These are ordered by number, and compared by number only with numbers.
  if (type === Type.ENUM || type === Type.SET) return Buffer.from(String(enumIndex(field, value)));
  if (type === Type.FLOAT32) return Buffer.from(wholeDoubleText(value));
  if (isQuoted(type) && !isBinary(type) && isCharacter(type)) {
    const { charset } = collationById(field.charset) ?? {};
    if (charset === undefined)
      throw badRequest(`column ${field.name} has collation ${field.charset}, which is not known`);
    const known = charsetByName(charset)?.name ?? charset;
    return Buffer.from(`_${known} x'${Buffer.from(value).toString('hex')}'`);
  }
  return encodeValue({ type, value }, MODE);
}

function isCharacter(type: number): boolean {
  return type === Type.CHAR || type === Type.VARCHAR || type === Type.TEXT;
}

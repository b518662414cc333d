import { VtError } from '@vt/base';
import { collationById, collationByName, comparerFrom, type TextComparer } from '@vt/collations';
import type { KeyColumn, SortKey } from '@vt/plan';
import { type Field, isFloat, isIntegral, isText, type Row, Type } from '@vt/sqltypes';
import { formatDecimal, parseDecimal, type RowCompare, valueCompare } from './compare.ts';

type Value = Uint8Array | null;
type Compare = (a: Uint8Array, b: Uint8Array) => number;

/** Orders two rows as the mysqlds that gave them did. @throws VT12001 for a type whose order is not known here. */
export function sortCompare(keys: readonly SortKey[], fields: readonly Field[]): RowCompare {
  return inTurn(keys.map((key) => directed(key, fields, compareNullable)));
}

/** The same for the order within a GROUP_CONCAT, where MySQL and MariaDB take NULL for what its bytes are: zero, or an empty text. */
export function sortCompareOfZeros(keys: readonly SortKey[], fields: readonly Field[]): RowCompare {
  return inTurn(
    keys.map((key) => {
      const { type } = fields.at(comparedBy(key, fields).column) as Field;
      return directed(key, fields, (a, b, compare) => {
        if (a === null) return b === null ? 0 : compare(zeroOf(type, b), b);
        return compare(a, b ?? zeroOf(type, a));
      });
    }),
  );
}

const NUMBER = Buffer.from('0');
const TIME = Buffer.from('00:00:00');
const NOTHING = Buffer.alloc(0);

/** @param other a value of the same column: its bits, or digits, are as many in each row. */
function zeroOf(type: number, other: Uint8Array): Uint8Array {
  if (isIntegral(type) || isFloat(type) || type === Type.DECIMAL) return NUMBER;
  if (type === Type.TIME) return TIME;
  if (type === Type.DATE || type === Type.DATETIME || type === Type.TIMESTAMP)
    return Buffer.from(latin1(other).replace(/\d/g, '0'));
  return type === Type.BIT ? Buffer.alloc(other.length) : NOTHING;
}

function inTurn(compares: readonly RowCompare[]): RowCompare {
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

type NullableCompare = (a: Value, b: Value, compare: Compare) => number;

function directed(key: SortKey, fields: readonly Field[], nullable: NullableCompare): RowCompare {
  const { column, compare } = comparedBy(key, fields);
  const sign = key.direction === 'desc' ? -1 : 1;
  return (a, b) => sign * nullable(a.at(column) ?? null, b.at(column) ?? null, compare);
}

function compareNullable(a: Value, b: Value, compare: Compare): number {
  if (a === null) return b === null ? 0 : -1;
  return b === null ? 1 : compare(a, b);
}

/** Which column's values decide, and how. */
function comparedBy(key: KeyColumn, fields: readonly Field[]): { readonly column: number; readonly compare: Compare } {
  const field = fields.at(key.column) as Field;
  if (field.type === Type.FLOAT32) return { column: exactColumn(key, fields), compare: valueCompare(field) };
  if (!isText(field.type) && field.type !== Type.ENUM && field.type !== Type.SET)
    return { column: key.column, compare: valueCompare(field) };
  if (key.weight !== undefined) {
    const weight = fields.at(key.weight) as Field;
    return { column: key.weight, compare: isText(weight.type) ? Buffer.compare : valueCompare(weight) };
  }
  return { column: key.column, compare: textCompare(key, field) };
}

/** Of a FLOAT, whose text has six digits, the column that has them all. */
function exactColumn({ column, weight }: KeyColumn, fields: readonly Field[]): number {
  if (weight !== undefined && fields.at(weight)?.type === Type.FLOAT64) return weight;
  throw VtError.of('VT12001', `comparing FLOAT column '${fields.at(column)?.name}' over shards`);
}

function textCompare(key: KeyColumn, field: Field): Compare {
  const comparer = comparerOfKey(key, field);
  return (a, b) => comparer.compare(a, b);
}

const UTF8MB4 = 'utf8mb4';

/** Text is in the character set that the client wants results in, whatever its column's is. */
function comparerOfKey(key: KeyColumn, field: Field): TextComparer {
  const collation = key.collation === undefined ? undefined : collationByName(key.collation);
  if (!collation)
    throw VtError.of(
      'VT12001',
      `comparing column '${field.name}' of text of a collation that is not known, over shards`,
    );
  const comparer = comparerFrom(collation, collationById(field.charset)?.charset ?? UTF8MB4);
  if (!comparer) throw VtError.of('VT12001', `comparing text of collation ${key.collation} over shards`);
  return comparer;
}

/** Equal for values that are equal in MySQL's eyes, and only for those; NULL is equal to NULL. */
export type RowHash = (row: Row) => string;

export function rowHash(keys: readonly KeyColumn[], fields: readonly Field[]): RowHash {
  const parts = keys.map((key) => valueHash(key, fields));
  return (row) => {
    let out = '';
    for (const part of parts) {
      const text = part(row);
      out += text === undefined ? 'N' : `${text.length}:${text}`;
    }
    return out;
  };
}

/** Undefined for NULL. */
export function valueHash(key: KeyColumn, fields: readonly Field[]): (row: Row) => string | undefined {
  const field = fields.at(key.column) as Field;
  const text = isText(field.type) || field.type === Type.ENUM || field.type === Type.SET;
  if (text && key.weight !== undefined) return at(key.weight, latin1);
  if (text) {
    if (field.type !== Type.ENUM && field.type !== Type.SET) {
      const comparer = comparerOfKey(key, field);
      return at(key.column, (value) => comparer.hashKey(value));
    }
    return at(key.column, latin1);
  }
  if (isIntegral(field.type)) return at(key.column, integerKey);
  if (field.type === Type.DECIMAL) return at(key.column, (value) => normalDecimal(latin1(value)));
  if (isFloat(field.type)) {
    const column = field.type === Type.FLOAT32 ? exactColumn(key, fields) : key.column;
    return at(column, (value) => String(Number(latin1(value)) + 0));
  }
  valueCompare(field);
  if (field.type === Type.TIME || field.type === Type.DATETIME || field.type === Type.TIMESTAMP)
    return at(key.column, momentKey);
  return at(key.column, latin1);
}

function at(column: number, text: (value: Uint8Array) => string): (row: Row) => string | undefined {
  return (row) => {
    const value = row.at(column) ?? null;
    return value === null ? undefined : text(value);
  };
}

function latin1(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

/** Of a whole number: a year of nothing is 0000, a column with ZEROFILL has zeros before. */
export function integerKey(value: Uint8Array): string {
  const text = latin1(value);
  return text.length > 1 && text.startsWith('0') ? text.replace(/^0+(?=\d)/, '') : text;
}

/** 10:00:00.50 and 10:00:00.5 are one time. */
function momentKey(value: Uint8Array): string {
  const text = latin1(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** 1.50 and 1.5 are one number. */
export function normalDecimal(text: string): string {
  const { units, scale } = parseDecimal(text);
  let at = units;
  let digits = scale;
  while (digits > 0 && at % 10n === 0n) {
    at /= 10n;
    digits--;
  }
  return formatDecimal({ units: at, scale: digits });
}

import { decodeColumnDefinition, type Field, isIntegral, type Row, Type } from '@vt/sqltypes';

/** Columns of SHOW COLUMNS. */
const NAME = 0;
const NULLABLE = 2;
const DEFAULT = 4;
const EXTRA = 5;
const BITS_PER_BYTE = 8;
/** Of a column's flags. */
const ZEROFILL = 64;

/** What a new row has in a column that is given no value, without what is computed for it: its default, or what its type has instead of one. */
export function defaultOf(definition: Uint8Array, shown: readonly Row[]): Uint8Array | null {
  const field = decodeColumnDefinition(definition);
  const text = (row: Row, at: number): string => Buffer.from(row[at] ?? []).toString();
  const row = shown.find((one) => text(one, NAME) === field.name);
  if (!row) return null;
  const value = row[DEFAULT] ?? null;
  if (value !== null && !/generated/i.test(text(row, EXTRA))) return valueOf(field, value);
  return text(row, NULLABLE) === 'NO' ? implicit(field) : null;
}

/** A SHOW writes bits and bytes as literals. */
function valueOf({ type, columnLength }: Field, shown: Uint8Array): Uint8Array {
  const text = Buffer.from(shown).toString('latin1');
  const bits = type === Type.BIT ? /^b'([01]+)'$/.exec(text)?.[1] : undefined;
  if (bits !== undefined) {
    const bytes = Math.ceil(columnLength / BITS_PER_BYTE);
    return Buffer.from(
      BigInt(`0b${bits}`)
        .toString(16)
        .padStart(bytes * 2, '0'),
      'hex',
    );
  }
  const isBytes = type === Type.BINARY || type === Type.VARBINARY;
  const hex = isBytes ? /^0x((?:[0-9A-F]{2})*)$/i.exec(text)?.[1] : undefined;
  return hex === undefined ? shown : Buffer.from(hex, 'hex');
}

const ZEROS: ReadonlyMap<number, string> = new Map([
  [Type.FLOAT32, '0'],
  [Type.FLOAT64, '0'],
  [Type.DATE, '0000-00-00'],
  [Type.YEAR, '0000'],
]);
const MOMENTS: ReadonlyMap<number, string> = new Map([
  [Type.DATETIME, '0000-00-00 00:00:00'],
  [Type.TIME, '00:00:00'],
  [Type.TIMESTAMP, '0000-00-00 00:00:00'],
]);

function implicit({ type, decimals, columnLength, flags }: Field): Uint8Array {
  if (type === Type.BIT) return Buffer.alloc(Math.ceil(columnLength / BITS_PER_BYTE));
  const fraction = decimals > 0 ? `.${'0'.repeat(decimals)}` : '';
  if (type === Type.DECIMAL) return Buffer.from(`0${fraction}`);
  const moment = MOMENTS.get(type);
  if (moment !== undefined) return Buffer.from(moment + fraction);
  const zero = isIntegral(type) && type !== Type.YEAR ? '0' : (ZEROS.get(type) ?? '');
  return Buffer.from(flags & ZEROFILL ? zero.padStart(columnLength, '0') : zero);
}

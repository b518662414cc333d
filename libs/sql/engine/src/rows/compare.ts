import { VtError } from '@vt/base';
import { type Field, isBinary, isFloat, isIntegral, Type } from '@vt/sqltypes';

type Value = Uint8Array | null;
type Compare = (a: Uint8Array, b: Uint8Array) => number;

/** Orders two rows (their values, by column) as the mysqlds that gave them did. */
export type RowCompare = (a: readonly Value[], b: readonly Value[]) => number;

/** How MySQL orders two values of a type that has no collation. NULL is not among them. */
export function valueCompare(field: Field): Compare {
  const { type } = field;
  if (isIntegral(type)) return compareIntegers;
  if (isFloat(type)) return (a, b) => Number(text(a)) - Number(text(b));
  if (type === Type.DECIMAL) return compareDecimals;
  if (type === Type.TIME) return (a, b) => timeMicros(text(a)) - timeMicros(text(b));
  if (type === Type.DATE || type === Type.DATETIME || type === Type.TIMESTAMP) return compareBytes;
  if (type === Type.BIT) return compareBits;
  if (isBinary(type) || type === Type.NULL_TYPE) return compareBytes;
  throw VtError.of('VT12001', `ordering rows of several shards by column '${field.name}' of this type`);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

/** The bits of a column are as many bytes for each row; MariaDB's MIN() and MAX() of them are digits. */
function compareBits(a: Uint8Array, b: Uint8Array): number {
  return a.length - b.length || compareBytes(a, b);
}

function compareIntegers(a: Uint8Array, b: Uint8Array): number {
  const x = text(a);
  const y = text(b);
  if (x.length < 16 && y.length < 16) return Number(x) - Number(y);
  const difference = BigInt(x) - BigInt(y);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function compareDecimals(a: Uint8Array, b: Uint8Array): number {
  const x = parseDecimal(text(a));
  const y = parseDecimal(text(b));
  const scale = Math.max(x.scale, y.scale);
  const difference = rescale(x, scale) - rescale(y, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export type Decimal = { readonly units: bigint; readonly scale: number };

/** `-1.50` is -150 units of scale 2. */
export function parseDecimal(text: string): Decimal {
  const [whole = '0', fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction || '0'), scale: fraction.length };
}

export function rescale({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

export function formatDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}

/** `-838:59:59.5` in microseconds. */
function timeMicros(time: string): number {
  const match = /^(-?)(\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(time);
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4]);
  const micros = seconds * 1e6 + Number((match[5] ?? '').padEnd(6, '0'));
  return match[1] ? -micros : micros;
}

function text(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

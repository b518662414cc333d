import { type Field, type Row, Type } from '@vt/sqltypes';

/** MySQL's word for decimals whose number is not fixed. */
const NOT_FIXED = 31;

/** Gives decimals the digits behind the point that their columns have; undefined: no column needs it. */
export function decimalPadder(fields: readonly Field[]): ((row: Row) => Row) | undefined {
  const scales = fields.map(({ type, decimals }) => (type === Type.DECIMAL && decimals < NOT_FIXED ? decimals : 0));
  if (scales.every((scale) => scale === 0)) return undefined;
  return (row) => row.map((value, i) => (value === null ? null : padded(value, scales[i] ?? 0)));
}

/** As MySQL keeps the value of a subquery. */
export function paddedValue(value: Uint8Array | null, { type, decimals }: Field): Uint8Array | null {
  if (value === null || type !== Type.DECIMAL || decimals >= NOT_FIXED) return value;
  return padded(value, decimals);
}

function padded(value: Uint8Array, scale: number): Uint8Array {
  if (scale === 0) return value;
  const text = Buffer.from(value).toString('latin1');
  const point = text.indexOf('.');
  const digits = point < 0 ? 0 : text.length - point - 1;
  if (digits >= scale) return value;
  return Buffer.from(`${text}${point < 0 ? '.' : ''}${'0'.repeat(scale - digits)}`);
}

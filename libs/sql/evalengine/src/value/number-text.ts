import { doubleText } from '@vt/sqltypes';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;
const DOUBLE_MAX = Number.MAX_VALUE;
const SHORTEST_FROM = 1e15;
const NOT_FIXED = 31;

/** A number read from the start of a text. `exact`: nothing but spaces followed and it fitted. */
export type Read<T> = { readonly value: T; readonly exact: boolean };

const integer = /^[ \t\n\v\f\r]*([+-]?)(\d+)/;

/** The whole number that a text starts with, between -2^63 and 2^64-1. */
export function readInt(text: string): Read<bigint> {
  const match = integer.exec(text);
  if (!match) return { value: 0n, exact: false };
  const [all, sign, digits = '0'] = match;
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  const exact = text.slice(all.length).trim() === '';
  if (value < INT64_MIN) return { value: INT64_MIN, exact: false };
  if (value > UINT64_MAX) return { value: UINT64_MAX, exact: false };
  return { value, exact };
}

const floating = /^[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/;

/** The number that a text starts with; beyond the range of a DOUBLE its greatest value. */
export function readDouble(text: string): Read<number> {
  const match = floating.exec(text);
  if (!match) return { value: text.trimStart().startsWith('-') ? -0 : 0, exact: false };
  const value = Number(match[1]);
  if (value > DOUBLE_MAX) return { value: DOUBLE_MAX, exact: false };
  if (value < -DOUBLE_MAX) return { value: -DOUBLE_MAX, exact: false };
  return { value, exact: text.slice(match[0].length).trim() === '' };
}

/** Half to even, as rint(); beyond 64 bits the nearest bound. `unsigned`: results above 2^63-1 are kept. */
export function doubleToInt(value: number, unsigned: boolean): bigint {
  const rounded = roundEven(value);
  if (Number.isNaN(rounded)) return 0n;
  if (rounded <= Number(INT64_MIN)) return INT64_MIN;
  const max = unsigned ? UINT64_MAX : INT64_MAX;
  return rounded >= Number(max) ? max : BigInt(rounded);
}

export function roundEven(value: number): number {
  if (!Number.isFinite(value)) return value;
  const down = Math.floor(value);
  const distance = value - down;
  const isUp = distance > 0.5 || (distance === 0.5 && down % 2 !== 0);
  if (!isUp) return down;
  // A negative number that becomes zero keeps its sign.
  return down === -1 ? -0 : down + 1;
}

const TEXT_WIDTH = 22;

/** A DOUBLE inside of an expression of texts, where MySQL has room for 22 characters. */
export function narrowRealText(value: number, decimals: number): string {
  const text = realText(value, decimals);
  if (text.length <= TEXT_WIDTH || decimals < NOT_FIXED) return text;
  const shortest = exponential(value.toExponential());
  if (shortest.length <= TEXT_WIDTH) return shortest;
  const room = TEXT_WIDTH - (value < 0 ? 1 : 0) - 1 - shortest.slice(shortest.indexOf('e')).length;
  return exponential(value.toExponential(room - 1));
}

function exponential(text: string): string {
  const [mantissa = '', exponent = ''] = text.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return `${short}e${exponent.replace('+', '')}`;
}

/** A DOUBLE as MySQL writes it with `decimals` digits after the point, 31: as many as it takes. */
export function realText(value: number, decimals: number): string {
  if (decimals < NOT_FIXED && Object.is(value, -0)) return `-${doubleText(0, decimals)}`;
  if (decimals >= NOT_FIXED || Math.abs(value) < SHORTEST_FROM) return doubleText(value, decimals);
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const whole = digits.padEnd(Number(exponent) + 1, '0');
  const point = Number(exponent) + 1;
  const fraction = digits.slice(point).padEnd(decimals, '0').slice(0, decimals);
  return `${value < 0 ? '-' : ''}${whole.slice(0, point)}${decimals > 0 ? `.${fraction}` : ''}`;
}

import { type BindValue, isFloat, isQuoted, isSigned, Type } from '@vt/sqltypes';
import type { ColumnKind } from './trust.ts';

const DECIMAL = /^([-+]?)0*(\d+)(?:\.(\d*))?$|^([-+]?)0*\.(\d+)$/;

/**
 * What a column of whole numbers keeps of a value: MySQL rounds decimals, and texts that are numbers, half away from zero, and doubles to the even
 * one. The value itself for all that this does not know.
 */
export function storedValue(value: BindValue, column: ColumnKind): BindValue {
  if (column !== 'integer') return value;
  const text = Buffer.from(value.value).toString('latin1');
  const whole = wholeNumber(value.type, text);
  return whole === undefined || whole === text ? value : { type: Type.INT64, value: Buffer.from(whole) };
}

const BITS: Readonly<Record<number, number>> = {
  [Type.INT8]: 8,
  [Type.UINT8]: 8,
  [Type.INT16]: 16,
  [Type.UINT16]: 16,
  [Type.INT24]: 24,
  [Type.UINT24]: 24,
  [Type.INT32]: 32,
  [Type.UINT32]: 32,
  [Type.INT64]: 64,
  [Type.UINT64]: 64,
};

/** Whether a column of this type keeps a whole number as it is; true of other types and values. */
export function isInRange({ type, value }: BindValue, column: number): boolean {
  const bits = BITS[column];
  const text = Buffer.from(value).toString('latin1');
  if (bits === undefined || type === Type.NULL_TYPE || !/^-?\d+$/.test(text)) return true;
  const number = BigInt(text);
  return isSigned(column) ? BigInt.asIntN(bits, number) === number : BigInt.asUintN(bits, number) === number;
}

function wholeNumber(type: number, text: string): string | undefined {
  if (isFloat(type)) return fromDouble(Number(text));
  if (type === Type.DECIMAL) return fromDecimal(text);
  if (type === Type.HEXVAL || type === Type.HEXNUM) return fromHex(text);
  return isQuoted(type) ? fromDecimal(text.replace(/^ +| +$/g, '')) : undefined;
}

function fromDouble(number: number): string | undefined {
  if (!Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER) return undefined;
  const low = Math.floor(number);
  const rest = number - low;
  const up = rest > 0.5 || (rest === 0.5 && low % 2 !== 0);
  return String(up ? low + 1 : low).replace(/^-0$/, '0');
}

function fromDecimal(text: string): string | undefined {
  const found = DECIMAL.exec(text);
  if (!found) return undefined;
  const [, sign = '', digits = '0', fraction = '', lone = '', only] = found;
  const rounded = BigInt(digits) + ((only ?? fraction) >= '5' ? 1n : 0n);
  return `${rounded !== 0n && `${sign}${lone}` === '-' ? '-' : ''}${rounded}`;
}

function fromHex(text: string): string | undefined {
  const digits = /^(?:0x([\da-f]+)|x'([\da-f]+)')$/i.exec(text);
  const hex = digits?.[1] ?? digits?.[2];
  return hex === undefined || hex.length > 15 ? undefined : BigInt(`0x${hex}`).toString();
}

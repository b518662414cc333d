import { type BindValue, doubleText, isBinary, isFloat, isIntegral, isSigned, isText, Type } from '@vt/sqltypes';
import { type OwnType, shownAs } from './own-types.ts';
import { toBytes } from './value.ts';

/** What decides what a column keeps of a value. */
export type StoredColumn = {
  /** query.Type number; NULL_TYPE when not known. */
  readonly type: number;
  /** Characters, of BINARY and VARBINARY bytes; undefined where there is no such bound. */
  readonly lengthMax: number | undefined;
  readonly own?: OwnType | undefined;
};

/**
 * The value that a row has in the column when it was written with this one, as a mysqld that is not strict stores it: a strict one refuses
 * what it would have to change, wherever the row goes. Undefined where this does not know.
 */
export function storedValue(value: BindValue, column: StoredColumn): BindValue | undefined {
  if (value.type === Type.NULL_TYPE) return value;
  if (column.own) return storedOwn(value, column.own);
  if (column.type === Type.NULL_TYPE) return value;
  if (isIntegral(column.type)) return storedInteger(value, column.type);
  if (column.type === Type.BINARY || column.type === Type.VARBINARY) return storedBytes(value, column);
  if (column.type === Type.DATE) return storedDate(value);
  return isText(column.type) ? storedText(value, column) : value;
}

const ZERO = 0x30;
const DATE = /^(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))$/;

/** The usual ways to write a date; others go where their spelling says. */
function storedDate(value: BindValue): BindValue {
  const text = Buffer.from(value.value).toString('latin1');
  const [, year, , month, day, mm, dd] = DATE.exec(text) ?? [];
  const kept = `${year}-${(month ?? mm)?.padStart(2, '0')}-${(day ?? dd)?.padStart(2, '0')}`;
  return year === undefined || kept === text ? value : { type: Type.VARCHAR, value: Buffer.from(kept) };
}

function storedOwn(value: BindValue, own: OwnType): BindValue | undefined {
  if (!isText(value.type)) return undefined;
  const text = Buffer.from(value.value).toString('latin1');
  const shown = shownAs(text, own);
  if (shown === undefined || shown === text) return shown === undefined ? undefined : value;
  return { type: Type.VARCHAR, value: Buffer.from(shown) };
}

/** What a column that cannot be NULL, and has no default, has where mysqlds let pass that it gets none. Undefined where this does not know. */
export function insteadOfNull(column: StoredColumn): BindValue | undefined {
  const text = impliedText(column);
  return text === undefined ? undefined : storedValue({ type: Type.VARCHAR, value: Buffer.from(text) }, column);
}

function impliedText({ type, own }: StoredColumn): string | undefined {
  if (own) return undefined;
  if (isIntegral(type)) return '0';
  if (type === Type.DATE) return '0000-00-00';
  return isText(type) || isBinary(type) ? '' : undefined;
}

/** As MySQL writes a DOUBLE without declared digits. */
const ANY_DECIMALS = 31;

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

function storedInteger(value: BindValue, column: number): BindValue | undefined {
  if (isIntegral(value.type) && (BITS[column] ?? 0) >= 32 && isShortNumber(value.value)) return value;
  const text = Buffer.from(value.value).toString('latin1');
  const whole = wholeNumber(value.type, text);
  if (whole === undefined) return undefined;
  const kept = inRange(whole, column).toString();
  return kept === text && isIntegral(value.type)
    ? value
    : { type: isSigned(column) ? Type.INT64 : Type.UINT64, value: Buffer.from(kept) };
}

/** Of nine digits at most, written as MySQL writes it: all integers of 32 bits and more have it. */
function isShortNumber(bytes: Uint8Array): boolean {
  const { length } = bytes;
  if (length === 0 || length > 9 || (length > 1 && bytes[0] === ZERO)) return false;
  for (let i = 0; i < length; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

/** The nearest number that the column can have. */
function inRange(number: bigint, column: number): bigint {
  const bits = BigInt(BITS[column] ?? 64);
  const [least, most] = isSigned(column) ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
  return number < least ? least : number > most ? most : number;
}

function wholeNumber(type: number, text: string): bigint | undefined {
  if (isIntegral(type) || type === Type.YEAR) return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
  if (isFloat(type)) return fromDouble(Number(text));
  if (type === Type.HEXVAL || type === Type.HEXNUM || type === Type.BITNUM)
    return BigInt(`0x0${Buffer.from(toBytes({ type, value: Buffer.from(text) })).toString('hex')}`);
  return type === Type.DECIMAL || isText(type) || isBinary(type) ? fromDigits(text) : undefined;
}

/** Doubles are rounded to the even one. */
function fromDouble(number: number): bigint | undefined {
  if (!Number.isFinite(number)) return undefined;
  const low = Math.floor(number);
  const rest = number - low;
  const up = rest > 0.5 || (rest === 0.5 && low % 2 !== 0);
  return BigInt(up ? low + 1 : low);
}

const NUMBER = /^[\t-\r ]*([-+]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([-+]?\d{1,4})(?!\d))?/i;
/** No column of whole numbers has so many digits. */
const DIGITS_MAX = 60;

/** Decimals, and the number at the start of a text, are rounded half away from zero. */
function fromDigits(text: string): bigint | undefined {
  const found = NUMBER.exec(text);
  if (!found) return 0n;
  const [, sign, whole = '', fraction = '', lone = '', exponent = '0'] = found;
  const digits = `${whole}${fraction}${lone}`;
  const point = whole.length + Number(exponent);
  if (point > DIGITS_MAX && !/^0*$/.test(digits)) return sign === '-' ? -(10n ** 60n) : 10n ** 60n;
  if (point < 0) return 0n;
  const padded = digits.padEnd(Math.min(point, DIGITS_MAX), '0');
  const rounded = BigInt(padded.slice(0, point) || '0') + ((padded[point] ?? '0') >= '5' ? 1n : 0n);
  return sign === '-' ? -rounded : rounded;
}

function storedText(value: BindValue, { type, lengthMax }: StoredColumn): BindValue | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const whole = Buffer.from(text).toString();
  const cut = lengthMax !== undefined && whole.length > lengthMax ? [...whole].slice(0, lengthMax).join('') : whole;
  // Where there is no room for all of its digits a DOUBLE is rounded, or gets an exponent.
  if (isFloat(value.type) && cut !== whole) return undefined;
  const kept = type === Type.CHAR ? cut.replace(/ +$/, '') : cut;
  return kept === whole && isText(value.type) && value.value === text
    ? value
    : { type: Type.VARCHAR, value: Buffer.from(kept) };
}

/** A value as the bytes that a text column gets of it. */
function textOf(value: BindValue): Uint8Array | undefined {
  const { type } = value;
  const text = Buffer.from(value.value).toString('latin1');
  if (isIntegral(type) || type === Type.DECIMAL) return canonicalNumber(text);
  if (isFloat(type)) {
    const number = Number(text);
    if (Object.is(number, -0) || (Number.isInteger(number) && Math.abs(number) >= 1e15)) return undefined;
    const written = doubleText(number, ANY_DECIMALS);
    return written.includes('e') ? undefined : Buffer.from(written);
  }
  if (type === Type.HEXVAL || type === Type.HEXNUM || type === Type.BITNUM) {
    const bytes = toBytes(value);
    return bytes.every((byte) => byte < 0x80) ? bytes : undefined;
  }
  return type === Type.BIT || type === Type.GEOMETRY ? undefined : value.value;
}

function canonicalNumber(text: string): Uint8Array | undefined {
  const found = /^(-?)0*(\d*?)(\.\d+)?\.?$/.exec(text);
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = ''] = found;
  const isZero = whole === '' && !/[1-9]/.test(fraction);
  return Buffer.from(`${isZero ? '' : sign}${whole || '0'}${fraction}`);
}

function storedBytes(value: BindValue, { type, lengthMax }: StoredColumn): BindValue | undefined {
  const isHex = value.type === Type.HEXVAL || value.type === Type.HEXNUM || value.type === Type.BITNUM;
  const bytes = isHex ? toBytes(value) : textOf(value);
  if (bytes === undefined) return undefined;
  const cut = bytes.subarray(0, lengthMax);
  if (type !== Type.BINARY || lengthMax === undefined || cut.length === lengthMax)
    return cut.length === value.value.length && !isHex ? value : { type: Type.VARBINARY, value: cut };
  const padded = Buffer.alloc(lengthMax);
  padded.set(cut);
  return { type: Type.VARBINARY, value: padded };
}

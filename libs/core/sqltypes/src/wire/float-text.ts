import type { Field } from '../field.ts';
import { Type } from '../type.ts';

/** MySQL writes numbers with an exponent when the decimal point is further than this from the first digit. */
const POINT_DISTANCE_MAX = 15;
/** `decimals` of a float column that has no fixed number of them. */
const NOT_FIXED = 31;
/** Significant digits that MySQL shows of a FLOAT. */
const FLOAT_DIGITS = 6;

/** A DOUBLE as MySQL's text protocol writes it; `decimals` is the column's. */
export function doubleText(value: number, decimals: number): string {
  return decimals < NOT_FIXED ? fixedText(value, decimals) : generalText(value, value.toExponential());
}

/** A DOUBLE as MySQL writes it in JSON, where it keeps looking like one. */
export function jsonDoubleText(value: number): string {
  const text = doubleText(value, NOT_FIXED);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A FLOAT as MySQL's text protocol writes it. */
export function floatText(value: number, decimals: number): string {
  return decimals < NOT_FIXED ? fixedText(value, decimals) : generalText(value, sixDigits(value));
}

const FLOAT_DIGITS_MAX = 9;

/** A FLOAT with as many digits as it takes to be that FLOAT again: the text protocol's where that is enough. */
export function wholeFloatText(value: number, decimals = NOT_FIXED): string {
  if (decimals < NOT_FIXED) {
    const text = fixedText(value, decimals);
    if (Math.fround(Number(text)) === value) return text;
  }
  for (let digits = FLOAT_DIGITS; ; digits++) {
    const text = value.toExponential(digits - 1);
    if (digits === FLOAT_DIGITS_MAX || Math.fround(Number(text)) === value) return generalText(value, text);
  }
}

/** The same of a DOUBLE, whose column may show fewer digits than it has. */
function wholeText(value: number, decimals: number): string {
  const text = doubleText(value, decimals);
  return Number(text) === value ? text : doubleText(value, NOT_FIXED);
}

/** How FLOATs and DOUBLEs are written. */
export type RealTexts = {
  readonly float: (value: number, decimals: number) => string;
  readonly double: (value: number, decimals: number) => string;
};

/** Whether a column's texts may have fewer digits than its values. */
export const isShownShort = ({ type, decimals }: Pick<Field, 'type' | 'decimals'>): boolean =>
  type === Type.FLOAT32 || (type === Type.FLOAT64 && decimals < NOT_FIXED);

export const shownReals: RealTexts = { float: floatText, double: doubleText };
export const wholeReals: RealTexts = { float: wholeFloatText, double: wholeText };

function fixedText(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e21) {
    const whole = BigInt(value).toString();
    return decimals === 0 ? whole : `${whole}.${'0'.repeat(decimals)}`;
  }
  const text = value.toFixed(decimals);
  if (text.length > SURE_DIGITS) {
    const shortest = shortestFixed(value, decimals);
    if (shortest !== undefined) return shortest;
  }
  if (!isHalf(value, decimals) || isEven(text)) return text;
  return value.toFixed(decimals + 1).slice(0, decimals === 0 ? -2 : -1);
}

/** Digits that a DOUBLE has for certain. */
const SURE_DIGITS = 15;

/** The shortest digits that are the number, and zeros behind them; undefined where they are more than are shown. */
function shortestFixed(value: number, decimals: number): string | undefined {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const missing = decimals - (digits.length - 1 - Number(exponent));
  if (missing < 0) return undefined;
  const all = `${digits}${'0'.repeat(missing)}`.padStart(decimals + 1, '0');
  const point = all.length - decimals;
  return `${value < 0 ? '-' : ''}${all.slice(0, point)}${decimals > 0 ? `.${all.slice(point)}` : ''}`;
}

function sixDigits(value: number): string {
  const text = value.toExponential(FLOAT_DIGITS - 1);
  const [mantissa = '', exponent = '0'] = text.split('e');
  if (!isHalf(value, FLOAT_DIGITS - 1 - Number(exponent)) || isEven(mantissa)) return text;
  return `${value.toExponential(FLOAT_DIGITS).split('e')[0]?.slice(0, -1)}e${exponent}`;
}

/** Whether a number lies in the middle between two of so many decimals: MySQL takes the even one, JavaScript the one that is farther from zero. */
function isHalf(value: number, decimals: number): boolean {
  if (decimals < 0) {
    const unit = 10 ** -decimals;
    return Math.abs(value % unit) * 2 === unit;
  }
  const halves = value * 2 ** (decimals + 1);
  return Number.isInteger(halves) && halves % 2 !== 0;
}

const isEven = (digits: string): boolean => digits.charCodeAt(digits.length - 1) % 2 === 0;

function generalText(value: number, exponential: string): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponent = '0'] = exponential.split('e');
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '').replace(/0+$/, '') || '0';
  const point = Number(exponent) + 1;
  // A number with digits after the point is not shortened by an exponent, however large it is.
  const whole = digits.length <= point;
  if (point <= -POINT_DISTANCE_MAX || (point > POINT_DISTANCE_MAX && whole)) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}e${point - 1}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A DECIMAL: `coefficient` / 10^`scale`. MySQL keeps nine digits a word and at most nine words. */
export class Decimal {
  readonly coefficient: bigint;
  readonly scale: number;

  constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient;
    this.scale = scale;
  }

  /** With exactly `scale` digits after the point. */
  toString(): string {
    if (this.scale === 0) return this.coefficient.toString();
    const negative = this.coefficient < 0n;
    const digits = (negative ? -this.coefficient : this.coefficient).toString().padStart(this.scale + 1, '0');
    const point = digits.length - this.scale;
    return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  }
}

const WORD_DIGITS = 9;
const WORDS_MAX = 9;
/** Digits that a DECIMAL column or literal may have. */
export const PRECISION_MAX = 65;
export const SCALE_MAX = 30;

const powers: bigint[] = [1n];
export function pow10(exponent: number): bigint {
  for (let i = powers.length; i <= exponent; i++) powers.push((powers[i - 1] ?? 1n) * 10n);
  return powers[exponent] ?? 1n;
}

const words = (digits: number) => Math.ceil(digits / WORD_DIGITS);
const absolute = (value: bigint) => (value < 0n ? -value : value);

/** Digits before the point. */
export function integerDigits(value: Decimal): number {
  const whole = absolute(value.coefficient) / pow10(value.scale);
  return whole === 0n ? 0 : whole.toString().length;
}

/** The exact number nearest to `value` that a MySQL decimal can hold; undefined when even its whole part does not fit. */
export function fit(value: Decimal): Decimal | undefined {
  const whole = words(integerDigits(value));
  if (whole > WORDS_MAX) return undefined;
  const scaleMax = (WORDS_MAX - whole) * WORD_DIGITS;
  return value.scale <= scaleMax ? value : truncate(value, scaleMax);
}

export function fromInt(value: bigint): Decimal {
  return new Decimal(value, 0);
}

/** Of a finite double: the shortest digits that give it back. */
export function fromDouble(value: number): Decimal {
  return parseDecimal(String(value)).value;
}

export function toDouble(value: Decimal): number {
  return Number(value.toString());
}

/** Half away from zero. */
export function round(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return scale === value.scale ? value : rescale(value, scale);
  const unit = pow10(value.scale - scale);
  const half = unit / 2n;
  const coefficient = value.coefficient < 0n ? (value.coefficient - half) / unit : (value.coefficient + half) / unit;
  return scale < 0 ? new Decimal(coefficient * pow10(-scale), 0) : new Decimal(coefficient, scale);
}

export function truncate(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return value;
  const coefficient = value.coefficient / pow10(value.scale - scale);
  return scale < 0 ? new Decimal(coefficient * pow10(-scale), 0) : new Decimal(coefficient, scale);
}

export function rescale(value: Decimal, scale: number): Decimal {
  return scale > value.scale ? new Decimal(value.coefficient * pow10(scale - value.scale), scale) : value;
}

/** With exactly `scale` digits after the point. */
export function padded(value: Decimal, scale: number): Decimal {
  return rescale(round(value, scale), scale);
}

export function floor(value: Decimal): bigint {
  const unit = pow10(value.scale);
  const whole = value.coefficient / unit;
  return value.coefficient < 0n && whole * unit !== value.coefficient ? whole - 1n : whole;
}

export function ceiling(value: Decimal): bigint {
  return -floor(negate(value));
}

export function negate(value: Decimal): Decimal {
  return new Decimal(-value.coefficient, value.scale);
}

export function compare(a: Decimal, b: Decimal): number {
  const left = a.scale >= b.scale ? a.coefficient : a.coefficient * pow10(b.scale - a.scale);
  const right = b.scale >= a.scale ? b.coefficient : b.coefficient * pow10(a.scale - b.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function add(a: Decimal, b: Decimal): Decimal | undefined {
  const scale = Math.max(a.scale, b.scale);
  return fit(new Decimal(rescale(a, scale).coefficient + rescale(b, scale).coefficient, scale));
}

export function subtract(a: Decimal, b: Decimal): Decimal | undefined {
  return add(a, negate(b));
}

/** @param scaleMax digits behind the point that a DECIMAL may have: a product is computed with one more. */
export function multiply(a: Decimal, b: Decimal, scaleMax: number = SCALE_MAX): Decimal | undefined {
  const exact = new Decimal(a.coefficient * b.coefficient, a.scale + b.scale);
  const product = fit(exact);
  return product && truncate(product, scaleMax + 1);
}

/** @param increment digits that a quotient has more than its dividend (div_precision_increment). Undefined: by zero. */
export function divide(a: Decimal, b: Decimal, increment: number): Decimal | undefined {
  if (b.coefficient === 0n) return undefined;
  if (a.coefficient === 0n) return a.scale === 0 ? a : new Decimal(0n, 0);
  const held = (words(a.scale) + words(b.scale)) * WORD_DIGITS;
  const more = Math.max(0, increment - (held - a.scale - b.scale));
  const scale = words(held + more) * WORD_DIGITS;
  const quotient = (a.coefficient * pow10(scale + b.scale)) / (b.coefficient * pow10(a.scale));
  return fit(new Decimal(quotient, scale));
}

/** With the sign of the dividend. Undefined: by zero. */
export function modulo(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.coefficient === 0n) return undefined;
  const scale = Math.max(a.scale, b.scale);
  return new Decimal(rescale(a, scale).coefficient % rescale(b, scale).coefficient, scale);
}

/** The largest number with these digits: what MySQL stores for what is too large. */
export function largest(precision: number, scale: number, negative: boolean): Decimal {
  const nines = pow10(precision) - 1n;
  return new Decimal(negative ? -nines : nines, scale);
}

/** As DECIMAL(precision, scale), the nearest there is. `overflow`: it did not fit. */
export function clamp(value: Decimal, precision: number, scale: number): { value: Decimal; overflow: boolean } {
  const rounded = rescale(round(value, scale), scale);
  if (absolute(rounded.coefficient) < pow10(precision)) return { value: rounded, overflow: false };
  return { value: largest(precision, scale, value.coefficient < 0n), overflow: true };
}

const pattern = /^[ \t\n\v\f\r]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?/;
const noExponent = /^[ \t\n\v\f\r]*([+-]?)(\d*)(?:\.(\d*))?/;
const EXPONENT_MAX = 1000;

/** The number that a text starts with (0 for none). `rest`: what follows, without spaces. */
export function parseDecimal(text: string): { value: Decimal; rest: string; found: boolean } {
  let match = pattern.exec(text);
  if (!match || (match[2] === '' && !match[3])) match = noExponent.exec(text);
  const [all = '', sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  const found = whole !== '' || fraction !== '';
  const rest = found ? text.slice(all.length) : text;
  const shift = Math.max(-EXPONENT_MAX, Math.min(EXPONENT_MAX, Number(exponent)));
  const digits = BigInt(`${whole}${fraction}` || '0');
  const scale = fraction.length - shift;
  const signed = sign === '-' ? -digits : digits;
  const value = scale >= 0 ? new Decimal(signed, scale) : new Decimal(signed * pow10(-scale), 0);
  return { value, rest: rest.replace(/^[ \t\n\v\f\r]+/, ''), found };
}

/** A parsed number as MySQL keeps it: what has too many digits becomes the largest decimal, a long fraction is cut. */
export function parseFitted(text: string): { value: Decimal; rest: string; found: boolean } {
  const parsed = parseDecimal(text);
  const value = fit(parsed.value) ?? largest(PRECISION_MAX, 0, parsed.value.coefficient < 0n);
  return { ...parsed, value };
}

import { Decimal, pow10 } from '../value/decimal.ts';

export type TemporalKind = 'date' | 'time' | 'datetime';

/** A DATE, TIME or DATETIME. Of a TIME `hour` goes to 838; zero dates and zeros in dates exist. */
export class Temporal {
  readonly kind: TemporalKind;
  readonly negative: boolean;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micro: number;

  constructor(kind: TemporalKind, date: DateParts, time: TimeParts, negative = false) {
    this.kind = kind;
    this.negative = negative;
    this.year = date.year;
    this.month = date.month;
    this.day = date.day;
    this.hour = time.hour;
    this.minute = time.minute;
    this.second = time.second;
    this.micro = time.micro;
  }
}

export type DateParts = { readonly year: number; readonly month: number; readonly day: number };
export type TimeParts = {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micro: number;
};

export const NO_DATE: DateParts = { year: 0, month: 0, day: 0 };
export const MIDNIGHT: TimeParts = { hour: 0, minute: 0, second: 0, micro: 0 };
export const MICROS_A_SECOND = 1_000_000;
export const MICROS_A_DAY = 86_400_000_000;
export const TIME_SECONDS_MAX = 838 * 3600 + 59 * 60 + 59;
export const FSP_MAX = 6;

export const dateOf = (value: DateParts): Temporal => new Temporal('date', value, MIDNIGHT);
/** @param keepSign of a zero too, to which a fraction will be added */
export const timeOf = (value: TimeParts, negative = false, keepSign = false): Temporal => {
  const isZero = (value.hour | value.minute | value.second | value.micro) === 0;
  return new Temporal('time', NO_DATE, value, negative && (keepSign || !isZero));
};
export const datetimeOf = (date: DateParts, time: TimeParts): Temporal => new Temporal('datetime', date, time);

const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);
const four = (value: number) => String(value).padStart(4, '0');

export function fractionText(micro: number, fsp: number): string {
  return fsp === 0 ? '' : `.${String(micro).padStart(FSP_MAX, '0').slice(0, fsp)}`;
}

/** As MySQL writes it with `fsp` digits of the second's fraction. */
export function temporalText(value: Temporal, fsp: number): string {
  const date = `${four(value.year)}-${two(value.month)}-${two(value.day)}`;
  if (value.kind === 'date') return date;
  const time = `${two(value.hour)}:${two(value.minute)}:${two(value.second)}${fractionText(value.micro, fsp)}`;
  return value.kind === 'time' ? `${value.negative ? '-' : ''}${time}` : `${date} ${time}`;
}

/** As a number without its fraction: 20240131, 235959, 20240131235959. */
export function temporalNumber(value: Temporal): bigint {
  const date = value.year * 10_000 + value.month * 100 + value.day;
  if (value.kind === 'date') return BigInt(date);
  const time = value.hour * 10_000 + value.minute * 100 + value.second;
  if (value.kind === 'time') return BigInt(value.negative ? -time : time);
  return BigInt(date) * 1_000_000n + BigInt(time);
}

/** With no digits of the second's fraction where it has none, however many its type has, else with all six: what it is divided by gives as many more. */
export function temporalDecimal(value: Temporal, fsp: number): Decimal {
  const whole = temporalNumber(value);
  if (fsp === 0 || value.micro === 0) return new Decimal(whole, 0);
  const unit = 10 ** (FSP_MAX - fsp);
  const scaled = (whole < 0n ? -whole : whole) * pow10(FSP_MAX) + BigInt(value.micro - (value.micro % unit));
  return new Decimal(value.negative ? -scaled : scaled, FSP_MAX);
}

/** Microseconds of the time of day, or of a TIME with its sign. */
export function timeMicros(value: Temporal): number {
  const micros = ((value.hour * 60 + value.minute) * 60 + value.second) * MICROS_A_SECOND + value.micro;
  return value.negative ? -micros : micros;
}

export function dateNumber(value: DateParts): number {
  return (value.year * 16 + value.month) * 32 + value.day;
}

/** Order of two values of which both have a date, or neither. */
export function compareTemporal(a: Temporal, b: Temporal): number {
  return dateNumber(a) - dateNumber(b) || timeMicros(a) - timeMicros(b);
}

export function isZeroDate(value: DateParts): boolean {
  return value.year === 0 && value.month === 0 && value.day === 0;
}

/** Hours, minutes, … of a count of microseconds that is not negative. */
export function timeParts(micros: number): TimeParts {
  const seconds = Math.floor(micros / MICROS_A_SECOND);
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micro: micros - seconds * MICROS_A_SECOND,
  };
}

/** A TIME of so many microseconds, at most 838:59:59 either way. `clamped`: it would have been more. */
export function timeFromMicros(micros: number): { value: Temporal; clamped: boolean } {
  const size = Math.abs(micros);
  const clamped = size > TIME_SECONDS_MAX * MICROS_A_SECOND;
  const kept = clamped ? TIME_SECONDS_MAX * MICROS_A_SECOND : size;
  return { value: timeOf(timeParts(kept), micros < 0), clamped };
}

import type { IntervalUnit } from '@vt/sqlparser';
import { DAYS_MAX, dateFromDayNumber, dayNumber, daysInMonth } from './calendar.ts';
import {
  dateOf,
  datetimeOf,
  MICROS_A_DAY,
  MICROS_A_SECOND,
  MIDNIGHT,
  type Temporal,
  timeMicros,
  timeParts,
} from './temporal.ts';

/** An amount of time: months, and microseconds as days and the rest so that both stay exact. */
export type Interval = { readonly months: number; readonly days: number; readonly micros: number };

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'micro';

/** The fields of units that are written as one text. */
const compound: { readonly [U in IntervalUnit]?: readonly Part[] } = {
  day_hour: ['day', 'hour'],
  day_microsecond: ['day', 'hour', 'minute', 'second', 'micro'],
  day_minute: ['day', 'hour', 'minute'],
  day_second: ['day', 'hour', 'minute', 'second'],
  hour_microsecond: ['hour', 'minute', 'second', 'micro'],
  hour_minute: ['hour', 'minute'],
  hour_second: ['hour', 'minute', 'second'],
  minute_microsecond: ['minute', 'second', 'micro'],
  minute_second: ['minute', 'second'],
  second_microsecond: ['second', 'micro'],
  year_month: ['year', 'month'],
};

export const isCompound = (unit: IntervalUnit): boolean => compound[unit] !== undefined;
/** Units of which only days and more come into the result. */
export const isDateUnit = (unit: IntervalUnit): boolean => unit === 'day' || unit === 'week' || isMonthUnit(unit);
export const isMonthUnit = (unit: IntervalUnit): boolean =>
  unit === 'month' || unit === 'quarter' || unit === 'year' || unit === 'year_month';
/** Digits of the second's fraction that a unit brings by itself. */
export const unitFsp = (unit: IntervalUnit): number => (unit.endsWith('microsecond') ? 6 : 0);

const inMicros: Readonly<Record<string, number>> = {
  microsecond: 1,
  second: MICROS_A_SECOND,
  minute: 60 * MICROS_A_SECOND,
  hour: 3600 * MICROS_A_SECOND,
};
const inMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const LARGE = 1e15;

/** Undefined when it is beyond any date. */
export function simpleInterval(unit: IntervalUnit, count: bigint, micros = 0): Interval | undefined {
  if (count > 10n ** 18n || count < -(10n ** 18n)) return undefined;
  const months = inMonths[unit];
  if (months !== undefined) return { months: Number(count) * months, days: 0, micros: 0 };
  if (unit === 'day' || unit === 'week')
    return { months: 0, days: Number(count) * (unit === 'week' ? 7 : 1), micros: 0 };
  const total = count * BigInt(inMicros[unit] ?? 1);
  const days = Number(total / BigInt(MICROS_A_DAY));
  if (Math.abs(days) > LARGE) return undefined;
  return { months: 0, days, micros: Number(total % BigInt(MICROS_A_DAY)) + micros };
}

/** Reads `1 10:20` and the like; missing fields are the leading ones. */
export function compoundInterval(unit: IntervalUnit, text: string): Interval | undefined {
  const parts = compound[unit] ?? [];
  const negative = /^\s*-/.test(text);
  const numbers = text.match(/\d+/g) ?? [];
  if (numbers.length > parts.length) return undefined;
  const values: string[] = [...numbers];
  while (values.length < parts.length) values.unshift('0');
  const sign = negative ? -1 : 1;
  const total: Record<Part, number> = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micro: 0 };
  for (const [i, part] of parts.entries()) {
    const digits = values[i] ?? '0';
    const padded =
      part === 'micro' && numbers.length > 0 && digits.length < 6 && numbers.length <= parts.length
        ? digits.padEnd(6, '0')
        : digits;
    total[part] = Number(padded);
    if (total[part] > LARGE) return undefined;
  }
  const seconds = (total.hour * 60 + total.minute) * 60 + total.second;
  const days = total.day + Math.floor(seconds / 86_400);
  return {
    months: sign * (total.year * 12 + total.month),
    days: sign * days,
    micros: sign * ((seconds % 86_400) * MICROS_A_SECOND + total.micro),
  };
}

export function negated({ months, days, micros }: Interval): Interval {
  return { months: -months, days: -days, micros: -micros };
}

const MONTHS_MAX = 120_000;

/** The moment so much later; undefined when it would be outside of the years 0 to 9999. `unit` says which fields move. */
export function addInterval(value: Temporal, unit: IntervalUnit, interval: Interval): Temporal | undefined {
  if (isMonthUnit(unit)) return addMonths(value, unit, interval.months);
  if (unit === 'day' || unit === 'week') {
    const day = dayNumber(value) + interval.days;
    if (day < 1 || day > DAYS_MAX) return undefined;
    const date = dateFromDayNumber(day);
    return value.kind === 'date' ? dateOf(date) : datetimeOf(date, value);
  }
  const base = value.kind === 'date' ? datetimeOf(value, MIDNIGHT) : value;
  const total = timeMicros(base) + interval.micros;
  const carried = Math.floor(total / MICROS_A_DAY);
  const day = dayNumber({ ...pick(base), day: 1 }) + (base.day - 1) + interval.days + carried;
  if (day < 1 || day > DAYS_MAX) return undefined;
  return datetimeOf(dateFromDayNumber(day), timeParts(total - carried * MICROS_A_DAY));
}

const pick = ({ year, month }: Temporal) => ({ year, month });

function addMonths(value: Temporal, unit: IntervalUnit, months: number): Temporal | undefined {
  const total = value.year * 12 + value.month - 1 + months;
  if (total < 0 || total >= MONTHS_MAX) return undefined;
  const year = Math.floor(total / 12);
  const month = unit === 'year' ? value.month : (total % 12) + 1;
  const realYear = unit === 'year' ? value.year + months / 12 : year;
  if (realYear < 0 || realYear > 9999) return undefined;
  const day = Math.min(value.day, daysInMonth(realYear, month) || value.day);
  const date = { year: realYear, month, day };
  return value.kind === 'date' ? dateOf(date) : datetimeOf(date, value);
}

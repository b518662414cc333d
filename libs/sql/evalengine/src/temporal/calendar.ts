import { type DateParts, datetimeOf, MICROS_A_DAY, NO_DATE, type Temporal, timeMicros, timeParts } from './temporal.ts';

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const DAYS_MAX = 3_652_424;

export const isLeap = (year: number): boolean =>
  (year % 4 === 0 && year % 100 !== 0) || (year % 400 === 0 && year !== 0);
export const daysInYear = (year: number): number => (isLeap(year) ? 366 : 365);

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0);
}

/** Days since year 0, as MySQL counts them (zeros in dates count too). */
export function dayNumber({ year, month, day }: DateParts): number {
  if (year === 0 && month === 0) return 0;
  let y = year;
  let days = 365 * y + 31 * (month - 1) + day;
  if (month <= 2) y--;
  else days -= Math.floor((month * 4 + 23) / 10);
  const century = Math.trunc(((Math.trunc(y / 100) + 1) * 3) / 4);
  return days + Math.trunc(y / 4) - century;
}

/** The date of a day number; the zero date for numbers outside of the years 0 to 9999. */
export function dateFromDayNumber(days: number): DateParts {
  if (days < 1 || days > DAYS_MAX) return NO_DATE;
  if (days <= 365) return monthAndDay(0, days);
  let year = Math.trunc((days * 100) / 36_525);
  const leap = Math.trunc(((Math.trunc((year - 1) / 100) + 1) * 3) / 4);
  let dayOfYear = days - year * 365 - Math.trunc((year - 1) / 4) + leap;
  while (dayOfYear > daysInYear(year)) {
    dayOfYear -= daysInYear(year);
    year++;
  }
  return monthAndDay(year, dayOfYear);
}

function monthAndDay(year: number, dayOfYear: number): DateParts {
  let month = 1;
  let day = dayOfYear;
  while (day > daysInMonth(year, month)) {
    day -= daysInMonth(year, month);
    month++;
  }
  return { year, month, day };
}

/** 0 Monday … 6 Sunday; with `sundayFirst` 0 Sunday. */
export function weekday(days: number, sundayFirst: boolean): number {
  return (((days + 5 + (sundayFirst ? 1 : 0)) % 7) + 7) % 7;
}

/** How a week is counted: MySQL's week modes as their bits. */
export const WeekMode = { MondayFirst: 1, Year: 2, FirstWeekday: 4 } as const;

/** The bits of WEEK()'s mode argument. */
export function weekMode(mode: number): number {
  const bits = mode & 7;
  return bits & WeekMode.MondayFirst ? bits : bits ^ WeekMode.FirstWeekday;
}

export function week(date: DateParts, behaviour: number): { week: number; year: number } {
  const days = dayNumber(date);
  let first = dayNumber({ year: date.year, month: 1, day: 1 });
  const monday = (behaviour & WeekMode.MondayFirst) !== 0;
  let wantsYear = (behaviour & WeekMode.Year) !== 0;
  const firstWeekday = (behaviour & WeekMode.FirstWeekday) !== 0;
  let dayOfWeek = weekday(first, !monday);
  let year = date.year;
  if (date.month === 1 && date.day <= 7 - dayOfWeek) {
    if (!wantsYear && ((firstWeekday && dayOfWeek !== 0) || (!firstWeekday && dayOfWeek >= 4)))
      return { week: 0, year };
    wantsYear = true;
    year--;
    const inYear = daysInYear(year);
    first -= inYear;
    dayOfWeek = (dayOfWeek + 53 * 7 - inYear) % 7;
  }
  const short = (firstWeekday && dayOfWeek !== 0) || (!firstWeekday && dayOfWeek >= 4);
  const into = days - (short ? first + (7 - dayOfWeek) : first - dayOfWeek);
  if (wantsYear && into >= 52 * 7) {
    const next = (dayOfWeek + daysInYear(year)) % 7;
    if ((!firstWeekday && next < 4) || (firstWeekday && next === 0)) return { week: 1, year: year + 1 };
  }
  return { week: Math.floor(into / 7) + 1, year };
}

/** A moment moved by microseconds; undefined when that leaves the years 0 to 9999. */
export function addMicros(value: Temporal, micros: number): Temporal | undefined {
  const total = timeMicros(value) + micros;
  const days = Math.floor(total / MICROS_A_DAY);
  const rest = total - days * MICROS_A_DAY;
  const day = dayNumber(value) + days;
  if (day < 1 || day > DAYS_MAX) return undefined;
  return datetimeOf(dateFromDayNumber(day), timeParts(rest));
}

/** Rounds the fraction of a second to `fsp` digits, half up. Undefined when that leaves the year 9999. */
export function roundFraction(micro: number, fsp: number): { micro: number; carry: boolean } {
  const unit = 10 ** (6 - fsp);
  const rounded = Math.floor((micro + unit / 2) / unit) * unit;
  return rounded >= 1_000_000 ? { micro: 0, carry: true } : { micro: rounded, carry: false };
}

import { addMicros, daysInMonth } from './calendar.ts';
import {
  type DateParts,
  dateOf,
  datetimeOf,
  isZeroDate,
  MICROS_A_SECOND,
  Temporal,
  TIME_SECONDS_MAX,
  timeFromMicros,
  timeOf,
} from './temporal.ts';

/** What dates are allowed. */
export type DateRules = {
  /** Months and days may be 0. */
  readonly fuzzy?: boolean;
  readonly noZeroDate?: boolean;
  readonly noZeroInDate?: boolean;
  /** A number is 0 or has a month, whatever else may be 0. */
  readonly fullNumbers?: boolean;
  /** 31 February is a date. */
  readonly invalidDates?: boolean;
};

export type ParsedTemporal = {
  /** Undefined: no such moment. */
  readonly value: Temporal | undefined;
  /** Digits of the second's fraction that were written, at most 6. */
  readonly fsp: number;
  /** Something that is no part of it followed, or it was cut. */
  readonly truncated: boolean;
  /** A displacement such as +05:30 followed, so that the moment depends on the time zone; or the text is odd in another way, and left to a server. */
  readonly zone?: boolean;
  /** Does not look like a date, rather than being a wrong one. */
  readonly other?: boolean;
  /** A delimiter that MySQL reads and warns of. */
  readonly odd?: OddDelimiter | undefined;
};

/** Absent `standard`: there should be none at all. */
export type OddDelimiter = { readonly at: number; readonly standard?: string };

const NOTHING: ParsedTemporal = { value: undefined, fsp: 0, truncated: true };
/** The text is of another kind, and may be a time yet. */
const NO_DATE_AT_ALL: ParsedTemporal = { ...NOTHING, other: true };
const isDigit = (c: number) => c >= 0x30 && c <= 0x39;
const isSpace = (c: number) => c === 0x20 || (c >= 9 && c <= 13);
const isPunct = (c: number) =>
  (c > 0x20 && c < 0x30) || (c > 0x39 && c < 0x41) || (c > 0x5a && c < 0x61) || (c > 0x7a && c < 0x7f);

export function checkDate(date: DateParts, rules: DateRules): boolean {
  if (isZeroDate(date)) return !rules.noZeroDate;
  if ((rules.noZeroInDate || !rules.fuzzy) && (date.month === 0 || date.day === 0)) return false;
  return rules.invalidDates === true || date.month === 0 || date.day <= daysInMonth(date.year, date.month);
}

type Scan = {
  readonly fields: number[];
  readonly lengths: number[];
  end: number;
  delimited: boolean;
  spaced: boolean;
  ninth: number;
  /** A third digit of the seconds. */
  overlong: boolean;
  odd: OddDelimiter | undefined;
};

const DAY = 2;
const SECOND = 5;
const FRACTION = 6;

/** Reads a DATE or DATETIME, delimited or as one run of digits. */
export function parseDatetime(text: string, rules: DateRules, datetimeOnly = false): ParsedTemporal {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  if (!isDigit(text.charCodeAt(start))) return NO_DATE_AT_ALL;
  const run = digitRun(text, start);
  const scan = scanFields(text, start, run.packed ? run.yearLength : 0);
  if (!scan || (datetimeOnly && scan.delimited && !scan.spaced)) return NO_DATE_AT_ALL;
  // Years of more digits are some to MySQL, by rules of its own.
  if ((scan.lengths[0] ?? 0) > 4) return scan.delimited ? { ...NOTHING, zone: true } : NO_DATE_AT_ALL;
  const yearLength = run.packed ? run.yearLength : (scan.lengths[0] ?? 0);
  return assemble(text, scan, yearLength, rules);
}

/** Whether the text is one run of digits (and a fraction), and how long its year is then. */
function digitRun(text: string, start: number): { packed: boolean; yearLength: number } {
  let at = start;
  while (at < text.length && (isDigit(text.charCodeAt(at)) || text[at] === 'T')) at++;
  const digits = at - start;
  const packed = at === text.length || text[at] === '.';
  return { packed, yearLength: digits === 4 || digits === 8 || digits >= 14 ? 4 : 2 };
}

/** @param packedYear digits of the year of a run of digits; 0 for delimited fields. */
function scanFields(text: string, start: number, packedYear: number): Scan | undefined {
  const scan: Scan = {
    fields: [],
    lengths: [],
    end: start,
    delimited: false,
    spaced: false,
    ninth: 0,
    overlong: false,
    odd: start > 0 ? { at: 0 } : undefined,
  };
  let at = start;
  let length = packedYear || 4;
  for (let i = 0; i <= FRACTION && at < text.length && isDigit(text.charCodeAt(at)); i++) {
    const from = at;
    let value = 0;
    const limited = packedYear > 0 || i === FRACTION;
    while (at < text.length && isDigit(text.charCodeAt(at)) && (!limited || at - from < length)) {
      value = value * 10 + text.charCodeAt(at) - 0x30;
      at++;
    }
    if (value > 999_999) return undefined;
    scan.fields.push(value);
    scan.lengths.push(at - from);
    length = 2;
    scan.end = at;
    if (at === text.length) break;
    if (i === 2 && text[at] === 'T') {
      at++;
      continue;
    }
    if (i === SECOND) {
      if (text[at] === '.') {
        at++;
        scan.end = at;
        length = 6;
        continue;
      }
      if (isDigit(text.charCodeAt(at)) || text[at] === '-' || text[at] === '+') scan.overlong = true;
      break;
    }
    if (i === FRACTION) {
      if (isDigit(text.charCodeAt(at))) {
        scan.ninth = text.charCodeAt(at) - 0x30;
        while (at < text.length && isDigit(text.charCodeAt(at))) at++;
        scan.end = at;
      }
      if (text[at] === '-' || text[at] === '+') scan.overlong = true;
      break;
    }
    const next = skipDelimiters(text, at, i, scan);
    if (next < 0) return undefined;
    at = next;
    scan.end = at;
  }
  return scan;
}

function skipDelimiters(text: string, start: number, field: number, scan: Scan): number {
  let at = start;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (isSpace(c)) {
      if (field !== 2) return -1;
      scan.spaced = true;
    } else if (!isPunct(c)) break;
    scan.delimited = true;
  }
  scan.odd ??= oddDelimiter(text, start, at, field);
  return at;
}

/** What is odd about the delimiters behind a field. */
function oddDelimiter(text: string, start: number, end: number, field: number): OddDelimiter | undefined {
  if (end === start) return undefined;
  if (end === text.length) return isSpace(text.charCodeAt(start)) ? { at: start } : undefined;
  const standard = field < DAY ? '-' : field === DAY ? ' ' : ':';
  if (text[start] !== standard) return { at: start, standard };
  return end > start + 1 ? { at: start + 1 } : undefined;
}

const ZONE = /^[+-]\d\d:\d\d$/;

function assemble(text: string, scan: Scan, yearLength: number, rules: DateRules): ParsedTemporal {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = scan.fields;
  const count = scan.fields.length;
  const fsp = Math.min(6, scan.lengths[FRACTION] ?? 0);
  const micro = fraction * 10 ** (6 - fsp);
  const allZero = scan.fields.every((field) => field === 0);
  const full = yearLength === 2 && !allZero ? year + (year < 70 ? 2000 : 1900) : year;
  const rest = text.slice(scan.end);
  if (scan.overlong || (ZONE.test(text.slice(-6)) && count > 3)) return { ...NOTHING, zone: true };
  if (count < 3 || full > 9999 || month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59) return NOTHING;
  const date = { year: full, month, day };
  if (!checkDate(date, rules)) return NOTHING;
  const truncated = rest.trim() !== '';
  const odd = scan.odd ?? (isSpace(rest.charCodeAt(0)) ? { at: scan.end } : undefined);
  if (count <= 3) return { value: dateOf(date), fsp: 0, truncated, odd };
  const moment = datetimeOf(date, { hour, minute, second, micro });
  return { value: scan.ninth >= 5 ? addMicros(moment, 1) : moment, fsp, truncated, odd };
}

const TIME_TEXT_DATETIME_FROM = 12;
const UINT32_MAX = 4_294_967_295;

/** Reads a TIME: `[-][days ]hh:mm:ss.ffffff`, digits alone, or a whole DATETIME. */
export function parseTime(text: string): ParsedTemporal {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  const negative = text[start] === '-';
  if (negative) start++;
  if (start === text.length) return NOTHING;
  if (text.length - start >= TIME_TEXT_DATETIME_FROM) {
    const whole = parseDatetime(text.slice(start), { fuzzy: true }, true);
    if (!whole.other) return whole;
  }
  return scanTime(text, start, negative);
}

function scanTime(text: string, start: number, negative: boolean): ParsedTemporal {
  let at = start;
  const number = (): number => {
    const from = at;
    while (at < text.length && isDigit(text.charCodeAt(at))) at++;
    return Number(text.slice(from, at) || '0');
  };
  const first = number();
  if (first > UINT32_MAX) return NOTHING;
  const afterDays = at;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  let parts: number[];
  const digitNext = (i: number) => i < text.length && isDigit(text.charCodeAt(i));
  if (text.length - at > 1 && at !== afterDays && digitNext(at)) parts = [first];
  else if (text.length - at > 1 && text[at] === ':' && digitNext(at + 1)) {
    parts = [0, first];
    at++;
  } else {
    if (afterDays === start && text[at] !== '.') return NOTHING;
    parts = [0, Math.floor(first / 10_000), Math.floor(first / 100) % 100, first % 100];
  }
  while (parts.length < 4) {
    parts.push(number());
    if (parts.length === 4 || text[at] !== ':' || !digitNext(at + 1)) break;
    at++;
  }
  return finishTime(text, at, parts, negative);
}

function finishTime(text: string, from: number, parts: readonly number[], negative: boolean): ParsedTemporal {
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const match = /^\.(\d*)/.exec(text.slice(from));
  const digits = match?.[1] ?? '';
  const at = from + (match && (digits !== '' || from + 1 === text.length) ? match[0].length : 0);
  if (/^[eE][+-]?\d/.test(text.slice(at))) return NOTHING;
  if (minutes > 59 || seconds > 59) return NOTHING;
  const fsp = Math.min(6, digits.length);
  const micro = Number(digits.slice(0, 6).padEnd(6, '0')) + (digits.length > 6 && digits.charCodeAt(6) >= 0x35 ? 1 : 0);
  const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  const rest = text.slice(at).trim() !== '';
  if (total > TIME_SECONDS_MAX || (total === TIME_SECONDS_MAX && micro > 0)) {
    return {
      value: timeFromMicros((negative ? -1 : 1) * (TIME_SECONDS_MAX + 1) * MICROS_A_SECOND).value,
      fsp,
      truncated: true,
    };
  }
  const { value } = timeFromMicros((negative ? -1 : 1) * (total * MICROS_A_SECOND + micro));
  return { value, fsp, truncated: rest };
}

const DATETIME_MIN = 10_000_101_000_000n;

/** A number such as 20240131 or 240131235959 as a date. */
export function datetimeFromNumber(number: bigint, rules: DateRules): Temporal | undefined {
  const expanded = expandNumber(number, rules);
  if (expanded === undefined) return undefined;
  const { nr, isDate } = expanded;
  const date = Number(nr / 1_000_000n);
  const time = Number(nr % 1_000_000n);
  const parts = { year: Math.floor(date / 10_000), month: Math.floor(date / 100) % 100, day: date % 100 };
  const [hour, minute, second] = [Math.floor(time / 10_000), Math.floor(time / 100) % 100, time % 100];
  if (parts.year > 9999 || parts.month > 12 || parts.day > 31 || hour > 23 || minute > 59 || second > 59)
    return undefined;
  if (!checkDate(parts, rules)) return undefined;
  return isDate ? dateOf(parts) : datetimeOf(parts, { hour, minute, second, micro: 0 });
}

/** Whether a number is a date with a time that is none: MySQL's functions of days take the date. */
export function hasOddTime(number: bigint, rules: DateRules): boolean {
  const nr = expandNumber(number, rules)?.nr;
  return nr !== undefined && nr % 1_000_000n !== 0n && datetimeFromNumber(nr - (nr % 1_000_000n), rules) !== undefined;
}

/** Two-digit years and missing times filled in: a number of 14 digits. */
function expandNumber(number: bigint, rules: DateRules): { nr: bigint; isDate: boolean } | undefined {
  const isFuzzy = rules.fuzzy === true && rules.fullNumbers !== true;
  if (number >= DATETIME_MIN || (number === 0n && rules.fullNumbers)) return { nr: number, isDate: false };
  if (number < (isFuzzy ? 0n : 101n)) return undefined;
  if (number <= 691_231n) return { nr: (number + 20_000_000n) * 1_000_000n, isDate: true };
  if (number < 700_101n) return undefined;
  if (number <= 991_231n) return { nr: (number + 19_000_000n) * 1_000_000n, isDate: true };
  if (number <= 99_991_231n) return { nr: number * 1_000_000n, isDate: true };
  if (number < 101_000_000n) return undefined;
  if (number <= 691_231_235_959n) return { nr: number + 20_000_000_000_000n, isDate: false };
  if (number < 700_101_000_000n) return undefined;
  if (number <= 991_231_235_959n) return { nr: number + 19_000_000_000_000n, isDate: false };
  return { nr: number, isDate: false };
}

const TIME_NUMBER_MAX = 8_385_959n;

/** A number such as 123456 as a time; a larger one as the time of a DATETIME. Undefined for 60 and more minutes or seconds. */
export function timeFromNumber(number: bigint): Temporal | undefined {
  if (number > TIME_NUMBER_MAX) {
    if (number >= 10_000_000_000n) {
      const moment = datetimeFromNumber(number, { fuzzy: true });
      if (moment) return moment;
    }
    return undefined;
  }
  if (number < -TIME_NUMBER_MAX) return undefined;
  const size = Number(number < 0n ? -number : number);
  const [hour, minute, second] = [Math.floor(size / 10_000), Math.floor(size / 100) % 100, size % 100];
  if (minute > 59 || second > 59) return undefined;
  return timeOf({ hour, minute, second, micro: 0 }, number < 0n);
}

/** With the fraction of a second added, which may carry. */
export function withMicros(value: Temporal | undefined, micros: number): Temporal | undefined {
  if (!value || micros === 0) return value;
  if (value.kind === 'time') {
    const size = ((value.hour * 60 + value.minute) * 60 + value.second) * MICROS_A_SECOND + micros;
    return timeFromMicros(value.negative ? -size : size).value;
  }
  if (value.kind === 'date') return value;
  if (micros < MICROS_A_SECOND) return new Temporal('datetime', value, { ...value, micro: micros });
  return addMicros(new Temporal('datetime', value, value), micros);
}

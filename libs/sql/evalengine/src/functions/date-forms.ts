import type {
  CurTimeFuncExpr,
  ExtractExpr,
  GetFormatExpr,
  IntervalDateExpr,
  IntervalUnit,
  TimestampFuncExpr,
} from '@vt/sqlparser';

import { dateNode, datetimeNode, intNode, stringNode, timeNode } from '../compile/build.ts';
import { toDatetime } from '../compile/cast-temporal.ts';
import { type Compiler, type Handlers } from '../compile/compiler.ts';
import { asciiOf, asDecimal, asInt, asText } from '../compile/convert.ts';
import { hasDate, isNumeric, type Node } from '../compile/node.ts';
import { asTime } from '../compile/temporal-argument.ts';

import { mysqlError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { dayNumber } from '../temporal/calendar.ts';

import {
  addInterval,
  compoundInterval,
  type Interval,
  isCompound,
  isDateUnit,
  negated,
  simpleInterval,
  unitFsp,
} from '../temporal/interval.ts';

import { truncateTemporal } from '../temporal/round.ts';
import {
  dateOf,
  datetimeOf,
  MICROS_A_DAY,
  MIDNIGHT,
  type Temporal,
  temporalText,
  timeFromMicros,
  timeMicros,
  timeOf,
} from '../temporal/temporal.ts';
import { localMoment, utcMoment } from '../temporal/zone.ts';
import { Decimal, pow10, truncate } from '../value/decimal.ts';
import { dateArgument } from './date-parts.ts';
import { fspOf, NO_ZERO, outOfRange } from './dates.ts';
import { connectionText } from './text-arguments.ts';

/** The amount of an INTERVAL; null where it is NULL, undefined where it is beyond any date. */
function intervalOf(node: Node, unit: IntervalUnit): (f: Frame) => Interval | null | undefined {
  if (isCompound(unit)) {
    const text = asText(node);
    return (f) => {
      const bytes = text(f);
      return bytes === null ? null : compoundInterval(unit, asciiOf(bytes, node.type.collation));
    };
  }
  if (unit === 'second' && node.type.decimals > 0) {
    const decimal = asDecimal(node);
    return (f) => {
      const value = decimal(f);
      if (value === null) return null;
      const whole = truncate(value, 0).coefficient;
      const rest = truncate(new Decimal((value.coefficient - whole * pow10(value.scale)) * 1_000_000n, value.scale), 0);
      return simpleInterval(unit, whole, Number(rest.coefficient));
    };
  }
  const count = asInt(node);
  return (f) => {
    const n = count(f);
    // MySQL takes the bits of a BIGINT UNSIGNED for a signed number.
    return n === null ? null : simpleInterval(unit, BigInt.asIntN(64, n));
  };
}

const CHARACTERS = 29;

/** date + INTERVAL: of dates a date or datetime, of times a time, of anything else a text. */
function addNode(date: Node, amount: Node, unit: IntervalUnit, subtract: boolean, compiler: Compiler): Node {
  const interval = intervalOf(amount, unit);
  const signed = (f: Frame) => {
    const value = interval(f);
    return value && subtract ? negated(value) : value;
  };
  const fsp = Math.max(unitFsp(unit), unit === 'second' ? fspOf(amount) : 0);
  if (compiler.env.flavor === 'mariadb' && !hasDate(date.cls) && date.cls !== 'null')
    return unsupported('an interval beside what is no date');
  if (date.cls === 'time' && unit.startsWith('day_')) return unsupported(`a TIME and an interval of ${unit}`);
  if (date.cls === 'time' && !isDateUnit(unit))
    return addToTime(date, amount, signed, Math.max(date.type.decimals, fsp));
  const moment = dateArgument(date, compiler, { noZeroDate: true });
  const run = (f: Frame): Temporal | null => {
    const value = moment(f);
    const by = value === null ? null : signed(f);
    if (value === null || by === null) return null;
    return (by && addInterval(value, unit, by)) ?? outOfRange(f, 'datetime');
  };
  const from = [date, amount];
  if (date.cls === 'date' && isDateUnit(unit)) return dateNode(from, run);
  if (date.cls === 'date' || date.cls === 'datetime' || date.cls === 'time') {
    return datetimeNode(from, (f) => toDatetime(run(f)), Math.max(date.type.decimals, fsp));
  }
  const text = (f: Frame) => {
    const value = run(f);
    return value === null ? null : Buffer.from(temporalText(value, value.micro === 0 ? 0 : 6));
  };
  const node = stringNode(from, connectionText(compiler), CHARACTERS, text, true);
  // As a number it is the moment's, not its text's.
  return { ...node, type: { ...node.type, type: 6167 }, choice: true };
}

function addToTime(time: Node, amount: Node, interval: (f: Frame) => Interval | null | undefined, fsp: number): Node {
  const run = (f: Frame): Temporal | null => {
    const value = time.run(f) as Temporal | null;
    const by = value === null ? null : interval(f);
    if (value === null || by === null) return null;
    if (by === undefined) return outOfRange(f, 'time');
    const made = timeFromMicros(timeMicros(value) + by.days * MICROS_A_DAY + by.micros);
    return made.clamped ? outOfRange(f, 'time') : made.value;
  };
  const node = timeNode([time, amount], run, fsp);
  // A text of it has other digits of the second's fraction than it shows.
  return time.type.decimals < fsp ? { ...node, untold: true } : node;
}

function compileIntervalDate(expr: IntervalDateExpr, compiler: Compiler): Node {
  const date = compiler.scalar(expr.date);
  const amount = compiler.scalar(expr.interval);
  const subtract = expr.syntax === '-' || expr.syntax === 'date_sub' || expr.syntax === 'subdate';
  return addNode(date, amount, expr.unit === '' ? 'day' : expr.unit, subtract, compiler);
}

function compileTimestampFunction(expr: TimestampFuncExpr, compiler: Compiler): Node {
  const left = compiler.scalar(expr.left);
  const right = compiler.scalar(expr.right);
  if (expr.name === 'timestampadd') return addNode(right, left, expr.unit, false, compiler);
  return timestampDiff(left, right, expr.unit, compiler);
}

const unitMicros: Readonly<Record<string, bigint>> = {
  microsecond: 1n,
  second: 1_000_000n,
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
  week: 604_800_000_000n,
};
const unitMonths: Readonly<Record<string, bigint>> = { month: 1n, quarter: 3n, year: 12n };

function timestampDiff(from: Node, to: Node, unit: IntervalUnit, compiler: Compiler): Node {
  if (isCompound(unit)) return unsupported(`TIMESTAMPDIFF of ${unit}`);
  const left = dateArgument(from, compiler, NO_ZERO);
  const right = dateArgument(to, compiler, NO_ZERO);
  const run = (f: Frame): bigint | null => {
    const a = left(f);
    const b = a === null ? null : right(f);
    if (a === null || b === null) return null;
    const months = unitMonths[unit];
    if (months !== undefined) return monthsBetween(a, b) / months;
    return (microsOf(b) - microsOf(a)) / (unitMicros[unit] ?? 1n);
  };
  return intNode([from, to], run, { nullable: true, length: 21 });
}

const microsOf = (value: Temporal) => BigInt(dayNumber(value)) * 86_400_000_000n + BigInt(timeMicros(value));

/** Whole months from one moment to another. */
function monthsBetween(a: Temporal, b: Temporal): bigint {
  const later = microsOf(a) <= microsOf(b);
  const [from, to] = later ? [a, b] : [b, a];
  let months = (to.year - from.year) * 12 + to.month - from.month;
  if (to.day < from.day || (to.day === from.day && timeMicros(to) < timeMicros(from))) months--;
  return BigInt(later ? months : -months);
}

function compileExtract(expr: ExtractExpr, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  const { unit } = expr;
  if (unit.startsWith('day_') && node.cls !== 'time') return unsupported(`EXTRACT of ${unit}`);
  const ofDate = isDateUnit(unit);
  if (isNumeric(node.cls)) return unsupported('EXTRACT of a number');
  if (compiler.env.flavor === 'mariadb' && ofDate && node.cls === 'time') return unsupported('the date of a TIME');
  const value = ofDate ? dateArgument(node, compiler, { fuzzy: true }) : timeArgument(node, compiler);
  const part = extractors[unit];
  const run = (f: Frame): bigint | null => {
    const moment = value(f);
    if (moment === null) return null;
    const used = !ofDate && moment.kind === 'date' ? datetimeOf(moment, MIDNIGHT) : moment;
    const size = part ? part(used) : unsupported(`EXTRACT of ${unit}`);
    return BigInt(used.kind === 'time' && used.negative ? -size : size);
  };
  return intNode([node], run, { nullable: true, length: 21 });
}

const PLAIN_TIME = /^\s*(?:\d{4}-\d\d-\d\d[ T])?-?\d+(?::\d+){0,2}(?:\.\d*)?\s*$/;

/** A time to take a part of. What is neither a time nor a whole DATETIME is read in another way than functions of times read it. */
function timeArgument(node: Node, compiler: Compiler): (f: Frame) => Temporal | null {
  const time = asTime(node, compiler);
  if (node.cls !== 'string') return time;
  const text = asText(node);
  return (f) => {
    const bytes = text(f);
    const isPlain = bytes === null || PLAIN_TIME.test(asciiOf(bytes, node.type.collation));
    return isPlain ? time(f) : unsupported('EXTRACT of a text that is no time');
  };
}

const extractors: { readonly [U in IntervalUnit]?: (value: Temporal) => number } = {
  year: (v) => v.year,
  year_month: (v) => v.year * 100 + v.month,
  quarter: (v) => Math.floor((v.month + 2) / 3),
  month: (v) => v.month,
  day: (v) => v.day,
  hour: (v) => v.hour,
  hour_minute: (v) => v.hour * 100 + v.minute,
  hour_second: (v) => v.hour * 10_000 + v.minute * 100 + v.second,
  hour_microsecond: (v) => (v.hour * 10_000 + v.minute * 100 + v.second) * 1_000_000 + v.micro,
  minute: (v) => v.minute,
  minute_second: (v) => v.minute * 100 + v.second,
  minute_microsecond: (v) => (v.minute * 100 + v.second) * 1_000_000 + v.micro,
  second: (v) => v.second,
  second_microsecond: (v) => v.second * 1_000_000 + v.micro,
  microsecond: (v) => v.micro,
};

function compileCurrent(expr: CurTimeFuncExpr, compiler: Compiler): Node {
  const fsp = Math.max(0, expr.fsp);
  if (fsp > 6) throw mysqlError(1426, '42000', `Too-big precision ${fsp} specified for '${expr.name}'. Maximum is 6.`);
  const name = expr.name.toLowerCase();
  const utc = name.startsWith('utc_');
  const moment = (f: Frame): Temporal => {
    const micros =
      (name === 'sysdate' ? f.context.clock?.() : undefined) ??
      f.context.nowMicros ??
      unsupported('the current time without a clock');
    const local = utc ? utcMoment(micros) : localMoment(micros, compiler.env.timeZone);
    return truncateTemporal(local ?? unsupported(`time zone ${compiler.env.timeZone}`), fsp);
  };
  if (name.endsWith('date') && name !== 'sysdate')
    return { ...dateNode([], (f) => dateOf(moment(f)), false), constant: false };
  if (/^(?:utc_|cur|current_)time$/.test(name))
    return { ...timeNode([], (f) => timeOf(moment(f)), fsp, false), constant: false };
  return { ...datetimeNode([], moment, fsp, false), constant: false };
}

const formats: Readonly<Record<string, readonly [date: string, time: string, datetime: string]>> = {
  usa: ['%m.%d.%Y', '%h:%i:%s %p', '%Y-%m-%d %H.%i.%s'],
  jis: ['%Y-%m-%d', '%H:%i:%s', '%Y-%m-%d %H:%i:%s'],
  iso: ['%Y-%m-%d', '%H:%i:%s', '%Y-%m-%d %H:%i:%s'],
  eur: ['%d.%m.%Y', '%H.%i.%s', '%Y-%m-%d %H.%i.%s'],
  internal: ['%Y%m%d', '%H%i%s', '%Y%m%d%H%i%s'],
};

function compileGetFormat(expr: GetFormatExpr, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  const text = asText(node);
  const kind = expr.type.toUpperCase();
  const at = kind === 'DATE' ? 0 : kind === 'TIME' ? 1 : 2;
  const run = (f: Frame) => {
    const bytes = text(f);
    const format = bytes === null ? undefined : formats[asciiOf(bytes, node.type.collation).toLowerCase()]?.[at];
    return format === undefined ? null : Buffer.from(format);
  };
  return stringNode([node], connectionText(compiler), 17, run, true);
}

export const dateForms: Handlers = {
  CurTimeFuncExpr: compileCurrent,
  ExtractExpr: compileExtract,
  GetFormatExpr: compileGetFormat,
  IntervalDateExpr: compileIntervalDate,
  TimestampFuncExpr: compileTimestampFunction,
};

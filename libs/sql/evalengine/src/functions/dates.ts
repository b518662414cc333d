import { isUnsigned } from '../compile/arithmetic.ts';
import { dateNode, datetimeNode, decimalNode, intNode, stringNode, timeNode } from '../compile/build.ts';
import { toDatetime, toTime } from '../compile/cast-temporal.ts';
import type { Collated } from '../compile/collate.ts';
import { type Compiler, constantValue } from '../compile/compiler.ts';
import { asciiOf, asDecimal, asInt, asText, textOf } from '../compile/convert.ts';
import { Derivation, isNumeric, type Node } from '../compile/node.ts';
import { asTime, modeRules } from '../compile/temporal-argument.ts';

import { mysqlError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { DAYS_MAX, dateFromDayNumber, dayNumber, daysInMonth } from '../temporal/calendar.ts';
import { formatTemporal } from '../temporal/format.ts';

import { type ParsedTemporal, parseDatetime, parseTime } from '../temporal/parse.ts';
import { truncateTemporal } from '../temporal/round.ts';
import { dateOf, MICROS_A_SECOND, MIDNIGHT, type Temporal, timeFromMicros, timeOf } from '../temporal/temporal.ts';
import { localMoment, momentOfLocal, offsetSeconds } from '../temporal/zone.ts';
import { Decimal, pow10, round, truncate } from '../value/decimal.ts';
import { dateArgument, dayArgument, rulesOf } from './date-parts.ts';
import { define, type FunctionDefinition } from './definition.ts';
import { connectionText } from './text-arguments.ts';

type Args = readonly Node[];
const first = (args: Args) => args[0] as Node;
export const NO_ZERO = { noZeroDate: true };

function date(args: Args, compiler: Compiler): Node {
  const value = dayArgument(first(args), compiler, modeRules(compiler));
  return dateNode(args, (f) => {
    const moment = value(f);
    return moment === null ? null : dateOf(moment);
  });
}

/** Digits of a second's fraction that a number of seconds may have. */
export function fspOf(node: Node): number {
  if (node.hex) return 0;
  return node.cls === 'string' || node.cls === 'json' ? 6 : Math.min(6, node.type.decimals);
}

/** The same of a date or time: a constant text has those it was written with. */
function momentFsp(node: Node, parse: (text: string) => ParsedTemporal): number {
  const value = node.cls === 'string' && !node.hex ? constantValue(node) : undefined;
  if (!(value instanceof Uint8Array)) return fspOf(node);
  const parsed = parse(asciiOf(value, node.type.collation));
  return parsed.value ? parsed.fsp : 6;
}

const datetimeFsp = (node: Node) => momentFsp(node, (text) => parseDatetime(text, { fuzzy: true, invalidDates: true }));

function time(args: Args, compiler: Compiler): Node {
  const value = asTime(first(args), compiler);
  return timeNode(args, (f) => toTime(value(f)), momentFsp(first(args), parseTime));
}

function lastDay(args: Args, compiler: Compiler): Node {
  const value = dayArgument(first(args), compiler, { fuzzy: true, noZeroDate: true });
  return dateNode(args, (f) => {
    const moment = value(f);
    if (moment === null || moment.month === 0) return null;
    // Most functions around it have no such argument.
    if (moment.day === 0) return unsupported('LAST_DAY of a date without a day');
    return dateOf({ ...pick(moment), day: daysInMonth(moment.year, moment.month) });
  });
}

const pick = ({ year, month }: Temporal) => ({ year, month });

function fromDays(args: Args): Node {
  const days = asInt(first(args));
  return dateNode(args, (f) => {
    const n = days(f);
    if (n === null) return null;
    if (n < 1n || n > BigInt(DAYS_MAX)) return outOfRange(f, 'from_days');
    return dateOf(dateFromDayNumber(Number(n)));
  });
}

export function outOfRange(f: Frame, name: string): null {
  f.warn(1441, `Datetime function: ${name} field overflow`);
  return null;
}

function makeDate(args: Args): Node {
  const year = asInt(args[0] as Node);
  const day = asInt(args[1] as Node);
  return dateNode(args, (f) => {
    const y = year(f);
    const d = day(f);
    if (y === null || d === null || y < 0n || y > 9999n || d <= 0n) return null;
    const full = Number(y) < 100 ? Number(y) + (y < 70n ? 2000 : 1900) : Number(y);
    const days = dayNumber({ year: full, month: 1, day: 1 }) + Number(d > 4_000_000n ? 4_000_000n : d) - 1;
    return days > DAYS_MAX ? null : dateOf(dateFromDayNumber(days));
  });
}

function makeTime(args: Args): Node {
  const hour = asInt(args[0] as Node);
  const minute = asInt(args[1] as Node);
  const second = asDecimal(args[2] as Node);
  const unsigned = (args[0] as Node).cls === 'int' && isUnsigned(args[0] as Node);
  const fsp = fspOf(args[2] as Node);
  const run = (f: Frame): Temporal | null => {
    const given = hour(f);
    const h = given === null || unsigned ? given : BigInt.asIntN(64, given);
    const m = h === null ? null : minute(f);
    const s = m === null ? null : second(f);
    if (h === null || m === null || s === null || m < 0n || m > 59n || s.coefficient < 0n) return null;
    const micros = round(new Decimal(s.coefficient * 1_000_000n, s.scale), 0).coefficient;
    if (truncate(s, 0).coefficient > 59n) return null;
    const size = h < 0n ? -h : h;
    const total = (size * 3600n + m * 60n) * 1_000_000n + micros;
    const made = timeFromMicros(Number(total > 10n ** 15n ? 10n ** 15n : total) * (h < 0n ? -1 : 1));
    if (made.clamped) f.warn(1292, `Truncated incorrect time value: '${h}:${m}:${s}'`);
    return made.value;
  };
  return timeNode(args, run, fsp);
}

function secToTime(args: Args): Node {
  const seconds = asDecimal(first(args));
  const run = (f: Frame): Temporal | null => {
    const s = seconds(f);
    if (s === null) return null;
    const micros = round(new Decimal(s.coefficient * 1_000_000n, s.scale), 0).coefficient;
    const limit = 10n ** 15n;
    const made = timeFromMicros(Number(micros > limit ? limit : micros < -limit ? -limit : micros));
    if (made.clamped) f.warn(1292, `Truncated incorrect time value: '${s}'`);
    return made.value;
  };
  return timeNode(args, run, fspOf(first(args)));
}

const validPeriod = (period: bigint) => period > 0n && period % 100n >= 1n && period % 100n <= 12n;

function monthsOf(period: bigint): bigint {
  const year = period / 100n;
  const full = year < 70n ? year + 2000n : year < 100n ? year + 1900n : year;
  return full * 12n + (period % 100n) - 1n;
}

function periodOf(months: bigint): bigint {
  const year = months / 12n;
  const full = year < 100n ? year + (year < 70n ? 2000n : 1900n) : year;
  return full * 100n + (months % 12n) + 1n;
}

function periodNode(args: Args, name: string, op: (a: bigint, b: bigint) => bigint, both: boolean): Node {
  const left = asInt(args[0] as Node);
  const right = asInt(args[1] as Node);
  const run = (f: Frame): bigint | null => {
    const x = left(f);
    const y = x === null ? null : right(f);
    if (x === null || y === null) return null;
    const [a, b] = [BigInt.asIntN(64, x), BigInt.asIntN(64, y)];
    if (!validPeriod(a) || (both && !validPeriod(b))) throw mysqlError(1210, 'HY000', `Incorrect arguments to ${name}`);
    return BigInt.asIntN(64, op(a, b));
  };
  return intNode(args, run, { nullable: true, length: 6 });
}

function dateDiff(args: Args, compiler: Compiler): Node {
  const left = dayArgument(args[0] as Node, compiler, NO_ZERO);
  const right = dayArgument(args[1] as Node, compiler, NO_ZERO);
  const run = (f: Frame): bigint | null => {
    const a = left(f);
    const b = right(f);
    return a === null || b === null ? null : BigInt(dayNumber(a) - dayNumber(b));
  };
  return intNode(args, run, { nullable: true, length: 7 });
}

function formatNode(timeOnly: boolean): FunctionDefinition {
  return define(2, 2, (args, compiler, name) => {
    const [subject, format] = args as [Node, Node];
    if (isNumeric(subject.cls)) return unsupported(`${name} of a number`);
    if (compiler.env.flavor === 'mariadb' && subject.cls === (timeOnly ? 'string' : 'time'))
      return unsupported(`${name} of a ${subject.cls} of MariaDB`);
    const value = timeOnly ? asTime(subject, compiler) : dateArgument(subject, compiler, rulesOf('partial', compiler));
    const text = asText(format);
    const collated = textOfFormat(format, compiler);
    const run = (f: Frame) => {
      const moment = value(f);
      const bytes = moment === null ? null : text(f);
      if (moment === null || bytes === null || bytes.length === 0) return null;
      const letters = textOf(bytes, format.type.collation);
      if (timeOnly && (subject.cls === 'string' || /%[^fHhIiklprSsT%]/.test(letters)))
        return unsupported('a date in TIME_FORMAT');
      if (!compiler.env.namesInEnglish && /%[abMW]/.test(letters))
        return unsupported('names of days and months in another language');
      const whole = timeOnly && moment.kind !== 'time' ? timeOf(moment.kind === 'date' ? MIDNIGHT : moment) : moment;
      const out = formatTemporal(whole, letters);
      return out === null ? null : Buffer.from(out);
    };
    return stringNode(args, collated, format.type.length * 10, run, true);
  });
}

/** A text in the connection's collation, which counts beside others as the format's does. */
function textOfFormat(format: Node, compiler: Compiler): Collated {
  if (format.cls === 'string' && format.derivation < Derivation.Implicit)
    return unsupported('a format with a collation of its own');
  const derivation = format.cls === 'string' ? format.derivation : Derivation.Coercible;
  return { ...connectionText(compiler), ascii: format.ascii, derivation };
}

const TIMESTAMP_MAX = 32_536_771_199;

function convertTz(args: Args, compiler: Compiler): Node {
  const value = dateArgument(args[0] as Node, compiler, NO_ZERO);
  const [from, to] = [args[1] as Node, args[2] as Node].map((node) => zoneText(node)) as [ZoneRun, ZoneRun];
  const run = (f: Frame): Temporal | null => {
    const moment = toDatetime(value(f));
    const source = from(f);
    const target = to(f);
    if (moment === null || source === null || target === null) return null;
    const micros = momentOfLocal(moment, source);
    if (micros === undefined) return null;
    const seconds = Math.floor(micros / MICROS_A_SECOND);
    if (seconds < 0 || (seconds === 0 && micros === 0) || seconds > TIMESTAMP_MAX) return moment;
    return localMoment(micros, target) ?? null;
  };
  return datetimeNode(args, run, datetimeFsp(args[0] as Node));
}

type ZoneRun = (f: Frame) => string | null;

/** Offsets are known everywhere; names only where the server has loaded its tables of zones. */
function zoneText(node: Node): ZoneRun {
  const text = asText(node);
  return (f) => {
    const bytes = text(f);
    if (bytes === null) return null;
    const zone = asciiOf(bytes, node.type.collation);
    if (offsetSeconds(zone) !== undefined) return zone;
    if (/^[A-Za-z]/.test(zone)) return unsupported(`time zone ${zone}`);
    return null;
  };
}

const RANGE_SECONDS_MAX = 32_536_771_199n;

function fromUnixtime(args: Args, compiler: Compiler): Node {
  const seconds = asDecimal(args[0] as Node);
  const fsp = fspOf(args[0] as Node);
  const run = (f: Frame): Temporal | null => {
    const s = seconds(f);
    if (s === null || s.coefficient < 0n) return null;
    const micros = round(new Decimal(s.coefficient * 1_000_000n, s.scale), 0).coefficient;
    if (micros / 1_000_000n > RANGE_SECONDS_MAX) return null;
    const local = localMoment(Number(micros), compiler.env.timeZone);
    return local ? truncateTemporal(local, 6) : unsupported(`time zone ${compiler.env.timeZone}`);
  };
  const node = datetimeNode([args[0] as Node], run, fsp);
  return args[1] ? (formatNode(false).compile([node, args[1]], compiler, 'date_format') as Node) : node;
}

function unixTimestamp(args: Args, compiler: Compiler): Node {
  if (args.length === 0) {
    const run = (f: Frame) =>
      BigInt(Math.floor((f.context.nowMicros ?? unsupported('the current time without a clock')) / MICROS_A_SECOND));
    return { ...intNode([], run, { nullable: false }), constant: false };
  }
  const node = first(args);
  const value = dateArgument(node, compiler, { fuzzy: true });
  const fsp = datetimeFsp(node);
  const micros = (f: Frame): bigint | null => {
    const moment = toDatetime(value(f));
    if (moment === null) return node.cls === 'null' || node.run(f) === null ? null : 0n;
    if (moment.month === 0 || moment.day === 0) return 0n;
    const utc = momentOfLocal(moment, compiler.env.timeZone) ?? unsupported(`time zone ${compiler.env.timeZone}`);
    return utc < MICROS_A_SECOND || Math.floor(utc / MICROS_A_SECOND) > TIMESTAMP_MAX ? 0n : BigInt(utc);
  };
  if (fsp === 0) {
    const run = (f: Frame) => {
      const utc = micros(f);
      return utc === null ? null : utc / 1_000_000n;
    };
    return intNode(args, run, { nullable: true, length: 21 });
  }
  const run = (f: Frame) => {
    const utc = micros(f);
    return utc === null ? null : new Decimal(utc / pow10(6 - fsp), fsp);
  };
  const seconds = decimalNode(args, run, { precision: 11 + fsp, scale: fsp, nullable: true });
  return compiler.env.flavor === 'mariadb' ? seconds : { ...seconds, oddWhole: true };
}

export const dateFunctions = {
  convert_tz: define(3, 3, convertTz),
  date: define(1, 1, date),
  date_format: formatNode(false),
  datediff: define(2, 2, dateDiff),
  from_days: define(1, 1, fromDays),
  from_unixtime: define(1, 2, fromUnixtime),
  last_day: define(1, 1, lastDay),
  makedate: define(2, 2, makeDate),
  maketime: define(3, 3, makeTime),
  period_add: define(2, 2, (args, _compiler, name) =>
    periodNode(args, name, (a, b) => periodOf(BigInt.asUintN(64, monthsOf(a) + b)), false),
  ),
  period_diff: define(2, 2, (args, _compiler, name) =>
    periodNode(args, name, (a, b) => monthsOf(a) - monthsOf(b), true),
  ),
  sec_to_time: define(1, 1, secToTime),
  time: define(1, 1, time),
  time_format: formatNode(true),
  unix_timestamp: define(0, 1, unixTimestamp),
} satisfies Readonly<Record<string, FunctionDefinition>>;

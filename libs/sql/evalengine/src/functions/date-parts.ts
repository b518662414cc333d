import { intNode, stringNode } from '../compile/build.ts';
import type { Compiler } from '../compile/compiler.ts';
import { asInt } from '../compile/convert.ts';
import type { Node } from '../compile/node.ts';
import { type Asked, asDatetime, asTime } from '../compile/temporal-argument.ts';
import { withDate } from '../compile/today.ts';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { dayNumber, week, weekday, weekMode } from '../temporal/calendar.ts';
import { dayNames, monthNames } from '../temporal/names.ts';
import type { DateRules } from '../temporal/parse.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { define, type FunctionDefinition } from './definition.ts';
import { connectionText } from './text-arguments.ts';

type Args = readonly Node[];
type DateRun = (f: Frame) => Temporal | null;

const REAL: DateRules = { noZeroDate: true };
const REAL_OR_PARTIAL: DateRules = { fuzzy: true, noZeroDate: true };

/** An argument as a date; a TIME is one of the current day. */
export function dateArgument(node: Node, compiler: Compiler, rules: DateRules, asked: Asked = 'datetime'): DateRun {
  const value = asDatetime(node, compiler, rules, asked);
  if (node.cls !== 'time') return value;
  return (f) => {
    const time = value(f);
    if (time !== null && (time.negative || time.hour > 23)) return unsupported('the date of a TIME beyond one day');
    return withDate(time, f, compiler.env);
  };
}

/** One of which only the day counts. */
export const dayArgument = (node: Node, compiler: Compiler, rules: DateRules): DateRun =>
  dateArgument(node, compiler, rules, 'date');

/** Zeros may stand in the date; sql_mode says whether it may be all zeros, which MariaDB does not ask. */
type Rules = DateRules | 'partial';
export const rulesOf = (rules: Rules, compiler: Compiler): DateRules =>
  rules === 'partial'
    ? { fuzzy: true, noZeroDate: compiler.env.flavor !== 'mariadb' && compiler.hasMode('NO_ZERO_DATE') }
    : rules;

function datePart(rules: Rules, length: number, part: (value: Temporal) => number | null): FunctionDefinition {
  return define(1, 1, (args, compiler) => {
    const date = dayArgument(args[0] as Node, compiler, rulesOf(rules, compiler));
    const run = (f: Frame): bigint | null => {
      const value = date(f);
      if (value === null) return null;
      const number = part(value);
      return number === null ? null : BigInt(number);
    };
    return intNode(args, run, { nullable: true, length });
  });
}

function timePart(length: number, part: (value: Temporal) => number): FunctionDefinition {
  return define(1, 1, (args, compiler) => {
    const time = asTime(args[0] as Node, compiler);
    const run = (f: Frame): bigint | null => {
      const value = time(f);
      return value === null ? null : BigInt(value.kind === 'date' ? 0 : part(value));
    };
    return intNode(args, run, { nullable: true, length });
  });
}

/** YEAR() is of type YEAR; a number to MariaDB. */
function year(args: Args, compiler: Compiler): Node {
  const node = datePart('partial', 4, (value) => value.year).compile(args, compiler, 'year');
  if (compiler.env.flavor === 'mariadb') return node;
  return { ...node, type: { ...node.type, type: 785, flags: node.type.flags | 32, length: 4 } };
}

function nameOf(
  rules: DateRules,
  characters: number,
  name: (value: Temporal) => string | undefined,
): FunctionDefinition {
  return define(1, 1, (args, compiler) => {
    if (!compiler.env.namesInEnglish) return unsupported('names of days and months in another language');
    const date = dayArgument(args[0] as Node, compiler, rulesOf(rules, compiler));
    const run = (f: Frame) => {
      const value = date(f);
      const text = value === null ? undefined : name(value);
      return text === undefined ? null : Buffer.from(text);
    };
    return stringNode(args, connectionText(compiler), characters, run, true);
  });
}

/** The mode that a call gives; MySQL has ways of its own where it is beyond any. */
function weekModeOf(node: Node, { env }: Compiler): (f: Frame) => bigint | null {
  const mode = asInt(node);
  return (f) => {
    const n = mode(f);
    if (env.flavor === 'mariadb') return n ?? unsupported('a mode of weeks that is NULL');
    return n !== null && (n < 0n || n > WEEK_MODE_MAX) ? unsupported('a mode of weeks that is none') : n;
  };
}

const WEEK_MODE_MAX = 255n;

function weekNode(args: Args, compiler: Compiler): Node {
  const date = dayArgument(args[0] as Node, compiler, REAL);
  const mode = args[1] ? weekModeOf(args[1], compiler) : () => BigInt(compiler.env.defaultWeekFormat);
  const run = (f: Frame): bigint | null => {
    const value = date(f);
    if (value === null) return null;
    const n = mode(f);
    if (n === null) return 0n;
    return BigInt(week(value, weekMode(Number((n ?? 0n) & 7n))).week);
  };
  return intNode(args, run, { nullable: true, length: 2 });
}

const YEAR_BIT = 2;

function yearWeek(args: Args, compiler: Compiler): Node {
  const date = dayArgument(args[0] as Node, compiler, REAL);
  const mode = args[1] ? weekModeOf(args[1], compiler) : () => 0n;
  const run = (f: Frame): bigint | null => {
    const value = date(f);
    if (value === null) return null;
    const n = mode(f);
    if (n === null) return 0n;
    const found = week(value, weekMode(Number((n ?? 0n) & 7n)) | YEAR_BIT);
    return BigInt(found.week + found.year * 100);
  };
  return intNode(args, run, { nullable: true, length: 6 });
}

function toSeconds(args: Args, compiler: Compiler): Node {
  const date = dateArgument(args[0] as Node, compiler, REAL);
  const run = (f: Frame): bigint | null => {
    const value = date(f);
    if (value === null) return null;
    const seconds = value.kind === 'date' ? 0 : (value.hour * 60 + value.minute) * 60 + value.second;
    return BigInt(dayNumber(value)) * 86_400n + BigInt(seconds);
  };
  return intNode(args, run, { nullable: true, length: 12 });
}

const dayOfYear = (value: Temporal) => dayNumber(value) - dayNumber({ year: value.year, month: 1, day: 1 }) + 1;

export const datePartFunctions = {
  day: datePart('partial', 2, (value) => value.day),
  dayname: nameOf(REAL, 9, (value) => dayNames[weekday(dayNumber(value), false)]),
  dayofmonth: datePart('partial', 2, (value) => value.day),
  dayofweek: datePart(REAL, 1, (value) => weekday(dayNumber(value), true) + 1),
  dayofyear: datePart(REAL, 3, dayOfYear),
  hour: timePart(3, (value) => value.hour),
  microsecond: timePart(6, (value) => value.micro),
  minute: timePart(2, (value) => value.minute),
  month: datePart('partial', 2, (value) => value.month),
  monthname: nameOf(REAL_OR_PARTIAL, 9, (value) => monthNames[value.month - 1]),
  quarter: datePart('partial', 1, (value) => Math.floor((value.month + 2) / 3)),
  second: timePart(2, (value) => value.second),
  time_to_sec: timeToSec(),
  to_days: datePart(REAL, 6, dayNumber),
  to_seconds: define(1, 1, toSeconds),
  week: define(1, 2, weekNode),
  weekday: datePart(REAL, 1, (value) => weekday(dayNumber(value), false)),
  weekofyear: datePart(REAL, 2, (value) => week(value, weekMode(3)).week),
  year: define(1, 1, year),
  yearweek: define(1, 2, yearWeek),
} satisfies Readonly<Record<string, FunctionDefinition>>;

function timeToSec(): FunctionDefinition {
  const whole = timePart(10, (value) => {
    const seconds = (value.hour * 60 + value.minute) * 60 + value.second;
    return value.negative ? -seconds : seconds;
  });
  const compile: FunctionDefinition['compile'] = (args, compiler, name) => {
    // MariaDB gives the fraction of the second, too.
    const isWhole = args.every(({ cls, type }) => cls !== 'string' && type.decimals === 0);
    return isWhole || compiler.env.flavor !== 'mariadb'
      ? whole.compile(args, compiler, name)
      : unsupported('time_to_sec of fractions of seconds');
  };
  return { ...whole, compile };
}

import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import {
  checkDate,
  type DateRules,
  datetimeFromNumber,
  hasOddTime,
  parseDatetime,
  parseTime,
  timeFromNumber,
  withMicros,
} from '../temporal/parse.ts';
import { type Temporal, timeOf } from '../temporal/temporal.ts';
import { type Decimal, fromDouble, pow10, truncate } from '../value/decimal.ts';
import type { JsonDoc } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import { asciiOf, asDecimal, asInt, shownText } from './convert.ts';
import { isNumeric, type Node } from './node.ts';

type Run = (frame: Frame) => Temporal | null;

function incorrect(frame: Frame, kind: string, text: string, collation?: number): null {
  frame.warn(1292, `Incorrect ${kind} value: '${collation === undefined ? text : shownText(text, collation)}'`);
  return null;
}

/** Of which MySQL asks the operand that is chosen for its own moment. */
function isMixture(node: Node): boolean {
  return node.choice ? !node.column : node.mixed === true && isNumeric(node.cls);
}

/** The rules of arguments whose zeros sql_mode allows or forbids. */
export function modeRules(compiler: Compiler): DateRules {
  return { fuzzy: !compiler.hasMode('NO_ZERO_IN_DATE'), noZeroDate: compiler.hasMode('NO_ZERO_DATE') };
}

/** Rules for dates in arguments, with what sql_mode forbids. */
export function argumentRules(compiler: Compiler, rules: DateRules): DateRules {
  return { ...rules, invalidDates: compiler.hasMode('ALLOW_INVALID_DATES') };
}

/**
 * An argument as a DATE or DATETIME; a TIME stays one, for the caller to put on a day. What is no date gives NULL and a warning.
 */
export function asDatetime(node: Node, compiler: Compiler, rules: DateRules): Run {
  const effective = argumentRules(compiler, rules);
  if (node.yearColumn || node.bits || isMixture(node)) return unsupported('a YEAR, BIT or mixture as a date');
  if (compiler.env.flavor === 'mariadb' && isNumeric(node.cls)) return unsupported('a number as a date');
  switch (node.cls) {
    case 'date':
    case 'datetime':
      return checked(node.run as Run, effective);
    case 'time':
      return node.run as Run;
    case 'null':
      return () => null;
    case 'string':
      return textDatetime(node, effective, compiler.env.flavor === 'mariadb');
    case 'json':
      return jsonDatetime(node, effective);
    case 'int':
      return intDatetime(node, effective);
    case 'real':
      return node.literal || node.column
        ? decimalDatetime(node, effective)
        : unsupported('a computed DOUBLE as a date');
    default:
      return decimalDatetime(node, effective);
  }
}

function checked(run: Run, rules: DateRules): Run {
  return (f) => {
    const value = run(f);
    return value !== null && !checkDate(value, rules) ? null : value;
  };
}

const PLAIN = /^\d{4}-\d\d?-\d\d?(?:[ T]|$)/;

/** @param plain MariaDB reads years of fewer digits, and days that nothing parts from their month, in its own way */
function textDatetime(node: Node, rules: DateRules, plain: boolean): Run {
  const { run, quiet } = node;
  return (f) => {
    const bytes = run(f) as Uint8Array | null;
    if (bytes === null) return null;
    const text = asciiOf(bytes, node.type.collation);
    const value = readDatetime(text, rules, f, node.type.collation);
    if (plain && value !== null && !PLAIN.test(text)) return unsupported('a text of another form as a date');
    return value === null && quiet ? unsupported('an extreme that is no date') : value;
  };
}

export function readDatetime(text: string, rules: DateRules, frame: Frame, collation?: number): Temporal | null {
  const parsed = parseDatetime(text, rules);
  if (parsed.zone) return unsupported('a time zone in a text');
  if (!parsed.value) return incorrect(frame, 'datetime', text, collation);
  if (parsed.truncated) frame.warn(1292, `Truncated incorrect datetime value: '${text}'`);
  return parsed.value;
}

function intDatetime(node: Node, rules: DateRules): Run {
  const int = asInt(node);
  return (f) => {
    const number = int(f);
    if (number === null) return null;
    return datetimeFromNumber(number, rules) ?? noDatetime(number, number.toString(), rules, f);
  };
}

function decimalDatetime(node: Node, rules: DateRules): Run {
  const decimal = node.cls === 'real' ? realAsDecimal(node) : asDecimal(node);
  return (f) => {
    const number = decimal(f);
    if (number === null) return null;
    const whole = truncate(number, 0).coefficient;
    const value = datetimeFromNumber(whole, rules);
    const result = withMicros(value, microsOf(number));
    return result ?? noDatetime(whole, number.toString(), rules, f);
  };
}

function noDatetime(whole: bigint, text: string, rules: DateRules, f: Frame): null {
  return hasOddTime(whole, rules)
    ? unsupported('a number whose time is none, as a date')
    : incorrect(f, 'datetime', text);
}

function realAsDecimal(node: Node): (f: Frame) => Decimal | null {
  return (f) => {
    const value = node.run(f) as number | null;
    return value === null ? null : fromDouble(value);
  };
}

/** The fraction as microseconds, half up. */
function microsOf(number: Decimal): number {
  const unit = pow10(number.scale);
  const rest = (number.coefficient < 0n ? -number.coefficient : number.coefficient) % unit;
  return Number((rest * 10_000_000n) / unit + 5n) >= 10 ? Math.floor(Number((rest * 10_000_000n) / unit + 5n) / 10) : 0;
}

function jsonDatetime(node: Node, rules: DateRules): Run {
  return (f) => {
    const doc = node.run(f) as JsonDoc | null;
    if (doc === null) return null;
    const { json } = doc;
    if (json.kind === 'temporal' && json.value.kind !== 'time') return json.value;
    if (json.kind === 'string') return readDatetime(json.value, rules, f);
    f.warn(3156, 'Invalid JSON value for CAST to DATETIME');
    return null;
  };
}

/** An argument as a TIME; dates keep their own kind, of which the time of day counts. */
export function asTime(node: Node, { env }: Compiler): Run {
  if (env.flavor === 'mariadb' && isNumeric(node.cls)) return unsupported('a number as a time');
  if (node.yearColumn || node.bits || isMixture(node)) return unsupported('a YEAR, BIT or mixture as a time');
  switch (node.cls) {
    case 'date':
    case 'datetime':
    case 'time':
      return node.run as Run;
    case 'null':
      return () => null;
    case 'string':
      return (f) => {
        const bytes = node.run(f) as Uint8Array | null;
        return bytes === null ? null : readTime(asciiOf(bytes, node.type.collation), f, node.type.collation);
      };
    case 'json':
      return jsonTime(node);
    case 'int': {
      const int = asInt(node);
      return (f) => {
        const number = int(f);
        return number === null ? null : timeOfNumber(BigInt.asIntN(64, number), 0, f);
      };
    }
    default: {
      const decimal = node.cls === 'real' ? realAsDecimal(node) : asDecimal(node);
      return (f) => {
        const number = decimal(f);
        return number === null ? null : decimalTime(number, f);
      };
    }
  }
}

export function readTime(text: string, frame: Frame, collation?: number): Temporal | null {
  const parsed = parseTime(text);
  if (parsed.zone) return unsupported('a time zone in a text');
  if (!parsed.value) return incorrect(frame, 'time', text, collation);
  if (parsed.truncated) frame.warn(1292, `Truncated incorrect time value: '${text}'`);
  return parsed.value;
}

function decimalTime(number: Decimal, f: Frame): Temporal | null {
  const value = timeOfNumber(truncate(number, 0).coefficient, 0, f);
  if (value === null || microsOf(number) === 0) return value;
  const negative = number.coefficient < 0n && value.kind === 'time';
  return withMicros(negative ? timeOf(value, true, true) : value, microsOf(number)) ?? null;
}

/** A whole number counts as one of 64 bits with a sign. */
function timeOfNumber(number: bigint, micros: number, f: Frame): Temporal | null {
  const value = timeFromNumber(number);
  if (value) return withMicros(value, micros) ?? null;
  f.warn(1292, `Truncated incorrect time value: '${number}'`);
  return null;
}

function jsonTime(node: Node): Run {
  return (f) => {
    const doc = node.run(f) as JsonDoc | null;
    if (doc === null) return null;
    const { json } = doc;
    if (json.kind === 'temporal' && json.value.kind === 'time') return json.value;
    if (json.kind === 'array' || json.kind === 'object' || json.kind === 'opaque' || json.kind === 'null') {
      f.warn(3156, 'Invalid JSON value for CAST to TIME');
      return null;
    }
    return unsupported('JSON as a time');
  };
}

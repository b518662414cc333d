import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import {
  checkDate,
  type DateRules,
  datetimeFromNumber,
  hasOddTime,
  type OddDelimiter,
  type ParsedTemporal,
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
import type { Environment } from './environment.ts';
import { isNumeric, type Node } from './node.ts';

type Run = (frame: Frame) => Temporal | null;

/** What an argument is read as: of a DATE only the day counts. */
export type Asked = 'date' | 'datetime' | 'time';

/** How a server warns of what is none. */
type Words = {
  /** Of what cannot be read at all. */
  readonly none: string;
  /** Of what more than a moment was read from. */
  readonly cut: (value: Temporal) => string;
  readonly flavor: Environment['flavor'];
};

function wordsOf(asked: Asked, { env }: Compiler): Words {
  const { flavor } = env;
  if (asked === 'datetime' || flavor === 'mariadb') {
    const none = `Incorrect ${asked === 'time' ? asked : 'datetime'}`;
    return { none, cut: ({ kind }) => kind, flavor };
  }
  return { none: `Truncated incorrect ${asked}`, cut: () => asked, flavor };
}

function none(frame: Frame, words: Pick<Words, 'none'>, text: string): null {
  frame.warn(1292, `${words.none} value: '${text}'`);
  return null;
}

/** What is read of a text, and what a server warns of then. */
function readAs(words: Words, parsed: ParsedTemporal, text: string, frame: Frame, collation?: number): Temporal | null {
  if (parsed.zone) return unsupported('a time zone in a text');
  const shown = () => (collation === undefined ? text : shownText(text, collation));
  if (!parsed.value) return none(frame, words, shown());
  if (parsed.truncated) frame.warn(1292, `Truncated incorrect ${words.cut(parsed.value)} value: '${text}'`);
  if (parsed.odd && words.flavor === 'mysql') warnOfDelimiter(parsed.odd, text, frame);
  return parsed.value;
}

function warnOfDelimiter({ at, standard }: OddDelimiter, text: string, frame: Frame): void {
  const about = `Delimiter '${shownDelimiter(text.charAt(at))}' in position ${at} in datetime value '${text}' at row 1 is`;
  if (standard === undefined) frame.warn(4096, `${about} superfluous and is deprecated. Please remove.`);
  else frame.warn(4095, `${about} deprecated. Prefer the standard '${standard}'.`);
}

const shownDelimiter = (c: string) => (c === '\t' ? '\\t' : c === '\n' ? '\\n' : c);

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
export function asDatetime(node: Node, compiler: Compiler, rules: DateRules, asked: Asked = 'datetime'): Run {
  const effective = argumentRules(compiler, rules);
  const words = wordsOf(asked, compiler);
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
      // Hexadecimal literals too.
      return textDatetime(node, effective, words);
    case 'json':
      return jsonDatetime(node, effective, words);
    case 'int':
      return intDatetime(node, effective);
    case 'real':
      return node.literal || node.column
        ? decimalDatetime(node, effective, words)
        : unsupported('a computed DOUBLE as a date');
    default:
      return decimalDatetime(node, effective, words);
  }
}

function checked(run: Run, rules: DateRules): Run {
  return (f) => {
    const value = run(f);
    return value !== null && !checkDate(value, rules) ? null : value;
  };
}

const PLAIN = /^\d{4}-\d\d?-\d\d?(?:[ T]|$)/;

/** MariaDB reads years of fewer digits, and days that nothing parts from their month, in its own way. */
function textDatetime(node: Node, rules: DateRules, words: Words): Run {
  const { run, quiet } = node;
  return (f) => {
    const bytes = run(f) as Uint8Array | null;
    if (bytes === null) return null;
    const text = asciiOf(bytes, node.type.collation);
    const value = readAs(words, parseDatetime(text, rules), text, f, node.type.collation);
    if (words.flavor === 'mariadb' && value !== null && !PLAIN.test(text))
      return unsupported('a text of another form as a date');
    return value === null && quiet ? unsupported('an extreme that is no date') : value;
  };
}

/** Whole numbers are moments, whatever was asked for. */
const INTEGER: Pick<Words, 'none'> = { none: 'Incorrect datetime' };

function intDatetime(node: Node, rules: DateRules): Run {
  const int = asInt(node);
  return (f) => {
    const number = int(f);
    if (number === null) return null;
    return datetimeFromNumber(number, rules) ?? noDatetime(number, number.toString(), rules, INTEGER, f);
  };
}

function decimalDatetime(node: Node, rules: DateRules, words: Words): Run {
  const decimal = node.cls === 'real' ? realAsDecimal(node) : asDecimal(node);
  return (f) => {
    const number = decimal(f);
    if (number === null) return null;
    const whole = truncate(number, 0).coefficient;
    const value = datetimeFromNumber(whole, rules);
    const result = withMicros(value, microsOf(number));
    return result ?? noDatetime(whole, number.toString(), rules, words, f);
  };
}

function noDatetime(whole: bigint, text: string, rules: DateRules, words: Pick<Words, 'none'>, f: Frame): null {
  return hasOddTime(whole, rules) ? unsupported('a number whose time is none, as a date') : none(f, words, text);
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

function jsonDatetime(node: Node, rules: DateRules, words: Words): Run {
  return (f) => {
    const doc = node.run(f) as JsonDoc | null;
    if (doc === null) return null;
    const { json } = doc;
    if (json.kind === 'temporal' && json.value.kind !== 'time') return json.value;
    if (json.kind === 'string') return readAs(words, parseDatetime(json.value, rules), json.value, f);
    f.warn(3156, 'Invalid JSON value for CAST to DATETIME');
    return null;
  };
}

const PLAIN_TIME = /^(?:-?\d{1,3}:\d\d:\d\d|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)(?:\.\d*)?$/;

/** An argument as a TIME; dates keep their own kind, of which the time of day counts. */
export function asTime(node: Node, compiler: Compiler): Run {
  const { env } = compiler;
  const words = wordsOf('time', compiler);
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
        if (bytes === null) return null;
        const text = asciiOf(bytes, node.type.collation);
        if (env.flavor === 'mariadb' && /^[-\s]*\d/.test(text) && !PLAIN_TIME.test(text))
          return unsupported('a text of another form as a time');
        return readAs(words, parseTime(text), text, f, node.type.collation);
      };
    case 'json':
      return jsonTime(node);
    case 'int': {
      const int = asInt(node);
      return (f) => {
        const bits = int(f);
        if (bits === null) return null;
        const number = BigInt.asIntN(64, bits);
        return timeOfNumber(number, String(number), f);
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

function decimalTime(number: Decimal, f: Frame): Temporal | null {
  const value = timeOfNumber(truncate(number, 0).coefficient, number.toString(), f);
  if (value === null || microsOf(number) === 0) return value;
  const negative = number.coefficient < 0n && value.kind === 'time';
  return withMicros(negative ? timeOf(value, true, true) : value, microsOf(number)) ?? null;
}

/** A whole number counts as one of 64 bits with a sign. */
function timeOfNumber(number: bigint, shown: string, f: Frame): Temporal | null {
  const value = timeFromNumber(number);
  if (value) return value;
  f.warn(1292, `Truncated incorrect time value: '${shown}'`);
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

import { collationById, comparerOf } from '@vt/collations';
import { errors, mysqlError, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { compareJson } from '../json/compare.ts';
import { jsonKey } from '../json/key.ts';
import { parseDatetime } from '../temporal/parse.ts';
import { compareTemporal, dateNumber, type Temporal, timeMicros } from '../temporal/temporal.ts';
import { charactersOf, NOT_FIXED } from '../type/eval-type.ts';
import type { Decimal } from '../value/decimal.ts';
import * as dec from '../value/decimal.ts';
import { type JsonDoc } from '../value/value.ts';
import { aggregate, asTextIn } from './collate.ts';
import { asciiOf, asDecimal, asInt, asReal, asText } from './convert.ts';
import type { Environment } from './environment.ts';
import { toJsonAtom } from './json-atom.ts';
import { hasDate, isNumeric, type Node } from './node.ts';
import { withDate } from './today.ts';

/** How two operands are compared: what is made of each, and the order of what was made. */
export type Pair = {
  readonly left: (frame: Frame) => unknown;
  readonly right: (frame: Frame) => unknown;
  readonly order: (a: never, b: never) => number;
  /** Equal for what compares as equal. */
  readonly key: (value: never) => string;
};

export type CompareKind = 'int' | 'decimal' | 'real' | 'string' | 'datetime' | 'time' | 'json';

const temporalKey = (value: Temporal) => `${dateNumber(value)} ${timeMicros(value)}`;

/** Without the zeros that end a fraction. */
function decimalKey(value: Decimal): string {
  const text = value.toString();
  return value.scale === 0 ? text : text.replace(/\.?0+$/, '').replace(/^-0$/, '0');
}

const compareNumbers = (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** Lists whose members are compared in different ways: MySQL then has one way for several of them. */
export function checkMixture(kinds: ReadonlySet<CompareKind>, what: string): void {
  if (kinds.has('json')) unsupported(`${what} of JSON`);
  if (kinds.size > 1 && (kinds.has('datetime') || kinds.has('time'))) unsupported(`${what} of dates and others`);
}

/** How MySQL compares operands of these classes. */
export function compareKind(a: Node, b: Node, flavor?: Environment['flavor']): CompareKind {
  checkNumbers(a, b, flavor);
  if (isLongNumber(a, b) || isLongNumber(b, a)) return unsupported('a long constant text beside an integer');
  if (a.yearColumn !== b.yearColumn && (a.yearColumn || b.yearColumn) && a.cls !== 'null' && b.cls !== 'null') {
    return unsupported('a YEAR beside another type');
  }
  if (a.cls === 'json' || b.cls === 'json') return jsonKind(a, b);
  if ((a.cls === 'time' && hasDate(b.cls) && !a.constant) || (b.cls === 'time' && hasDate(a.cls) && !b.constant)) {
    return unsupported('a TIME beside a date');
  }
  if ((hasDate(a.cls) && !isNumeric(b.cls)) || (hasDate(b.cls) && !isNumeric(a.cls))) {
    return a.cls === 'null' || b.cls === 'null' ? 'string' : 'datetime';
  }
  if ((a.cls === 'time' && !a.constant) || (b.cls === 'time' && !b.constant)) checkTimes(a, b);
  if (a.cls === 'time' && b.cls === 'time') return 'time';
  if (!isNumeric(a.cls) && !isNumeric(b.cls)) return 'string';
  if (a.cls === 'int' && b.cls === 'int') return 'int';
  const exact = (node: Node) => node.cls === 'int' || node.cls === 'decimal';
  if (exact(a) && exact(b)) return 'decimal';
  const decimalAndConstantText = (x: Node, y: Node) =>
    x.cls === 'decimal' && !x.constant && y.cls === 'string' && y.constant;
  return decimalAndConstantText(a, b) || decimalAndConstantText(b, a) ? 'decimal' : 'real';
}

/** A number beside a date is one beside MySQL's own functions; a constant makes a date of itself beside a column, and MariaDB's always do. */
function checkNumbers(a: Node, b: Node, flavor: Environment['flavor'] | undefined): void {
  const isOdd = (date: Node, other: Node) =>
    hasDate(date.cls) && isNumeric(other.cls) && (flavor === 'mariadb' || other.constant);
  if (isOdd(a, b) || isOdd(b, a)) unsupported('a number beside a date');
  const isLoneTime = (time: Node, other: Node) => time.cls === 'time' && other.cls !== 'time' && other.cls !== 'null';
  if (flavor === 'mariadb' && (isLoneTime(a, b) || isLoneTime(b, a))) unsupported('a TIME beside another type');
  // A constant becomes what the other one is.
  const isText = (text: Node, other: Node) => text.cls === 'string' && text.constant && isNumeric(other.cls);
  if (flavor === 'mariadb' && (isText(a, b) || isText(b, a))) unsupported('a constant text beside a number');
  const isCast = (text: Node, other: Node) => text.castToChar === true && isNumeric(other.cls);
  if (flavor === 'mariadb' && (isCast(a, b) || isCast(b, a))) unsupported('a CAST to CHAR or BINARY beside a number');
}

/** Beside a number or date of a column MySQL does not always compare JSON as such. */
function jsonKind(a: Node, b: Node): 'json' {
  const other = a.cls === 'json' ? b : a;
  if (other.cls === 'string' && isOtherBinary(other.type.collation))
    unsupported('JSON beside a text of bytes in order');
  const plain = other.cls === 'json' || other.cls === 'string' || other.cls === 'null';
  return plain || other.constant ? 'json' : unsupported('JSON beside a number or date');
}

/** A BIGINT column makes an integer of a constant text that stands beside it, which is another number where a DOUBLE has not so many digits. */
function isLongNumber(text: Node, int: Node): boolean {
  if (text.cls !== 'string' || !text.constant || int.cls !== 'int' || !int.column) return false;
  return charactersOf(text.type) > EXACT_DIGITS;
}

const EXACT_DIGITS = 15;

/** JSON's own collation is utf8mb4_bin, which no other that compares code points mixes with. */
function isOtherBinary(collation: number): boolean {
  return collation !== UTF8MB4_BIN && collationById(collation)?.name.endsWith('_bin') === true;
}

const UTF8MB4_BIN = 46;

/** A TIME column makes times of texts that stand beside it. */
function checkTimes(a: Node, b: Node): void {
  if ([a, b].some((node) => node.cls !== 'time' && node.cls !== 'null')) unsupported('a TIME beside another type');
}

/** @param texts the nodes whose texts must share a collation; default the two */
export function comparePair(
  a: Node,
  b: Node,
  env: Environment,
  operation: string,
  texts: readonly Node[] = [a, b],
): Pair {
  const kind = compareKind(a, b, env.flavor);
  switch (kind) {
    case 'json':
      return {
        left: toJsonAtom(a, env),
        right: toJsonAtom(b, env),
        order: (x: JsonDoc, y: JsonDoc) => compareJson(x.json, y.json),
        key: (value: JsonDoc) => jsonKey(value.json),
      } as Pair;
    case 'int':
      return { left: once(a, asInt(a)), right: once(b, asInt(b)), order: compareNumbers, key: String };
    case 'real':
      return {
        left: once(a, asReal(a)),
        right: once(b, asReal(b)),
        order: compareNumbers,
        key: (value: number) => (value === 0 ? '0' : String(value)),
      };
    case 'decimal': {
      const digits = env.flavor === 'mariadb' && ROUNDING.has(operation) ? asShown : asDecimal;
      return {
        left: once(a, digits(a)),
        right: once(b, digits(b)),
        order: (x: Decimal, y: Decimal) => dec.compare(x, y),
        key: decimalKey,
      };
    }
    case 'datetime':
      return { left: asMoment(a, b, env), right: asMoment(b, a, env), order: compareTemporal, key: temporalKey };
    case 'time':
      return {
        left: a.run,
        right: b.run,
        order: (x: Temporal, y: Temporal) => timeMicros(x) - timeMicros(y),
        key: temporalKey,
      };
    case 'string':
      return textPair(a, b, env, operation, texts);
  }
}

/** Where MariaDB compares decimals by the digits that are shown of them: not in BETWEEN, CASE or a list of several. */
const ROUNDING: ReadonlySet<string> = new Set(['=', '<>', '<', '>', '<=', '>=', '<=>', 'nullif']);

/** Without the digits that a quotient has and does not show. */
function asShown(node: Node): (frame: Frame) => Decimal | null {
  const run = asDecimal(node);
  const { decimals } = node.type;
  if (node.cls !== 'decimal' || decimals >= NOT_FIXED) return run;
  return (f) => {
    const value = run(f);
    return value !== null && value.scale > decimals ? dec.round(value, decimals) : value;
  };
}

/** A constant text is made a number once, and warned of once. */
function once<T>(node: Node, run: (frame: Frame) => T): (frame: Frame) => T {
  if (!node.constant || node.cls !== 'string') return run;
  let known: { readonly frame: Frame; readonly value: T } | undefined;
  return (frame) => {
    if (known?.frame !== frame) known = { frame, value: run(frame) };
    return known.value;
  };
}

function textPair(a: Node, b: Node, env: Environment, operation: string, texts: readonly Node[]): Pair {
  const { collation } = aggregate(texts, operation, env, true);
  const comparer = comparerOf(collation) ?? unsupported(`collation ${collation}`);
  return {
    left: asTextIn(a, collation),
    right: asTextIn(b, collation),
    order: (x: Uint8Array, y: Uint8Array) => comparer.compare(x, y),
    key: (value: Uint8Array) => comparer.hashKey(value),
  };
}

/** An operand as a moment to compare with dates: texts are read, a TIME is on the current day. */
function asMoment(node: Node, other: Node, env: Environment): (frame: Frame) => Temporal | null {
  if (node.cls === 'time') return (f) => withDate(node.run(f) as Temporal | null, f, env);
  if (node.cls !== 'string') return node.run as (frame: Frame) => Temporal | null;
  if (node.choice && !node.column) return unsupported('a mixture beside a date');
  const text = asText(node);
  const name = other.cls === 'date' ? 'DATE' : 'DATETIME';
  if (node.constant) {
    const value = constantMoment(text(new Frame()), node, name, env);
    return () => value;
  }
  // MySQL's versions do not agree about the time of day, nor do its BETWEEN and =.
  const cutsTime = other.cls === 'date' && env.flavor === 'mysql';
  return (f) => {
    const bytes = text(f);
    if (bytes === null) return null;
    const string = asciiOf(bytes, node.type.collation);
    const parsed = parseDatetime(string, dateRules(env));
    if (parsed.zone) return unsupported('a time zone in a text');
    if (!parsed.value || parsed.truncated) return unsupported('a text that is no date beside a date');
    if (cutsTime && hasTime(parsed.value)) return unsupported('a text with a time of day beside a DATE');
    return parsed.value;
  };
}

const hasTime = ({ hour, minute, second, micro }: Temporal): boolean => hour + minute + second + micro > 0;

/** A constant text is read once, and must be a date. @throws VtError 1525 */
function constantMoment(bytes: Uint8Array | null, node: Node, name: string, env: Environment): Temporal | null {
  if (bytes === null) return null;
  const string = asciiOf(bytes, node.type.collation);
  const parsed = parseDatetime(string, dateRules(env));
  if (parsed.zone || parsed.truncated) return unsupported('a text that is more than a date');
  if (!parsed.value) throw mysqlError(1525, 'HY000', `Incorrect ${name} value: '${string}'`);
  return parsed.value;
}

export function dateRules(env: Environment): {
  fuzzy: boolean;
  noZeroDate: boolean;
  noZeroInDate: boolean;
  invalidDates: boolean;
} {
  return {
    fuzzy: true,
    noZeroDate: env.modes.has('NO_ZERO_DATE'),
    noZeroInDate: env.modes.has('NO_ZERO_IN_DATE'),
    invalidDates: env.modes.has('ALLOW_INVALID_DATES'),
  };
}

/** Order of two rows or scalars: null when that is not known. */
export type Comparison = (frame: Frame) => number | null;

export function compareScalars(a: Node, b: Node, env: Environment, operation: string): Comparison {
  const { left, right, order } = comparePair(a, b, env, operation);
  const compare = order as (x: unknown, y: unknown) => number;
  return (f) => {
    const x = left(f);
    if (x === null) return null;
    const y = right(f);
    return y === null ? null : compare(x, y);
  };
}

/** Whether two operands are the same, NULLs too. */
export function nullSafeEquals(a: Node, b: Node, env: Environment): (frame: Frame) => boolean {
  if (a.row || b.row) {
    const pairs = matchRows(a, b).map(([x, y]) => nullSafeEquals(x, y, env));
    return (f) => pairs.every((equals) => equals(f));
  }
  const { left, right, order } = comparePair(a, b, env, '<=>');
  const compare = order as (x: unknown, y: unknown) => number;
  return (f) => {
    const x = left(f);
    const y = right(f);
    return x === null || y === null ? x === y : compare(x, y) === 0;
  };
}

/** The columns of two rows side by side. @throws VtError 1241 when one is no row, or has another number of columns */
export function matchRows(a: Node, b: Node): [Node, Node][] {
  if (!a.row) throw errors.operandColumns(1);
  if (!b.row || b.row.length !== a.row.length) throw errors.operandColumns(a.row.length);
  return a.row.map((node, i) => [node, b.row?.[i] as Node]);
}

/** = of scalars or rows: true, false, or null for unknown. */
export function equality(a: Node, b: Node, env: Environment, operation: string): (frame: Frame) => boolean | null {
  if (!a.row && !b.row) {
    const compare = compareScalars(a, b, env, operation);
    return (f) => {
      const order = compare(f);
      return order === null ? null : order === 0;
    };
  }
  return allEqual(matchRows(a, b).map(([x, y]) => equality(x, y, env, operation)));
}

/** Whether two rows are the same, of whose columns that is known. */
export function allEqual(columns: readonly ((frame: Frame) => boolean | null)[]): (frame: Frame) => boolean | null {
  return (f) => {
    let unknown = false;
    for (const column of columns) {
      const equal = column(f);
      if (equal === false) return false;
      if (equal === null) unknown = true;
    }
    return unknown ? null : true;
  };
}

/** <, > and so on of scalars or rows. */
export function ordering(a: Node, b: Node, env: Environment, operation: string): Comparison {
  if (!a.row && !b.row) return compareScalars(a, b, env, operation);
  const columns = matchRows(a, b).map(([x, y]) => ordering(x, y, env, operation));
  return (f) => {
    for (const column of columns) {
      const order = column(f);
      if (order !== 0) return order;
    }
    return 0;
  };
}

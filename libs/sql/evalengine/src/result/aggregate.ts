import { Type } from '@vt/sqltypes';
import { digitsOf, numericClass } from '../compile/arithmetic.ts';
import { columnNode } from '../compile/column.ts';
import type { Unsupported } from '../compile/compile.ts';
import { asDecimal, asInt, asReal } from '../compile/convert.ts';
import type { Node } from '../compile/node.ts';
import { errors, mysqlError, UnsupportedError, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { decimalType, type EvalType, intType, realType, withNullable } from '../type/eval-type.ts';
import * as dec from '../value/decimal.ts';
import { Decimal } from '../value/decimal.ts';
import type { Value } from '../value/value.ts';
import { encodeValue } from './encode.ts';
import { type ColumnOrder, columnOrder } from './order.ts';

type Bytes = Uint8Array | null;

/** What has been seen of one group. Values are text forms. */
export type AggregateState = {
  add(value: Bytes): void;
  /** The text form of the result so far. */
  result(): Bytes;
};

/** An aggregate function over one argument of a known type. DISTINCT is the caller's: it adds each value once. */
export type Aggregate = {
  readonly kind: 'Aggregate';
  readonly type: EvalType;
  create(): AggregateState;
};

export type AggregateFunction =
  | 'any_value'
  | 'avg'
  | 'bit_and'
  | 'bit_or'
  | 'bit_xor'
  | 'count'
  | 'max'
  | 'min'
  | 'sum';

export type AggregateOptions = { readonly divPrecisionIncrement?: number };

/**
 * An aggregate function as MySQL computes it. Partial results of shards are merged with the same functions: `sum` of counts and
 * sums, `min` of minima; of an average sum and count are merged and divided (`averageOf`).
 */
export function aggregate(
  name: AggregateFunction,
  argument: EvalType,
  options: AggregateOptions = {},
): Aggregate | Unsupported {
  try {
    return makers[name](argument, options);
  } catch (error) {
    if (error instanceof UnsupportedError) return { kind: 'Unsupported', reason: error.message };
    throw error;
  }
}

const SUM_DIGITS = 22;
const INCREMENT = 4;
const NOT_FIXED = 31;
const SCALE_MAX = 30;

type Maker = (argument: EvalType, options: AggregateOptions) => Aggregate;
const makers: Readonly<Record<AggregateFunction, Maker>> = {
  any_value: (argument) => ({ kind: 'Aggregate', type: withNullable(argument, true), create: firstState }),
  avg: average,
  bit_and: (argument) => bits(argument, 2n ** 64n - 1n, (a, b) => a & b),
  bit_or: (argument) => bits(argument, 0n, (a, b) => a | b),
  bit_xor: (argument) => bits(argument, 0n, (a, b) => a ^ b),
  count: () => ({ kind: 'Aggregate', type: intType(false), create: countState }),
  max: (argument) => extreme(argument, (order) => order > 0),
  min: (argument) => extreme(argument, (order) => order < 0),
  sum,
};

function firstState(): AggregateState {
  let value: Bytes = null;
  let seen = false;
  return {
    add: (next) => {
      if (!seen) value = next === null ? null : Buffer.from(next);
      seen = true;
    },
    result: () => value,
  };
}

function countState(): AggregateState {
  let count = 0;
  return {
    add: (value) => {
      if (value !== null) count++;
    },
    result: () => Buffer.from(String(count)),
  };
}

/** A reader of values in text form, as numbers of one class. */
function reader<T>(node: Node, as: (node: Node) => (f: Frame) => T | null): (value: Uint8Array) => T | null {
  const frame = new Frame();
  let current: Bytes = null;
  frame.row = { at: () => current };
  const run = as(node);
  return (value) => {
    current = value;
    return run(frame);
  };
}

function exactSum(node: Node): { add(value: Uint8Array): void; total(): Decimal | null; count(): number } {
  const read = reader(node, asDecimal);
  let total: Decimal | null = null;
  let count = 0;
  return {
    add: (value) => {
      const next = read(value);
      if (next === null) return;
      count++;
      total = total === null ? next : (dec.add(total, next) ?? overflow());
    },
    total: () => total,
    count: () => count,
  };
}

function overflow(): never {
  throw errors.outOfRange('DECIMAL', 'sum');
}

function doubleSum(node: Node): { add(value: Uint8Array): void; total(): number | null; count(): number } {
  const read = reader(node, asReal);
  let total: number | null = null;
  let count = 0;
  return {
    add: (value) => {
      const next = read(value);
      if (next === null) return;
      count++;
      total = total === null ? next : total + next;
    },
    total: () => total,
    count: () => count,
  };
}

function sum(argument: EvalType): Aggregate {
  const node = columnNode(0, argument);
  const real = numericClass(node) === 'real';
  const digits = digitsOf(node);
  const type = real
    ? realType(true, argument.decimals < NOT_FIXED && node.cls === 'real' ? argument.decimals : NOT_FIXED)
    : decimalType(true, Math.min(65, digits.whole + digits.scale + SUM_DIGITS), digits.scale);
  return {
    kind: 'Aggregate',
    type,
    create: () => summing(real ? doubleSum(node) : exactSum(node), type, (total) => total),
  };
}

function average(argument: EvalType, options: AggregateOptions): Aggregate {
  const node = columnNode(0, argument);
  const increment = options.divPrecisionIncrement ?? INCREMENT;
  const digits = digitsOf(node);
  if (numericClass(node) === 'real') {
    const type = realType(
      true,
      argument.decimals < NOT_FIXED && node.cls === 'real' ? argument.decimals + increment : NOT_FIXED,
    );
    return {
      kind: 'Aggregate',
      type,
      create: () => summing(doubleSum(node), type, (total, count) => (total as number) / count),
    };
  }
  const type = averageType(digits, increment);
  const divide = (total: Value, count: number) => averageOf(total as Decimal, BigInt(count), type, increment);
  return { kind: 'Aggregate', type, create: () => summing(exactSum(node), type, divide) };
}

function averageType(digits: { whole: number; scale: number }, increment: number): EvalType {
  const scale = Math.min(SCALE_MAX, digits.scale + increment);
  return decimalType(true, Math.min(65, digits.whole + digits.scale + increment), scale);
}

/** An average from its sum and count, rounded as AVG() of `type`. Null for no values. */
export function averageOf(total: Decimal, count: bigint, type: EvalType, increment = INCREMENT): Decimal | null {
  if (count === 0n) return null;
  const quotient = dec.divide(total, new Decimal(count, 0), increment);
  return quotient ? dec.round(quotient, type.decimals) : null;
}

type Sum = { add(value: Uint8Array): void; total(): Value; count(): number };

function summing(sums: Sum, type: EvalType, finish: (total: Value, count: number) => Value): AggregateState {
  return {
    add: (value) => {
      if (value !== null) sums.add(value);
    },
    result: () => {
      const total = sums.total();
      return total === null ? null : encodeValue(finish(total, sums.count()), type);
    },
  };
}

function extreme(argument: EvalType, better: (order: number) => boolean): Aggregate {
  // MIN and MAX compare ENUM and SET values as texts, ORDER BY by their number.
  const compared =
    argument.type === Type.ENUM || argument.type === Type.SET ? { ...argument, type: Type.VARCHAR } : argument;
  const found = columnOrder(compared);
  const order: ColumnOrder = found.kind === 'ColumnOrder' ? found : unsupported(found.reason);
  const create = (): AggregateState => {
    let best: Bytes = null;
    return {
      add: (value) => {
        if (value !== null && (best === null || better(order.compare(value, best)))) best = Buffer.from(value);
      },
      result: () => best,
    };
  };
  return { kind: 'Aggregate', type: withNullable(argument, true), create };
}

function bits(argument: EvalType, start: bigint, merge: (a: bigint, b: bigint) => bigint): Aggregate {
  const node = columnNode(0, argument);
  if (node.cls === 'string' && argument.collation === 63) return bytesBits(argument, start, merge);
  const read = reader(node, asInt);
  const create = (): AggregateState => {
    let value = start;
    return {
      add: (next) => {
        const int = next === null ? null : read(next);
        if (int !== null) value = merge(value, BigInt.asUintN(64, int));
      },
      result: () => Buffer.from(value.toString()),
    };
  };
  return { kind: 'Aggregate', type: intType(false, 21, true), create };
}

/** Over byte strings, which must all be of one length. */
function bytesBits(argument: EvalType, start: bigint, merge: (a: bigint, b: bigint) => bigint): Aggregate {
  const create = (): AggregateState => {
    let value: Buffer | undefined;
    return {
      add: (next) => {
        if (next === null) return;
        if (value === undefined) value = Buffer.from(next);
        else if (value.length !== next.length) {
          throw mysqlError(3513, 'HY000', 'Binary operands of bitwise operators must be of equal length');
        } else value = Buffer.from(value.map((byte, i) => Number(merge(BigInt(byte), BigInt(next[i] ?? 0)))));
      },
      result: () => value ?? Buffer.alloc(argument.length, start === 0n ? 0 : 0xff),
    };
  };
  return { kind: 'Aggregate', type: withNullable(argument, false), create };
}

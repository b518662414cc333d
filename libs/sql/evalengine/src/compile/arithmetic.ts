import type { BinaryExpr, UnaryExpr } from '@vt/sqlparser';
import { errors, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { isUnsignedType, precisionOf } from '../type/eval-type.ts';
import * as dec from '../value/decimal.ts';
import { Decimal } from '../value/decimal.ts';
import { anyNullable, decimalNode, intNode, realNode, roundedToShown } from './build.ts';
import type { Compiler } from './compiler.ts';
import { asDecimal, asInt, asReal } from './convert.ts';
import { decimalConstant } from './literal.ts';
import { checkRemainderOfMariadb, withoutSignOfZero } from './mariadb.ts';
import { isTemporal, type Node } from './node.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const NOT_FIXED = 31;

/** What an operand counts as in arithmetic. */
export function numericClass(node: Node): 'int' | 'decimal' | 'real' {
  if (node.hex) return 'int';
  switch (node.cls) {
    case 'int':
    case 'date':
      return 'int';
    case 'decimal':
      return 'decimal';
    case 'time':
    case 'datetime':
      return node.type.decimals > 0 ? 'decimal' : 'int';
    default:
      return 'real';
  }
}

export function resultClass(a: Node, b: Node): 'int' | 'decimal' | 'real' {
  const left = numericClass(a);
  const right = numericClass(b);
  if (left === 'real' || right === 'real') return 'real';
  return left === 'decimal' || right === 'decimal' ? 'decimal' : 'int';
}

const TEMPORAL_DIGITS = { date: 8, time: 7, datetime: 14 } as const;

/** Digits before and after the point that an operand may have. */
export function digitsOf(node: Node): { whole: number; scale: number } {
  if (node.cls === 'decimal') {
    return { whole: precisionOf(node.type) - node.type.decimals, scale: node.type.decimals };
  }
  if (node.cls === 'date' || node.cls === 'time' || node.cls === 'datetime') {
    return { whole: TEMPORAL_DIGITS[node.cls], scale: node.type.decimals };
  }
  if (node.hex) return { whole: Math.ceil(node.type.length * 2.5), scale: 0 };
  return { whole: node.literal ? node.type.length : Math.max(1, node.type.length - 1), scale: 0 };
}

export const isUnsigned = (node: Node): boolean => isUnsignedType(node.type);

const checkedInt = (value: bigint, unsigned: boolean, source: string): bigint => {
  if (unsigned ? value < 0n || value > UINT64_MAX : value < INT64_MIN || value > INT64_MAX) {
    throw errors.outOfRange(unsigned ? 'BIGINT UNSIGNED' : 'BIGINT', source);
  }
  return value;
};

export function checkedReal(value: number, source: string): number {
  if (!Number.isFinite(value)) throw errors.outOfRange('DOUBLE', source);
  return value;
}

export function checkedDecimal(value: Decimal | undefined, source: string): Decimal {
  if (!value) throw errors.outOfRange('DECIMAL', source);
  return value;
}

type Binary = (a: Node, b: Node, compiler: Compiler) => Node;

function sumLike(
  ints: (a: bigint, b: bigint) => bigint,
  reals: (a: number, b: number) => number,
  decimals: (a: Decimal, b: Decimal, scaleMax: number) => Decimal | undefined,
  symbol: string,
  more: { signedSubtraction?: boolean; multiply?: boolean } = {},
): Binary {
  return (a, b, compiler) => {
    const cls = resultClass(a, b);
    const source = `(${a.source ?? '…'} ${symbol} ${b.source ?? '…'})`;
    const scaleMax = scaleMaxOf(compiler);
    const digits = sumDigits(a, b, more.multiply ? scaleMax : undefined);
    if (cls === 'int') {
      const signed = more.signedSubtraction && compiler.hasMode('NO_UNSIGNED_SUBTRACTION');
      const unsigned = (isUnsigned(a) || isUnsigned(b)) && !signed;
      const run = intPair(asInt(a), asInt(b), (x, y) => checkedInt(ints(x, y), unsigned, source));
      return intNode([a, b], run, { unsigned, length: Math.min(22, digits.whole + 1) });
    }
    if (cls === 'decimal') {
      const run = decimalPair(a, b, (x, y) => checkedDecimal(decimals(x, y, scaleMax), source));
      return decimalNode([a, b], run, { precision: digits.whole + digits.scale, scale: digits.scale });
    }
    const run = realPair(a, b, (x, y) => checkedReal(reals(x, y), source));
    return realNode([a, b], run, anyNullable([a, b]), realDecimals(a, b));
  };
}

/** Digits behind the point that a DECIMAL may have. */
const scaleMaxOf = ({ env }: Compiler): number => (env.flavor === 'mariadb' ? 38 : 30);

/** @param productMax of a product: digits that it may have behind the point */
function sumDigits(a: Node, b: Node, productMax: number | undefined): { whole: number; scale: number } {
  const left = digitsOf(a);
  const right = digitsOf(b);
  if (productMax !== undefined)
    return { whole: left.whole + right.whole, scale: Math.min(productMax, left.scale + right.scale) };
  return { whole: Math.max(left.whole, right.whole) + 1, scale: Math.max(left.scale, right.scale) };
}

/** Digits after the point that a real operand brings: as many as it takes for texts and JSON. */
function decimalsOf(node: Node): number {
  if (node.cls === 'string' && !node.hex) return NOT_FIXED;
  if (node.cls === 'json') return NOT_FIXED;
  return node.type.decimals;
}

const realDecimals = (a: Node, b: Node) => Math.min(NOT_FIXED, Math.max(decimalsOf(a), decimalsOf(b)));

type Run<T> = (frame: Frame) => T | null;

function intPair(left: Run<bigint>, right: Run<bigint>, op: (a: bigint, b: bigint) => bigint | null): Run<bigint> {
  return (f) => {
    const a = left(f);
    const b = right(f);
    return a === null || b === null ? null : op(a, b);
  };
}

function realPair(a: Node, b: Node, op: (a: number, b: number, f: Frame) => number | null): Run<number> {
  const left = asReal(a);
  const right = asReal(b);
  return (f) => {
    const x = left(f);
    const y = right(f);
    return x === null || y === null ? null : op(x, y, f);
  };
}

function decimalPair(a: Node, b: Node, op: (a: Decimal, b: Decimal, f: Frame) => Decimal | null): Run<Decimal> {
  const left = asDecimal(a);
  const right = asDecimal(b);
  return (f) => {
    const x = left(f);
    if (x === null) return null;
    const y = right(f);
    return y === null ? null : op(x, y, f);
  };
}

const byZero = (f: Frame, compiler: Compiler): null => {
  if (compiler.hasMode('ERROR_FOR_DIVISION_BY_ZERO')) f.warn(1365, 'Division by 0');
  return null;
};

const divide: Binary = (a, b, compiler) => {
  const increment = compiler.env.divPrecisionIncrement;
  const source = `(${a.source ?? '…'} / ${b.source ?? '…'})`;
  if (resultClass(a, b) === 'real') {
    const run = realPair(a, b, (x, y, f) => (y === 0 ? byZero(f, compiler) : checkedReal(x / y, source)));
    return realNode([a, b], run, true, Math.min(NOT_FIXED, realDecimals(a, b) + increment));
  }
  const left = digitsOf(a);
  const right = digitsOf(b);
  const scale = Math.min(scaleMaxOf(compiler), left.scale + increment);
  const run = decimalPair(a, b, (x, y, f) => {
    if (y.coefficient === 0n) return byZero(f, compiler);
    return checkedDecimal(dec.divide(x, y, increment), source);
  });
  const precision = Math.min(65, left.whole + right.scale + scale);
  return decimalNode([a, b], run, { precision, scale, nullable: true });
};

const intDivide: Binary = (a, b, compiler) => {
  const unsigned = isUnsigned(a) || isUnsigned(b);
  const source = `(${a.source ?? '…'} DIV ${b.source ?? '…'})`;
  const integers = resultClass(a, b) === 'int';
  const length = Math.min(21, digitsOf(a).whole + 1);
  if (integers) {
    const left = asInt(a);
    const right = asInt(b);
    const run = (f: Frame): bigint | null => {
      const x = left(f);
      const y = right(f);
      if (x === null || y === null) return null;
      return y === 0n ? byZero(f, compiler) : checkedInt(x / y, unsigned, source);
    };
    return intNode([a, b], run, { nullable: true, unsigned, length });
  }
  const left = asDecimal(a);
  const right = asDecimal(b);
  const run = (f: Frame): bigint | null => {
    const x = left(f);
    const y = x === null ? null : right(f);
    if (x === null || y === null) return null;
    if (y.coefficient === 0n) return byZero(f, compiler);
    const quotient = (x.coefficient * dec.pow10(y.scale)) / (y.coefficient * dec.pow10(x.scale));
    return checkedInt(quotient, unsigned, source);
  };
  return intNode([a, b], run, { nullable: true, unsigned, length });
};

export const modulo: Binary = (a, b, compiler) => {
  const cls = resultClass(a, b);
  const left = digitsOf(a);
  const right = digitsOf(b);
  if (cls === 'int') {
    const x = asInt(a);
    const y = asInt(b);
    const run = (f: Frame): bigint | null => {
      const dividend = x(f);
      const divisor = y(f);
      if (dividend === null || divisor === null) return null;
      return divisor === 0n ? byZero(f, compiler) : dividend % divisor;
    };
    const length = Math.max(left.whole, right.whole) + 1;
    return intNode([a, b], run, { nullable: true, unsigned: isUnsigned(a), length });
  }
  if (cls === 'decimal') {
    const run = decimalPair(a, b, (x, y, f) => dec.modulo(x, y) ?? byZero(f, compiler));
    const scale = Math.max(left.scale, right.scale);
    return decimalNode([a, b], run, { precision: Math.max(left.whole, right.whole) + scale, scale, nullable: true });
  }
  const run = realPair(a, b, (x, y, f) => (y === 0 ? byZero(f, compiler) : x % y));
  return realNode([a, b], run, true, realDecimals(a, b));
};

const operations: Readonly<Record<string, Binary>> = {
  '+': sumLike(
    (a, b) => a + b,
    (a, b) => a + b,
    dec.add,
    '+',
  ),
  '-': sumLike(
    (a, b) => a - b,
    (a, b) => a - b,
    dec.subtract,
    '-',
    { signedSubtraction: true },
  ),
  '*': sumLike(
    (a, b) => a * b,
    (a, b) => a * b,
    dec.multiply,
    '*',
    { multiply: true },
  ),
  '/': divide,
  div: intDivide,
  '%': modulo,
};

export function compileArithmetic(expr: BinaryExpr, compiler: Compiler): Node {
  const a = compiler.scalar(expr.left);
  const b = compiler.scalar(expr.right);
  if (compiler.env.flavor === 'mariadb') checkArithmeticOfMariadb(expr.operator, a, b);
  const made = roundedToShown((operations[expr.operator] as Binary)(a, b, compiler), compiler);
  const node = withoutSignOfZero(made, compiler.env);
  return { ...node, source: `(${a.source ?? '…'} ${expr.operator} ${b.source ?? '…'})` };
}

/** @throws UnsupportedError for dates, for remainders and whole quotients of texts, and for whole quotients without a sign of decimals, of which some zeros have one: 1690. */
function checkArithmeticOfMariadb(operator: string, a: Node, b: Node): void {
  if (isTemporal(a.cls) || isTemporal(b.cls)) unsupported('arithmetic with dates');
  if (a.castToChar || b.castToChar) unsupported('arithmetic with a CAST to CHAR or BINARY');
  // Of some functions a number has no digits behind the point to show.
  if (operator === '/' && [a, b].some((node) => node.cls === 'string' && !node.column && !node.literal))
    unsupported('quotients of computed texts');
  if (/^(%|mod)$/i.test(operator)) checkRemainderOfMariadb([a, b]);
  if (!/^div$/i.test(operator)) return;
  if (a.cls === 'string' || b.cls === 'string') unsupported('whole quotients of texts');
  if (resultClass(a, b) !== 'int' && (isUnsigned(a) || isUnsigned(b)))
    unsupported('whole quotients of unsigned integers and decimals');
}

export function compileNegation(expr: UnaryExpr, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  if (compiler.env.flavor === 'mariadb' && (isTemporal(node.cls) || node.castToChar))
    return unsupported('the negative of a date, or of a CAST to CHAR');
  const negative = withoutSignOfZero(roundedToShown(negate(node), compiler), compiler.env);
  return { ...negative, source: `-${node.source ?? '…'}` };
}

function negate(node: Node): Node {
  const cls = node.cls === 'int' || node.cls === 'decimal' ? node.cls : 'real';
  if (cls === 'int') return negateInt(node);
  if (cls === 'decimal') {
    if (node.literal && node.cls === 'decimal') {
      return decimalConstant(dec.negate(node.run(new Frame()) as Decimal));
    }
    const value = asDecimal(node);
    const digits = digitsOf(node);
    const run = (f: Frame): Decimal | null => {
      const x = value(f);
      return x === null ? null : dec.negate(x);
    };
    return decimalNode([node], run, { precision: digits.whole + digits.scale, scale: digits.scale });
  }
  const value = asReal(node);
  const run = (f: Frame): number | null => {
    const x = value(f);
    return x === null ? null : -x;
  };
  return realNode([node], run, node.type.nullable, decimalsOf(node));
}

function negateInt(node: Node): Node {
  const value = asInt(node);
  if (node.literal && node.cls === 'int') {
    const constant = -(value(new Frame()) ?? 0n);
    if (constant < INT64_MIN) return decimalConstant(new Decimal(constant, 0));
    const length = constant === 0n ? 1 : node.type.length + 1;
    return { ...intNode([], () => constant, { nullable: false, length }), literal: true };
  }
  const source = `-(${node.source ?? '…'})`;
  const run = (f: Frame): bigint | null => {
    const x = value(f);
    return x === null ? null : checkedInt(-x, false, source);
  };
  return intNode([node], run, { length: Math.min(22, digitsOf(node).whole + 1) });
}

export { checkedInt };

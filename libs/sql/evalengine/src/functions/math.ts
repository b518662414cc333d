import { checkedInt, checkedReal, digitsOf, isUnsigned, modulo } from '../compile/arithmetic.ts';
import { bitCount } from '../compile/bits.ts';
import { decimalNode, intNode, realNode } from '../compile/build.ts';
import { type Compiler, constantValue } from '../compile/compiler.ts';
import { asCount, asDecimal, asInt, asReal } from '../compile/convert.ts';
import type { Node } from '../compile/node.ts';
import { unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import * as dec from '../value/decimal.ts';
import { roundEven } from '../value/number-text.ts';
import { define, type FunctionDefinition } from './definition.ts';

type Args = readonly Node[];
const first = (args: Args) => args[0] as Node;

/** What rounding functions work in: texts and dates count as DOUBLE. */
function mathClass(node: Node): 'int' | 'decimal' | 'real' {
  return node.cls === 'int' || node.cls === 'decimal' ? node.cls : 'real';
}

/** C libraries do not agree about the last digit, which a text of it would show. */
const ownDigits = (node: Node): Node => ({ ...node, untold: true });

/** A function of doubles that gives NULL outside of its domain. */
function real1(op: (x: number, f: Frame) => number | null, nullable = true): FunctionDefinition {
  return define(1, 1, (args, _compiler, name) => {
    const value = asReal(first(args));
    const run = (f: Frame): number | null => {
      const x = value(f);
      if (x === null) return null;
      const y = op(x, f);
      return y === null ? null : checkedReal(y, `${name}(${first(args).source ?? '…'})`);
    };
    return ownDigits(realNode(args, run, nullable || first(args).type.nullable));
  });
}

function real2(op: (x: number, y: number, f: Frame) => number | null): FunctionDefinition['compile'] {
  return (args, _compiler, name) => {
    const left = asReal(args[0] as Node);
    const right = asReal(args[1] as Node);
    const run = (f: Frame): number | null => {
      const x = left(f);
      if (x === null) return null;
      const y = right(f);
      if (y === null) return null;
      const z = op(x, y, f);
      return z === null ? null : checkedReal(z, `${name}(…)`);
    };
    return ownDigits(realNode(args, run, true));
  };
}

const invalidLog = (f: Frame): null => {
  f.warn(3020, 'Invalid argument for logarithm');
  return null;
};
const logarithm = (op: (x: number) => number) => (x: number, f: Frame) => (x <= 0 ? invalidLog(f) : op(x));

function log(args: Args, compiler: Compiler, name: string): Node {
  if (args.length === 1) return real1(logarithm(Math.log)).compile(args, compiler, name);
  const base = (b: number, x: number, f: Frame): number | null => {
    if (b <= 0 || x <= 0 || b === 1) return invalidLog(f);
    return Math.log(x) / Math.log(b);
  };
  return real2(base)(args, compiler, name);
}

function atan(args: Args, compiler: Compiler, name: string): Node {
  return args.length === 1 ? real1(Math.atan).compile(args, compiler, name) : real2(Math.atan2)(args, compiler, name);
}

function abs(args: Args): Node {
  const node = first(args);
  const cls = mathClass(node);
  if (cls === 'int') {
    const value = asInt(node);
    const unsigned = isUnsigned(node);
    const run = (f: Frame): bigint | null => {
      const x = value(f);
      if (x === null) return null;
      return checkedInt(x < 0n ? -x : x, unsigned, `abs(${node.source ?? '…'})`);
    };
    return intNode(args, run, { unsigned, length: node.type.length });
  }
  if (cls === 'decimal') {
    const value = asDecimal(node);
    const run = (f: Frame) => {
      const x = value(f);
      return x !== null && x.coefficient < 0n ? dec.negate(x) : x;
    };
    const digits = digitsOf(node);
    return decimalNode(args, run, { precision: digits.whole + digits.scale, scale: digits.scale });
  }
  const value = asReal(node);
  const run = (f: Frame) => {
    const x = value(f);
    return x === null ? null : Math.abs(x);
  };
  return realNode(args, run, node.type.nullable, realDecimals(node));
}

const NOT_FIXED = 31;
/** DECIMALs whose whole part has more digits than this stay DECIMALs. */
const BIGINT_DIGITS = 18;

export function realDecimals(node: Node): number {
  return node.cls === 'json' || (node.cls === 'string' && !node.hex) ? NOT_FIXED : node.type.decimals;
}

/** CEILING and FLOOR. */
function toWhole(reals: (x: number) => number, decimals: (x: dec.Decimal) => bigint): FunctionDefinition {
  return define(1, 1, (args, { env }, name) => {
    const node = first(args);
    const cls = mathClass(node);
    if (cls === 'int') {
      return intNode(args, asInt(node), { unsigned: isUnsigned(node), length: node.type.length });
    }
    if (cls === 'decimal') {
      const value = asDecimal(node);
      const digits = digitsOf(node);
      const whole = (f: Frame): bigint | null => {
        const x = value(f);
        return x === null ? null : decimals(x);
      };
      if (digits.whole <= BIGINT_DIGITS) return intNode(args, whole, { length: digits.whole + 1 });
      const run = (f: Frame) => {
        const x = whole(f);
        return x === null ? null : dec.fromInt(x);
      };
      return decimalNode(args, run, { precision: digits.whole, scale: 0 });
    }
    const value = asReal(node);
    const run = (f: Frame): number | null => {
      const x = value(f);
      return x === null ? null : reals(x);
    };
    const digits = env.flavor === 'mariadb' ? 0 : NOT_FIXED;
    return { ...realNode(args, run, node.type.nullable, digits), source: `${name}(${node.source ?? '…'})` };
  });
}

function sign(args: Args): Node {
  const node = first(args);
  if (mathClass(node) === 'decimal' || mathClass(node) === 'int') {
    const value = asDecimal(node);
    const run = (f: Frame): bigint | null => {
      const x = value(f);
      return x === null ? null : x.coefficient > 0n ? 1n : x.coefficient < 0n ? -1n : 0n;
    };
    return intNode(args, run, { length: 2 });
  }
  const value = asReal(node);
  const run = (f: Frame): bigint | null => {
    const x = value(f);
    return x === null ? null : x > 0 ? 1n : x < 0 ? -1n : 0n;
  };
  return intNode(args, run, { length: 2 });
}

/** ROUND(x, n) and TRUNCATE(x, n). */
function rounding(truncates: boolean): FunctionDefinition {
  return define(truncates ? 2 : 1, 2, (args, { env }, name) => {
    const [node, places] = args as [Node, Node | undefined];
    const count = places ? asCount(places, env) : () => 0n;
    if (mathClass(node) === 'decimal') return roundDecimal(args, count, truncates, name, env.flavor === 'mariadb');
    if (mathClass(node) === 'int') return roundInt(args, count, truncates, name);
    return roundDouble(args, count, truncates, name, env.flavor === 'mariadb');
  });
}

type Count = (f: Frame) => bigint | null;

/** @param fixes a number of places that is known is that of the text, too: MariaDB's is. */
function roundDouble(args: Args, count: Count, truncates: boolean, name: string, fixes: boolean): Node {
  const node = first(args);
  const value = asReal(node);
  const run = (f: Frame): number | null => {
    const x = value(f);
    if (x === null) return null;
    const n = count(f);
    return n === null ? null : checkedReal(roundReal(x, n, truncates), `${name}(…)`);
  };
  return realNode(args, run, true, fixes ? placesOf(args[1], count) : NOT_FIXED);
}

function placesOf(places: Node | undefined, count: Count): number {
  if (!places) return 0;
  const fixed = constantValue(places);
  const known = fixed === undefined || fixed === null ? undefined : count(new Frame());
  return known === undefined || known === null ? NOT_FIXED : Math.min(Math.max(0, clampPlaces(known)), NOT_FIXED);
}

function roundReal(x: number, places: bigint, truncates: boolean): number {
  if (!Number.isFinite(x)) return x;
  const n = Number(places > 400n ? 400n : places < -400n ? -400n : places);
  // As it is written: V8 is a digit off for some powers of ten.
  const size = Number(`1e${Math.abs(n)}`);
  if (n < 0 && !Number.isFinite(size)) return 0;
  if (n >= 0 && !Number.isFinite(x * size)) return x;
  const scaled = n < 0 ? x / size : x * size;
  const whole = truncates ? Math.trunc(scaled) : roundEven(scaled);
  return n < 0 ? whole * size : whole / size;
}

const PLACES_MIN = -81n;

function roundInt(args: Args, count: Count, truncates: boolean, name: string): Node {
  const node = first(args);
  const value = asInt(node);
  const unsigned = isUnsigned(node);
  const run = (f: Frame): bigint | null => {
    const x = value(f);
    if (x === null) return null;
    const n = count(f);
    if (n === null) return null;
    if (n >= 0n) return x;
    if (n < PLACES_MIN) return 0n;
    const decimal = dec.fromInt(x);
    const rounded = truncates ? dec.truncate(decimal, Number(n)) : dec.round(decimal, Number(n));
    return checkedInt(rounded.coefficient, unsigned, `${name}(…)`);
  };
  return intNode(args, run, {
    unsigned,
    length: node.type.length + (truncates ? 0 : 1),
    nullable: args.some((each) => each.type.nullable),
  });
}

const SCALE_MAX = 30;
const SCALE_MAX_OF_MARIADB = 38;

/** @param widens to more digits than there are, where so many are asked for: MariaDB does. */
function roundDecimal(args: Args, count: Count, truncates: boolean, name: string, widens: boolean): Node {
  const [node, places] = args as [Node, Node | undefined];
  const value = asDecimal(node);
  const digits = digitsOf(node);
  const fixed = places ? constantValue(places) : 0n;
  const known = fixed === undefined || fixed === null ? undefined : count(new Frame());
  const wanted = known === undefined || known === null ? digits.scale : clampPlaces(known);
  const scale = Math.max(0, places ? Math.min(wanted, widens ? SCALE_MAX_OF_MARIADB : digits.scale) : 0);
  const run = (f: Frame) => {
    const x = value(f);
    if (x === null) return null;
    const n = count(f);
    if (n === null) return null;
    const at = Math.min(clampPlaces(n), widens ? SCALE_MAX : Math.max(0, digits.scale));
    const rounded = truncates ? dec.truncate(x, at) : dec.round(x, Math.min(at, x.scale));
    const fit = dec.fit(rounded);
    return fit ? dec.padded(fit, scale) : unsupported(name);
  };
  const precision = digits.whole + (truncates || wanted >= digits.scale ? 0 : 1) + scale;
  return decimalNode(args, run, { precision, scale });
}

function clampPlaces(places: bigint): number {
  return Number(places > 81n ? 81n : places < -81n ? -81n : places);
}

function rand(): Node {
  return {
    ...realNode([], (f) => f.context.random?.() ?? unsupported('RAND() without a source'), false),
    constant: false,
  };
}

export const mathFunctions = {
  abs: define(1, 1, abs),
  acos: real1((x) => (x < -1 || x > 1 ? null : Math.acos(x))),
  asin: real1((x) => (x < -1 || x > 1 ? null : Math.asin(x))),
  atan: define(1, 2, atan),
  atan2: define(1, 2, atan),
  bit_count: define(1, 1, (args, compiler) => bitCount(first(args), compiler)),
  ceil: toWhole(Math.ceil, dec.ceiling),
  ceiling: toWhole(Math.ceil, dec.ceiling),
  cos: real1(Math.cos),
  cot: real1((x) => 1 / Math.tan(x)),
  degrees: real1((x) => x * (180 / Math.PI)),
  exp: real1(Math.exp),
  floor: toWhole(Math.floor, dec.floor),
  ln: real1(logarithm(Math.log)),
  log: define(1, 2, log),
  log10: real1(logarithm(Math.log10)),
  log2: real1(logarithm((x) => Math.log(x) / Math.LN2)),
  mod: define(2, 2, (args, compiler) => modulo(args[0] as Node, args[1] as Node, compiler)),
  pi: define(0, 0, () => realNode([], () => Math.PI, false, 6)),
  pow: define(
    2,
    2,
    real2((x, y) => x ** y),
  ),
  power: define(
    2,
    2,
    real2((x, y) => x ** y),
  ),
  radians: real1((x) => x * (Math.PI / 180)),
  rand: define(0, 0, rand),
  round: rounding(false),
  sign: define(1, 1, sign),
  sin: real1(Math.sin),
  sqrt: real1((x) => (x < 0 ? null : Math.sqrt(x))),
  tan: real1(Math.tan),
  truncate: rounding(true),
} satisfies Readonly<Record<string, FunctionDefinition>>;

import { anyNullable, boolNode, intNode, toBool } from '../compile/build.ts';
import type { Compiler } from '../compile/compiler.ts';
import { asDecimal, asReal } from '../compile/convert.ts';
import { asTruth } from '../compile/logic.ts';
import type { Node } from '../compile/node.ts';
import { comparePair } from '../compile/pair.ts';
import { unifiedNode, unify } from '../compile/unify.ts';
import type { Frame } from '../frame.ts';
import { compare as compareDecimals } from '../value/decimal.ts';
import { ANY, define, type FunctionDefinition } from './definition.ts';

function coalesce(args: readonly Node[], compiler: Compiler, name: string): Node {
  const unified = unify(args, name, compiler.env);
  const runs = args.map(unified.convert);
  const run = (f: Frame) => {
    for (const each of runs) {
      const value = each(f);
      if (value !== null) return value;
    }
    return null;
  };
  return unifiedNode(
    unified,
    args,
    run,
    args.every((node) => node.type.nullable),
  );
}

function ifFunction(args: readonly Node[], compiler: Compiler, name: string): Node {
  const [condition, yes, no] = args as [Node, Node, Node];
  const unified = unify([yes, no], name, compiler.env);
  const truth = asTruth(condition);
  const first = unified.convert(yes);
  const second = unified.convert(no);
  return unifiedNode(unified, args, (f) => (truth(f) === true ? first(f) : second(f)), anyNullable([yes, no]));
}

function nullIf(args: readonly Node[], compiler: Compiler): Node {
  const [a, b] = args as [Node, Node];
  const { left, right, order } = comparePair(a, b, compiler.env, 'nullif');
  const compare = order as (x: unknown, y: unknown) => number;
  const unified = unify([a], 'nullif', compiler.env);
  const value = unified.convert(a);
  const run = (f: Frame) => {
    const x = left(f);
    if (x === null) return null;
    const y = right(f);
    return y !== null && compare(x, y) === 0 ? null : value(f);
  };
  return unifiedNode(unified, args, run, true);
}

/** INTERVAL(n, a, b, …): how many of the rising numbers are not above n. */
function interval(args: readonly Node[]): Node {
  const [first, ...rest] = args as [Node, ...Node[]];
  const real = args.some((node) => node.cls === 'real' || node.cls === 'string' || node.cls === 'json');
  const run = real
    ? intervalOf(asReal(first), rest.map(asReal), (a, b) => a - b)
    : intervalOf(asDecimal(first), rest.map(asDecimal), compareDecimals);
  return intNode(args, run, { nullable: false, length: 2 });
}

function intervalOf<T>(
  first: (f: Frame) => T | null,
  rest: readonly ((f: Frame) => T | null)[],
  order: (a: T, b: T) => number,
) {
  return (f: Frame): bigint => {
    const value = first(f);
    if (value === null) return -1n;
    let count = 0n;
    for (const each of rest) {
      const limit = each(f);
      if (limit !== null && order(value, limit) < 0) return count;
      count++;
    }
    return count;
  };
}

function isNull(args: readonly Node[]): Node {
  const [node] = args as [Node];
  return boolNode([], (f) => toBool(node.run(f) === null), false);
}

export const controlFunctions = {
  coalesce: define(1, ANY, coalesce),
  if: define(3, 3, ifFunction),
  ifnull: define(2, 2, coalesce),
  interval: define(2, ANY, interval),
  isnull: define(1, 1, isNull),
  nullif: define(2, 2, nullIf),
} satisfies Readonly<Record<string, FunctionDefinition>>;

import { anyNullable, boolNode, intNode, shownWhole, toBool } from '../compile/build.ts';
import type { Compiler } from '../compile/compiler.ts';
import { asDecimal, asReal } from '../compile/convert.ts';
import { asCondition } from '../compile/logic.ts';
import { isTemporal, type Node } from '../compile/node.ts';
import { comparePair } from '../compile/pair.ts';
import { checkChosen, shownAsChosen, unifiedNode, unify } from '../compile/unify.ts';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { compare as compareDecimals, type Decimal } from '../value/decimal.ts';
import { ANY, define, type FunctionDefinition } from './definition.ts';

function coalesce(args: readonly Node[], compiler: Compiler, name: string): Node {
  checkChosen(args, name);
  const unified = unify(args, name, compiler.env);
  const runs = args.map(unified.convert);
  const run = (f: Frame) => {
    for (const each of runs) {
      const value = each(f);
      if (value !== null) return value;
    }
    return null;
  };
  const nullable = args.every((node) => node.type.nullable);
  return shownWhole(unifiedNode(unified, args, run, nullable));
}

function ifFunction(args: readonly Node[], compiler: Compiler, name: string): Node {
  const [condition, yes, no] = args as [Node, Node, Node];
  checkChosen([yes, no], name);
  const unified = unify([yes, no], name, compiler.env);
  const truth = asCondition(condition);
  const first = unified.convert(yes);
  const second = unified.convert(no);
  const node = unifiedNode(unified, args, (f) => (truth(f) === true ? first(f) : second(f)), anyNullable([yes, no]));
  return shownAsChosen(node, [yes, no], (f) => (truth(f) === true ? 0 : 1), compiler.env);
}

function nullIf(args: readonly Node[], compiler: Compiler): Node {
  const [a, b] = args as [Node, Node];
  if (isTemporal(a.cls) !== isTemporal(b.cls) && b.cls !== 'null') return unsupported('NULLIF of a date and another');
  const { left, right, order } = comparePair(a, b, compiler.env, 'nullif');
  const compare = order as (x: unknown, y: unknown) => number;
  checkChosen([a], 'nullif');
  // MySQL makes a number of it, and gives that, where a BIGINT column stands beside it.
  if (a.constant && a.cls === 'string' && b.column && b.cls === 'int') return unsupported('NULLIF of a constant text');
  const unified = unify([a], 'nullif', compiler.env);
  const value = unified.convert(a);
  const isNull = (f: Frame) => {
    const x = left(f);
    if (x === null) return true;
    const y = right(f);
    return y !== null && compare(x, y) === 0;
  };
  const node = unifiedNode(unified, args, (f) => (isNull(f) ? null : value(f)), true);
  return shownAsChosen(node, [a], (f) => (isNull(f) ? -1 : 0), compiler.env);
}

/** INTERVAL(n, a, b, …): how many of the rising numbers are not above n. All are computed, but for a NULL. */
function interval(args: readonly Node[]): Node {
  const [first, ...rest] = args as [Node, ...Node[]];
  const exact = (node: Node) => node.cls === 'int' || node.cls === 'decimal';
  const real = asReal(first);
  const decimal = exact(first) ? asDecimal(first) : () => null;
  const limits = rest.map((node) => {
    if (exact(first) && exact(node)) {
      const limit = asDecimal(node);
      return (f: Frame, _value: number, value: Decimal | null) => {
        const other = limit(f);
        return other !== null && value !== null && compareDecimals(value, other) < 0;
      };
    }
    const limit = asReal(node);
    return (f: Frame, value: number) => {
      const other = limit(f);
      return other !== null && value < other;
    };
  });
  const run = (f: Frame): bigint => {
    const value = real(f);
    const fine = decimal(f);
    if (value === null) return -1n;
    const below = limits.map((limit) => limit(f, value, fine));
    const at = below.indexOf(true);
    return BigInt(at < 0 ? below.length : at);
  };
  return intNode(args, run, { nullable: false, length: 2 });
}

function isNull(args: readonly Node[]): Node {
  const [node] = args as [Node];
  return boolNode([], (f) => toBool(node.run(f) === null), false);
}

/** What stands for a group where MySQL makes none: the value itself. */
function anyValue(args: readonly Node[]): Node {
  const [node] = args as [Node];
  checkChosen(args, 'any_value');
  return { ...node, type: { ...node.type, nullable: true } };
}

export const controlFunctions = {
  any_value: define(1, 1, anyValue),
  coalesce: define(1, ANY, coalesce),
  if: define(3, 3, ifFunction),
  ifnull: define(2, 2, coalesce),
  interval: define(2, ANY, interval),
  isnull: define(1, 1, isNull),
  nullif: define(2, 2, nullIf),
} satisfies Readonly<Record<string, FunctionDefinition>>;

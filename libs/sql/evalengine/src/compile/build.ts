import { BINARY_COLLATION } from '@vt/collations';
import type { Frame } from '../frame.ts';
import {
  boolType,
  dateType,
  datetimeType,
  decimalType,
  type EvalType,
  intType,
  jsonType,
  nullType,
  realType,
  stringType,
  timeType,
} from '../type/eval-type.ts';
import { type Decimal, padded, round } from '../value/decimal.ts';
import type { JsonDoc, Temporal, Value } from '../value/value.ts';
import type { Collated } from './collate.ts';
import type { Compiler } from './compiler.ts';
import { valueToText } from './convert.ts';
import { Derivation, type Node, type ValueClass } from './node.ts';

type Run<T extends Value> = (frame: Frame) => T | null;

/** A node of a numeric or temporal class, made of its operands. */
function plain(cls: ValueClass, type: EvalType, from: readonly Node[], run: (frame: Frame) => Value): Node {
  return { cls, type, derivation: Derivation.Numeric, ascii: true, constant: isConstant(from), run };
}

export const isConstant = (nodes: readonly Node[]): boolean => nodes.every((node) => node.constant);
export const anyNullable = (nodes: readonly Node[]): boolean => nodes.some((node) => node.type.nullable);

export function intNode(from: readonly Node[], run: Run<bigint>, options: IntOptions = {}): Node {
  const nullable = options.nullable ?? anyNullable(from);
  return plain('int', intType(nullable, options.length, options.unsigned), from, run);
}
type IntOptions = { readonly nullable?: boolean; readonly length?: number; readonly unsigned?: boolean };

export function boolNode(from: readonly Node[], run: Run<bigint>, nullable = anyNullable(from)): Node {
  return { ...plain('int', boolType(nullable), from, run), bool: true };
}

export function realNode(from: readonly Node[], run: Run<number>, nullable = true, decimals = 31): Node {
  return plain('real', realType(nullable, decimals), from, run);
}

export function decimalNode(
  from: readonly Node[],
  run: Run<Decimal>,
  digits: { precision: number; scale: number; nullable?: boolean; unsigned?: boolean },
): Node {
  const nullable = digits.nullable ?? anyNullable(from);
  return shownWhole(
    plain('decimal', decimalType(nullable, digits.precision, digits.scale, digits.unsigned), from, run),
  );
}

export function dateNode(from: readonly Node[], run: Run<Temporal>, nullable = true): Node {
  return plain('date', dateType(nullable), from, run);
}

export function timeNode(from: readonly Node[], run: Run<Temporal>, fsp: number, nullable = true): Node {
  return plain('time', timeType(nullable, fsp), from, run);
}

export function datetimeNode(from: readonly Node[], run: Run<Temporal>, fsp: number, nullable = true): Node {
  return plain('datetime', datetimeType(nullable, fsp), from, run);
}

export function jsonNode(from: readonly Node[], run: Run<JsonDoc>, nullable = true): Node {
  return {
    cls: 'json',
    type: jsonType(nullable),
    derivation: Derivation.Implicit,
    ascii: false,
    constant: isConstant(from),
    run,
  };
}

/** @param characters most characters a value has */
export function stringNode(
  from: readonly Node[],
  collated: Collated,
  characters: number,
  run: Run<Uint8Array>,
  nullable = anyNullable(from),
): Node {
  return {
    cls: 'string',
    type: stringType(nullable, collated.collation, characters),
    derivation: collated.derivation,
    ascii: collated.ascii,
    constant: isConstant(from),
    run,
  };
}

/** Bytes without a character set. */
export function binaryNode(from: readonly Node[], length: number, run: Run<Uint8Array>, nullable = true): Node {
  const collated = { collation: BINARY_COLLATION, derivation: Derivation.Coercible, ascii: false };
  return stringNode(from, collated, length, run, nullable);
}

export const nullNode: Node = {
  cls: 'null',
  type: nullType(),
  derivation: Derivation.Ignorable,
  ascii: true,
  constant: true,
  run: () => null,
};

export const TRUE = 1n;
export const FALSE = 0n;
export const toBool = (value: boolean): bigint => (value ? TRUE : FALSE);

const flatten = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => (node.row ? flatten(node.row) : [node]));

/** A condition that may be unknown. */
export const triNode = (from: readonly Node[], run: (frame: Frame) => boolean | null): Node =>
  boolNode(flatten(from), (frame) => {
    const value = run(frame);
    return value === null ? null : toBool(value);
  });

/** Shown with the digits of its type, computed with by those that its value has: what it is divided by gives no more of them. */
export function shownWhole(node: Node): Node {
  if (node.cls !== 'decimal') return node;
  const { run, type } = node;
  const text = (f: Frame) => {
    const value = run(f);
    return value === null ? null : valueToText(padded(value as Decimal, type.decimals), type);
  };
  return { ...node, text };
}

/** MySQL computes on with what a number that it computed shows, but for its averages; MariaDB computes on, and stores, with more digits. */
export function roundedToShown(node: Node, { env }: Compiler): Node {
  if (node.cls !== 'decimal' || node.literal || env.flavor === 'mariadb') return node;
  const { type } = node;
  const run = node.run as Run<Decimal>;
  return {
    ...node,
    run: (f) => {
      const value = run(f);
      return value !== null && value.scale > type.decimals ? round(value, type.decimals) : value;
    },
  };
}

import { isBinary, Type } from '@vt/sqltypes';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import {
  charactersOf,
  dateType,
  datetimeType,
  decimalType,
  type EvalType,
  intType,
  jsonType,
  NOT_FIXED,
  nullType,
  realType,
  stringType,
  timeType,
  withNullable,
} from '../type/eval-type.ts';
import { type Decimal, rescale } from '../value/decimal.ts';
import type { Value } from '../value/value.ts';
import { digitsOf, isUnsigned } from './arithmetic.ts';
import { isBytes } from './bits.ts';
import { anyNullable, isConstant } from './build.ts';
import { toDatetime } from './cast-temporal.ts';
import { aggregate, asTextIn, type Collated } from './collate.ts';
import { asDecimal, asInt, asReal, asText } from './convert.ts';
import type { Environment } from './environment.ts';
import { Derivation, isNumeric, isTemporal, type Node, type ValueClass } from './node.ts';
import { withDate } from './today.ts';

/** The one type that several operands are brought to: of CASE, COALESCE, UNION … */
export type Unified = {
  readonly cls: ValueClass;
  readonly type: EvalType;
  readonly collated: Collated;
  /** The operand's value as one of that type. */
  readonly convert: (node: Node) => (frame: Frame) => Value;
};

const numeric: Collated = { collation: 63, derivation: Derivation.Numeric, ascii: true };
const DIGITS_MAX = 65;
const FLOAT32 = 1035;

export function unify(all: readonly Node[], operation: string, env: Environment): Unified {
  const nodes = all.filter((node) => node.cls !== 'null');
  const nullable = anyNullable(all);
  const [first] = nodes;
  if (nodes.length > 1 && nodes.some((node) => node.bits || node.yearColumn))
    return unsupported(`${operation} of a YEAR or BIT and others`);
  if (!first)
    return {
      cls: 'null',
      type: nullType(),
      collated: { ...numeric, derivation: Derivation.Ignorable },
      convert: () => () => null,
    };
  const classes = new Set(nodes.map((node) => node.cls));
  if ([...classes].every(isNumeric)) {
    const besideNull = nodes.length < all.length && !ASKS_OPERAND.has(operation);
    return unifyNumbers(nodes, classes, nullable, env, besideNull);
  }
  if (classes.size === 1 && classes.has('json')) {
    const collated = { collation: 46, derivation: Derivation.Implicit, ascii: false };
    return { cls: 'json', type: jsonType(nullable), collated, convert: (node) => node.run };
  }
  if ([...classes].every(isTemporal)) return unifyTemporals(nodes, classes, nullable, env);
  return unifyTexts(all, nodes, operation, nullable, env);
}

/** To which a NULL has no type on MariaDB either. */
const ASKS_OPERAND: ReadonlySet<string> = new Set(['if', 'nullif']);

/** @param besideNull to MariaDB a NULL is a number with a sign */
function unifyNumbers(
  nodes: readonly Node[],
  classes: ReadonlySet<ValueClass>,
  nullable: boolean,
  { flavor }: Environment,
  besideNull: boolean,
): Unified {
  if (classes.has('real')) {
    if (nodes.some((node) => node.type.type === FLOAT32)) return unsupported('FLOAT beside other numbers');
    const fixed = nodes.every((node) => node.type.decimals < NOT_FIXED);
    const decimals = fixed ? Math.max(...nodes.map((node) => node.type.decimals)) : NOT_FIXED;
    return { cls: 'real', type: realType(nullable, decimals), collated: numeric, convert: asReal };
  }
  const unsigned = nodes.every(isUnsigned) && !(besideNull && flavor === 'mariadb');
  // MariaDB makes decimals of any mixture.
  const mixed = !unsigned && (flavor === 'mariadb' ? nodes.some(isUnsigned) : needsMoreThanInteger(nodes));
  if (!classes.has('decimal') && !mixed) {
    const length = Math.max(...nodes.map((node) => node.type.length));
    const same = nodes.every((node) => node.type.type === nodes[0]?.type.type);
    const type = same ? withNullable(nodes[0]?.type as EvalType, nullable) : intType(nullable, length, unsigned);
    return { cls: 'int', type: { ...type, length }, collated: numeric, convert: asInt };
  }
  const digits = nodes.map(digitsOf);
  const scale = Math.max(...digits.map((each) => each.scale));
  const precision = Math.min(DIGITS_MAX, Math.max(...digits.map((each) => each.whole)) + scale);
  return {
    cls: 'decimal',
    type: decimalType(nullable, precision, scale, unsigned),
    collated: numeric,
    convert: flavor === 'mariadb' ? (node) => withDigits(asDecimal(node), scale) : asDecimal,
  };
}

/** MariaDB shows the chosen value with the digits of the choice. */
function withDigits(run: (f: Frame) => Decimal | null, scale: number): (f: Frame) => Decimal | null {
  return (f) => {
    const value = run(f);
    return value === null ? null : rescale(value, scale);
  };
}

const YEAR = 785;
const WIDTH_64 = 5;

/** Signed and unsigned integers together become the next wider type: none is wider than 64 bits. */
function needsMoreThanInteger(nodes: readonly Node[]): boolean {
  const integers = nodes.filter(({ cls, type }) => cls === 'int' && type.type !== YEAR);
  return integers.some((node) => isUnsigned(node) && widthOf(node) === WIDTH_64);
}

/** 1 for 8 bits, 5 for 64: the numbers of types count signed and unsigned ones of a width by turns. */
function widthOf({ type }: Node): number {
  return ((type.type & 0xff) + 1) >> 1;
}

function unifyTemporals(
  nodes: readonly Node[],
  classes: ReadonlySet<ValueClass>,
  nullable: boolean,
  env: Environment,
): Unified {
  const fsp = Math.max(...nodes.map((node) => node.type.decimals));
  if (classes.size === 1 && !classes.has('datetime')) {
    const cls = classes.has('date') ? 'date' : 'time';
    const type = cls === 'date' ? dateType(nullable) : timeType(nullable, fsp);
    return { cls, type, collated: numeric, convert: (node) => node.run };
  }
  const convert = (node: Node) => {
    const run = node.run as (f: Frame) => ReturnType<typeof toDatetime>;
    return (f: Frame) => toDatetime(withDate(run(f), f, env));
  };
  const timestamps = nodes.every((node) => node.type.type === nodes[0]?.type.type);
  const type = datetimeType(nullable, fsp);
  return {
    cls: 'datetime',
    type: timestamps && nodes[0] ? { ...type, type: nodes[0].type.type } : type,
    collated: numeric,
    convert,
  };
}

function unifyTexts(
  all: readonly Node[],
  nodes: readonly Node[],
  operation: string,
  nullable: boolean,
  env: Environment,
): Unified {
  const collated = aggregate(all, operation, env);
  if (env.flavor === 'mariadb' && nodes.some(isBytes) && !nodes.every(isBytes))
    return unsupported(`${operation} of bytes and texts`);
  const characters = Math.max(...nodes.map((node) => charactersOf(node.type)));
  const type = stringType(nullable, collated.collation, characters);
  // However short: one of them is enough.
  const isLong = nodes.some((node) => node.type.type === Type.BLOB || node.type.type === Type.TEXT);
  const long = isBinary(type.type) ? Type.BLOB : Type.TEXT;
  return {
    cls: 'string',
    type: isLong ? { ...type, type: long } : type,
    collated,
    convert: (node) => asTextIn(node, collated.collation),
  };
}

/**
 * A decimal that one of several operands gives is shown as that operand by itself; MariaDB's has the digits of them all. `choose`: which of them;
 * below 0 for NULL.
 */
export function shownAsChosen(
  node: Node,
  operands: readonly Node[],
  choose: (f: Frame) => number,
  { flavor }: Environment,
): Node {
  if (node.cls !== 'decimal' || flavor === 'mariadb') return node;
  const texts = operands.map((operand) => (operand.cls === 'null' ? undefined : asText(operand)));
  return { ...node, text: (f) => texts[choose(f)]?.(f) ?? null };
}

/** @throws UnsupportedError for a BIT or YEAR, whose text is not that of its number where it is one of several operands. */
export function checkChosen(nodes: readonly Node[], operation: string): void {
  if (nodes.some((node) => node.bits || node.yearColumn)) unsupported(`${operation} of a YEAR or BIT`);
}

/** A node that gives one of the operands, already converted. */
export function unifiedNode(
  unified: Unified,
  from: readonly Node[],
  run: (f: Frame) => Value,
  nullable: boolean,
): Node {
  return {
    cls: unified.cls,
    type: withNullable(unified.type, nullable),
    derivation: unified.collated.derivation,
    ascii: unified.collated.ascii,
    constant: isConstant(from),
    run,
    // As a number MySQL asks the chosen operand for its own, not for its text's.
    choice:
      (unified.cls === 'string' &&
        from.some((node) => node.cls !== 'string' || node.hex === true || node.choice === true)) ||
      (isTemporal(unified.cls) && from.some((node) => isTemporal(node.cls) && node.cls !== unified.cls)),
    mixed: from.some((node) => node.cls !== unified.cls && node.cls !== 'null'),
  };
}

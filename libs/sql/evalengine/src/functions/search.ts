import { type Charset, type Comparer, comparerOf, countCharacters, offsetOf, sizeAt } from '@vt/collations';
import { Type } from '@vt/sqltypes';
import { intNode, shownWhole } from '../compile/build.ts';
import type { Compiler } from '../compile/compiler.ts';
import { asDecimal, asInt, asReal } from '../compile/convert.ts';
import { Derivation, isStringResult, isTemporal, type Node } from '../compile/node.ts';
import { checkChosen, unifiedNode, unify } from '../compile/unify.ts';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { isUnsignedType } from '../type/eval-type.ts';
import { compareValues } from '../value/compare.ts';
import { compare as compareDecimals } from '../value/decimal.ts';
import { ANY, define, type FunctionDefinition } from './definition.ts';
import { texts, textsLike } from './text-arguments.ts';

type Args = readonly Node[];
type Bytes = Uint8Array;
const NOTHING: Bytes = new Uint8Array(0);

function comparer(collation: number): Comparer {
  return comparerOf(collation) ?? unsupported(`collation ${collation}`);
}

/** Longer texts that are not plain ASCII are left to MySQL: the search takes time in the square of their length. */
const SEARCH_CHARACTERS_MAX = 512;
const isPlain = (bytes: Bytes) => bytes.every((byte) => byte >= 0x20 && byte < 0x7f);

/**
 * Where a text stands in another, as a byte offset; -1 for nowhere. It stands where some run of characters weighs the same, which
 * may be shorter or longer than it.
 */
function find(bytes: Bytes, wanted: Bytes, from: number, charset: Charset, order: Comparer): number {
  const fixed = order.collation.name === 'binary' || (isPlain(bytes) && isPlain(wanted));
  if (!fixed && bytes.length - from > SEARCH_CHARACTERS_MAX) return unsupported('a search in a long text');
  for (let at = from; at < bytes.length; at += sizeAt(bytes, at, charset)) {
    if (fixed ? same(bytes, at, at + wanted.length, wanted, order) : standsAt(bytes, at, wanted, charset, order))
      return at;
  }
  return -1;
}

function same(bytes: Bytes, from: number, to: number, wanted: Bytes, order: Comparer): boolean {
  return to <= bytes.length && order.compare(bytes.subarray(from, to), wanted) === 0;
}

function standsAt(bytes: Bytes, from: number, wanted: Bytes, charset: Charset, order: Comparer): boolean {
  for (let to = from; to < bytes.length; ) {
    to += sizeAt(bytes, to, charset);
    if (same(bytes, from, to, wanted, order)) return true;
  }
  return false;
}

function locateNode(args: Args, wantedAt: number, subjectAt: number, compiler: Compiler, name: string): Node {
  const { collated, charset, runs } = textsLike(args[subjectAt] as Node, [args[wantedAt] as Node], name, compiler);
  const order = comparer(collated.collation);
  const start = args[2] ? asInt(args[2]) : () => 1n;
  const comparesBytes = compiler.env.flavor === 'mariadb';
  const run = (f: Frame): bigint | null => {
    const subject = runs[0]?.(f) ?? null;
    const wanted = subject === null ? null : (runs[1]?.(f) ?? null);
    const from = wanted === null ? null : start(f);
    if (subject === null || wanted === null || from === null) return null;
    if (from < 1n || from > BigInt(subject.length) + 1n) return 0n;
    const begin = offsetOf(subject, charset, Number(from) - 1);
    if (countCharacters(subject, charset) < Number(from) - 1) return 0n;
    if (wanted.length === 0)
      return comparesBytes && args[2] ? unsupported(`${name} of nothing from some place on`) : from;
    // MariaDB compares pieces that are as long in bytes, so that 'É' is not found in 'emile'.
    if (comparesBytes && !(isAscii(subject) && isAscii(wanted))) return unsupported(`${name} of letters with accents`);
    if (order.compare(wanted, NOTHING) === 0) return unsupported('a search for what weighs nothing');
    const at = find(subject, wanted, begin, charset, order);
    return at < 0 ? 0n : BigInt(countCharacters(subject.subarray(0, at), charset) + 1);
  };
  return { ...intNode(args, run, { length: 11 }), place: true };
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

function field(args: Args, compiler: Compiler, name: string): Node {
  const [subject, ...rest] = args as [Node, ...Node[]];
  const positions = fieldEqualities(subject, rest, args, compiler, name);
  const run = (f: Frame): bigint => {
    for (let i = 0; i < positions.length; i++) if (positions[i]?.(f)) return BigInt(i + 1);
    return 0n;
  };
  return { ...intNode(args, run, { nullable: false, length: 3 }), place: args.every(({ cls }) => isStringResult(cls)) };
}

type Equal = (f: Frame) => boolean;

function equalBy<T>(
  subject: (f: Frame) => T | null,
  other: (f: Frame) => T | null,
  same: (a: T, b: T) => boolean,
): Equal {
  return (f) => {
    const a = subject(f);
    if (a === null) return false;
    const b = other(f);
    return b !== null && same(a, b);
  };
}

function fieldEqualities(subject: Node, rest: Args, args: Args, compiler: Compiler, name: string): Equal[] {
  if (args.every((node) => isStringResult(node.cls))) {
    const { collated, runs } = textsLike(subject, rest, name, compiler);
    const order = comparer(collated.collation);
    const own = runs[0] as (f: Frame) => Bytes | null;
    return runs.slice(1).map((each) => equalBy(own, each, (a, b) => order.compare(a, b) === 0));
  }
  if (args.every((node) => node.cls === 'int')) {
    if (new Set(args.map((node) => isUnsignedType(node.type))).size > 1 && args.some((node) => !node.constant)) {
      return unsupported(`${name} over signed and unsigned`);
    }
    const own = asInt(subject);
    return rest.map((node) => equalBy(own, asInt(node), (a, b) => a === b));
  }
  if (args.every((node) => node.cls === 'int' || node.cls === 'decimal')) {
    const own = asDecimal(subject);
    return rest.map((node) => equalBy(own, asDecimal(node), (a, b) => compareDecimals(a, b) === 0));
  }
  const own = asReal(subject);
  return rest.map((node) => equalBy(own, asReal(node), (a, b) => a === b));
}

const COMMA = 0x2c;
const SPACE = 0x20;

function findInSet(args: Args, compiler: Compiler, name: string): Node {
  const isMaria = compiler.env.flavor === 'mariadb';
  if (args[1]?.type.type === Type.SET) return unsupported(`${name} of a SET`);
  const { collated, runs } = texts(args, name, compiler, true);
  const order = comparer(collated.collation);
  const run = (f: Frame): bigint | null => {
    const wanted = runs[0]?.(f) ?? null;
    const list = wanted === null ? null : (runs[1]?.(f) ?? null);
    if (wanted === null || list === null) return null;
    // It compares what is as long in bytes, without padding.
    if (isMaria && [wanted, list].some((text) => text.includes(SPACE) || !isAscii(text)))
      return unsupported(`${name} of blanks or letters with accents`);
    if (list.length === 0 || wanted.includes(COMMA)) return 0n;
    let from = 0;
    for (let at = 1n; ; at++) {
      const comma = list.indexOf(COMMA, from);
      const item = list.subarray(from, comma < 0 ? list.length : comma);
      if (order.compare(item, wanted) === 0) return at;
      if (comma < 0) return 0n;
      from = comma + 1;
    }
  };
  return intNode(args, run, { length: 3 });
}

const isNumber = ({ cls }: Node): boolean => cls === 'int' || cls === 'decimal' || cls === 'real';

/** GREATEST and LEAST. Of equal texts MariaDB gives the first one, and makes numbers of them before it compares where a number is wanted. */
function extreme(better: (order: number) => boolean): FunctionDefinition {
  return define(2, ANY, (args, compiler, name) => {
    checkChosen(args, name);
    const unified = unify(args, name, compiler.env);
    const { cls } = unified;
    if (unified.collated.derivation === Derivation.None) return unsupported(`${name} of a mix of collations`);
    const isMaria = compiler.env.flavor === 'mariadb';
    if (
      cls === 'string' &&
      args.some((node) => isTemporal(node.cls) || node.cls === 'json' || node.bits || node.yearColumn)
    )
      return unsupported(`${name} of dates and others`);
    // To MySQL the number is a text, too.
    if (isMaria && cls === 'string' && args.some(isNumber)) return unsupported(`${name} of numbers and texts`);
    const runs = args.map(unified.convert);
    const compare =
      cls === 'string'
        ? textOrder(unified.collated.collation)
        : (a: unknown, b: unknown) => compareValues(a as never, b as never);
    if (cls === 'json') return unsupported(`${name} of JSON`);
    const run = (f: Frame) => {
      let best = runs[0]?.(f) ?? null;
      for (let i = 1; i < runs.length && best !== null; i++) {
        const next = runs[i]?.(f) ?? null;
        if (next === null) return null;
        const order = compare(next, best);
        if (better(order) && !(isMaria && order === 0)) best = next;
      }
      return best;
    };
    const nullable = args.some((node) => node.type.nullable);
    const node = shownWhole(unifiedNode(unified, args, run, nullable));
    return isMaria && cls === 'string' ? { ...node, choice: true } : node;
  });
}

function textOrder(collation: number): (a: unknown, b: unknown) => number {
  const order = comparer(collation);
  return (a, b) => order.compare(a as Bytes, b as Bytes);
}

export const searchFunctions = {
  field: define(2, ANY, field),
  find_in_set: define(2, 2, findInSet),
  greatest: extreme((order) => order >= 0),
  instr: define(2, 2, (args, compiler, name) => locateNode(args, 1, 0, compiler, name)),
  least: extreme((order) => order < 0),
  locate: define(2, 3, (args, compiler, name) => locateNode(args, 0, 1, compiler, name)),
  position: define(2, 2, (args, compiler, name) => locateNode(args, 0, 1, compiler, name)),
} satisfies Readonly<Record<string, FunctionDefinition>>;

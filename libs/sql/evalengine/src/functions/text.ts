import {
  type Charset,
  caseTable,
  charsetByName,
  collationById,
  comparerOf,
  countCharacters,
  offsetOf,
  sizeAt,
} from '@vt/collations';
import { intNode, stringNode } from '../compile/build.ts';
import { type Compiler, constantValue } from '../compile/compiler.ts';
import { asCount, asInt, asText, charsetOf } from '../compile/convert.ts';
import { isOfIntegers } from '../compile/mariadb.ts';
import { Derivation, hasDate, type Node } from '../compile/node.ts';
import { compareScalars } from '../compile/pair.ts';
import { unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';

import { ANY, define, type FunctionDefinition } from './definition.ts';
import { trim } from './forms.ts';
import { PACKET_BYTES_MAX, texts, textsLike } from './text-arguments.ts';

type Args = readonly Node[];
type Bytes = Uint8Array;
const first = (args: Args) => args[0] as Node;
const EMPTY: Bytes = new Uint8Array(0);
const CHARACTERS_MAX = 4_294_967_295;

function tooLong(f: Frame, name: string): null {
  f.warn(1301, `Result of ${name}() was larger than max_allowed_packet (${PACKET_BYTES_MAX}) - truncated`);
  return null;
}

function concat(args: Args, compiler: Compiler, name: string): Node {
  const { collated, runs, lengths } = texts(args, name, compiler);
  const run = (f: Frame): Bytes | null => {
    const parts: Bytes[] = [];
    for (const each of runs) {
      const part = each(f);
      if (part === null) return null;
      parts.push(part);
    }
    const whole = Buffer.concat(parts);
    return whole.length > PACKET_BYTES_MAX ? tooLong(f, name) : whole;
  };
  return stringNode(
    args,
    collated,
    lengths.reduce((sum, each) => sum + each, 0),
    run,
  );
}

function concatWs(args: Args, compiler: Compiler, name: string): Node {
  const { collated, runs, lengths } = texts(args, name, compiler);
  const [separator, ...rest] = runs;
  const characters =
    lengths.slice(1).reduce((sum, each) => sum + each, 0) + (lengths[0] ?? 0) * Math.max(0, args.length - 2);
  const run = (f: Frame): Bytes | null => {
    const between = separator?.(f) ?? null;
    if (between === null) return null;
    const parts: Bytes[] = [];
    for (const each of rest) {
      const part = each(f);
      if (part === null) continue;
      if (parts.length > 0) parts.push(between);
      parts.push(part);
    }
    const whole = Buffer.concat(parts);
    return whole.length > PACKET_BYTES_MAX ? tooLong(f, name) : whole;
  };
  return stringNode(args, collated, characters, run, first(args).type.nullable);
}

/** A function of one text that keeps its collation. */
function textFunction(
  op: (bytes: Bytes, charset: Charset, collation: number, f: Frame) => Bytes | null,
): FunctionDefinition {
  return define(1, 1, (args, compiler, name) => {
    const { collated, charset, runs, lengths } = texts(args, name, compiler);
    const run = (f: Frame): Bytes | null => {
      const bytes = runs[0]?.(f) ?? null;
      return bytes === null ? null : op(bytes, charset, collated.collation, f);
    };
    return stringNode(args, collated, lengths[0] ?? 0, run);
  });
}

function changeCase(upper: boolean): FunctionDefinition {
  return textFunction((bytes, charset, collation) => {
    if (charset.name === 'binary') return bytes;
    if (charset.single) {
      const table = upper ? charset.single.upper : charset.single.lower;
      return bytes.map((byte) => table[byte] ?? byte);
    }
    const table = caseTable(collationById(collation)?.name ?? '');
    const out: number[] = [];
    for (let at = 0; at < bytes.length; ) {
      const found = charset.at(bytes, at);
      if (found < 0) return unsupported('a malformed text');
      at += found & 7;
      const other = upper ? table.upper(found >>> 3) : table.lower(found >>> 3);
      const encoded = other === undefined ? undefined : charset.encode(other);
      if (!encoded || encoded.length > (found & 7))
        return unsupported('a case mapping that MySQL cannot write in place');
      for (const byte of encoded) out.push(byte);
    }
    return Buffer.from(out);
  });
}

/** The characters of a text as their bytes. */
export function characters(bytes: Bytes, charset: Charset): Bytes[] {
  const out: Bytes[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizeAt(bytes, at, charset);
    out.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out;
}

function left(args: Args, compiler: Compiler, name: string): Node {
  return cut(args, compiler, name, (bytes, charset, count) =>
    count <= 0n ? EMPTY : bytes.subarray(0, offsetOf(bytes, charset, clampCount(count))),
  );
}

function right(args: Args, compiler: Compiler, name: string): Node {
  return cut(args, compiler, name, (bytes, charset, count) => {
    if (count <= 0n) return EMPTY;
    const skip = countCharacters(bytes, charset) - clampCount(count);
    return skip <= 0 ? bytes : bytes.subarray(offsetOf(bytes, charset, skip));
  });
}

const clampCount = (count: bigint): number => Number(count > 0x7fffffffn ? 0x7fffffffn : count);

function cut(
  args: Args,
  compiler: Compiler,
  name: string,
  op: (bytes: Bytes, charset: Charset, count: bigint) => Bytes,
): Node {
  const { collated, charset, runs, lengths } = texts(args.slice(0, 1), name, compiler);
  const count = asCount(args[1] as Node, compiler.env);
  const run = (f: Frame): Bytes | null => {
    const bytes = runs[0]?.(f) ?? null;
    const n = bytes === null ? null : count(f);
    return bytes === null || n === null ? null : op(bytes, charset, n);
  };
  return stringNode(args, collated, constantLength(args[1] as Node, lengths[0] ?? 0), run);
}

/** Most characters when a constant count bounds them. */
function constantLength(node: Node, otherwise: number): number {
  const value = node.cls === 'int' ? constantValue(node) : undefined;
  if (typeof value !== 'bigint') return otherwise;
  return value < 0n ? 0 : Math.min(otherwise, Number(value));
}

function substring(args: Args, compiler: Compiler, name: string): Node {
  const { collated, charset, runs, lengths } = texts(args.slice(0, 1), name, compiler);
  const [, fromNode, countNode] = args as [Node, Node, Node | undefined];
  const from = asCount(fromNode, compiler.env);
  const count = countNode ? asCount(countNode, compiler.env) : undefined;
  const run = (f: Frame): Bytes | null => {
    const bytes = runs[0]?.(f) ?? null;
    const start = bytes === null ? null : from(f);
    const n = start === null ? null : count ? count(f) : 1n << 62n;
    if (bytes === null || start === null || n === null) return null;
    return slice(bytes, charset, start, n);
  };
  const length = countNode ? constantLength(countNode, lengths[0] ?? 0) : (lengths[0] ?? 0);
  return stringNode(args, collated, length, run);
}

function slice(bytes: Bytes, charset: Charset, start: bigint, count: bigint): Bytes {
  if (count <= 0n || start === 0n) return EMPTY;
  const total = BigInt(countCharacters(bytes, charset));
  const from = start < 0n ? total + start : start - 1n;
  if (from < 0n || from >= total) return EMPTY;
  const begin = offsetOf(bytes, charset, Number(from));
  const kept = count > total - from ? total - from : count;
  return bytes.subarray(begin, offsetOf(bytes, charset, Number(kept), begin));
}

function substringIndex(args: Args, compiler: Compiler, name: string): Node {
  const { collated, runs, lengths, charset } = textsLike(first(args), [args[1] as Node], name, compiler);
  const count = asCount(args[2] as Node, compiler.env);
  const run = (f: Frame): Bytes | null => {
    const bytes = runs[0]?.(f) ?? null;
    const n = bytes === null ? null : count(f);
    const delimiter = n === null ? null : (runs[1]?.(f) ?? null);
    if (bytes === null || delimiter === null || n === null) return null;
    if (n === 0n || delimiter.length === 0 || bytes.length === 0) return EMPTY;
    return cutAt(bytes, occurrences(bytes, delimiter, charset), delimiter.length, n);
  };
  return stringNode(args, collated, lengths[0] ?? 0, run);
}

/** Byte offsets at which a text of bytes stands, not overlapping, at borders of characters. */
function occurrences(bytes: Bytes, wanted: Bytes, charset: Charset): number[] {
  const found: number[] = [];
  for (let at = 0; at + wanted.length <= bytes.length; ) {
    if (Buffer.compare(bytes.subarray(at, at + wanted.length), wanted) === 0) {
      found.push(at);
      at += wanted.length;
    } else at += sizeAt(bytes, at, charset);
  }
  return found;
}

function cutAt(bytes: Bytes, at: readonly number[], size: number, count: bigint): Bytes {
  const total = BigInt(at.length);
  if (count > 0n) return count > total ? bytes : bytes.subarray(0, at[Number(count) - 1]);
  return -count > total ? bytes : bytes.subarray((at[Number(total + count)] ?? 0) + size);
}

function replace(args: Args, compiler: Compiler, name: string): Node {
  const { collated, charset, runs, lengths } = textsLike(first(args), args.slice(1), name, compiler);
  const run = (f: Frame): Bytes | null => {
    const bytes = runs[0]?.(f) ?? null;
    const from = bytes === null ? null : (runs[1]?.(f) ?? null);
    const to = from === null ? null : (runs[2]?.(f) ?? null);
    if (bytes === null || from === null || to === null) return null;
    if (from.length === 0) return bytes;
    const parts: Bytes[] = [];
    let at = 0;
    for (const found of occurrences(bytes, from, charset)) {
      parts.push(bytes.subarray(at, found), to);
      at = found + from.length;
    }
    const whole = parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(at)]);
    return whole.length > PACKET_BYTES_MAX ? tooLong(f, name) : whole;
  };
  const [subject = 0, from = 0, to = 0] = lengths;
  const growth = to > from && from > 0 ? Math.floor(subject / from) * (to - from) : to > from ? subject * to : 0;
  return stringNode(args, collated, Math.min(CHARACTERS_MAX, subject + growth), run);
}

function insert(args: Args, compiler: Compiler, name: string): Node {
  const [subject, at, count, added] = args as [Node, Node, Node, Node];
  checkNumbersOfMariadb([subject, added], name, compiler);
  const { collated, charset, runs, lengths } = textsLike(subject, [added], name, compiler);
  const position = asCount(at, compiler.env);
  const length = asCount(count, compiler.env);
  const run = (f: Frame): Bytes | null => {
    const bytes = runs[0]?.(f) ?? null;
    const extra = bytes === null ? null : (runs[1]?.(f) ?? null);
    const start = extra === null ? null : position(f);
    const n = start === null ? null : length(f);
    if (bytes === null || extra === null || start === null || n === null) return null;
    const total = BigInt(countCharacters(bytes, charset));
    if (start < 1n || start > total) return bytes;
    const begin = offsetOf(bytes, charset, Number(start - 1n));
    const removed = n < 0n || n > total - start + 1n ? total - start + 1n : n;
    const end = offsetOf(bytes, charset, Number(removed), begin);
    return Buffer.concat([bytes.subarray(0, begin), extra, bytes.subarray(end)]);
  };
  return stringNode(args, collated, (lengths[0] ?? 0) + (lengths[1] ?? 0), run);
}

function pad(atLeft: boolean): FunctionDefinition {
  return define(2, 3, (args, compiler, name) => {
    const [subject, count, filler] = args as [Node, Node, Node | undefined];
    if (!filler) return unsupported(`${name} of two arguments`);
    if (compiler.env.flavor === 'mariadb' && subject.cls !== 'string') return unsupported(`${name} of what is no text`);
    const { collated, charset, runs } = textsLike(subject, [filler], name, compiler);
    const wanted = asCount(count, compiler.env);
    const run = (f: Frame): Bytes | null => {
      const bytes = runs[0]?.(f) ?? null;
      const fill = bytes === null ? null : (runs[1]?.(f) ?? null);
      const n = fill === null ? null : wanted(f);
      if (n === null || bytes === null || fill === null || n < 0n) return null;
      if (compiler.env.flavor === 'mariadb' && fill.length === 0) return unsupported(`${name} with nothing`);
      const total = countCharacters(bytes, charset);
      if (n <= BigInt(total)) return bytes.subarray(0, offsetOf(bytes, charset, Number(n)));
      if (n * BigInt(charset.bytesMax) > BigInt(PACKET_BYTES_MAX)) return tooLong(f, name);
      if (fill.length === 0) return bytes;
      const padding = repeatTo(fill, charset, Number(n) - total);
      return Buffer.concat(atLeft ? [padding, bytes] : [bytes, padding]);
    };
    return stringNode(args, collated, countOf(count, compiler), run, true);
  });
}

/** Most characters that a constant count asks for; of others a LONGTEXT's. */
function countOf(node: Node, { env }: Compiler): number {
  const value = constantValue(node);
  if (value === undefined || value === null) return value === null ? 0 : CHARACTERS_MAX;
  const count = asCount(node, env)(new Frame()) ?? 0n;
  return count < 0n ? CHARACTERS_MAX : Number(count > BigInt(CHARACTERS_MAX) ? BigInt(CHARACTERS_MAX) : count);
}

function repeatTo(fill: Bytes, charset: Charset, count: number): Bytes {
  const size = countCharacters(fill, charset);
  const whole = Math.floor(count / size);
  const rest = fill.subarray(0, offsetOf(fill, charset, count - whole * size));
  return Buffer.concat([...new Array<Bytes>(whole).fill(fill), rest]);
}

function repeat(args: Args, compiler: Compiler, name: string): Node {
  const { collated, runs, lengths } = texts(args.slice(0, 1), name, compiler);
  const count = asCount(args[1] as Node, compiler.env);
  const run = (f: Frame): Bytes | null => {
    const bytes = runs[0]?.(f) ?? null;
    const n = bytes === null ? null : count(f);
    if (bytes === null || n === null) return null;
    if (n <= 0n || bytes.length === 0) return EMPTY;
    if (n * BigInt(bytes.length) > BigInt(PACKET_BYTES_MAX)) return tooLong(f, name);
    return Buffer.concat(new Array<Bytes>(Number(n)).fill(bytes));
  };
  return stringNode(
    args,
    collated,
    Math.min(CHARACTERS_MAX, (lengths[0] ?? 0) * countOf(args[1] as Node, compiler)),
    run,
    true,
  );
}

function space(args: Args, compiler: Compiler, name: string): Node {
  const count = asCount(first(args), compiler.env);
  const collated = { collation: compiler.env.collation, derivation: 4, ascii: true };
  const charset = charsetOf(compiler.env.collation);
  const run = (f: Frame): Bytes | null => {
    const n = count(f);
    if (n === null) return null;
    if (n > BigInt(PACKET_BYTES_MAX)) return tooLong(f, name);
    const encoded = Buffer.from(charset.encode(0x20) ?? [0x20]);
    return n <= 0n ? EMPTY : Buffer.concat(new Array<Bytes>(Number(n)).fill(encoded));
  };
  const most = countOf(first(args), compiler);
  return stringNode(args, collated, most === CHARACTERS_MAX && first(args).constant ? 0 : most, run, true);
}

/** LENGTH and its like: a number of a text. */
function measure(op: (bytes: Bytes, charset: Charset) => number, length = 10): FunctionDefinition {
  return define(1, 1, (args) => {
    const node = first(args);
    const text = asText(node);
    const charset = node.derivation === 5 ? (charsetByName('latin1') as Charset) : charsetOf(node.type.collation);
    const run = (f: Frame): bigint | null => {
      const bytes = text(f);
      return bytes === null ? null : BigInt(op(bytes, charset));
    };
    return intNode(args, run, { length, nullable: node.type.nullable });
  });
}

function ord(bytes: Bytes, charset: Charset): number {
  if (bytes.length === 0) return 0;
  const size = charset.bytesMax > 1 ? sizeAt(bytes, 0, charset) : 1;
  return bytes.subarray(0, size).reduce((value, byte) => value * 256 + byte, 0);
}

function elt(args: Args, compiler: Compiler, name: string): Node {
  const [which, ...rest] = args as [Node, ...Node[]];
  if (compiler.env.flavor === 'mariadb' && !isOfIntegers([which])) return unsupported(`${name} by what is no integer`);
  const index = asCount(which, compiler.env);
  const { collated, runs, lengths } = texts(rest, name, compiler);
  const run = (f: Frame): Bytes | null => {
    const n = index(f);
    return n === null || n < 1n || n > BigInt(runs.length) ? null : (runs[Number(n) - 1]?.(f) ?? null);
  };
  // Where a number is wanted MySQL asks the chosen argument for one, not its text.
  return { ...stringNode(args, collated, Math.max(0, ...lengths), run, true), choice: true };
}

function makeSet(args: Args, compiler: Compiler, name: string): Node {
  const [mask, ...rest] = args as [Node, ...Node[]];
  if (compiler.env.flavor === 'mariadb' && !isOfIntegers([mask])) return unsupported(`${name} by what is no integer`);
  const bits = asInt(mask);
  checkNumbersOfMariadb(rest, name, compiler);
  const { collated, runs, lengths } = texts(rest, name, compiler);
  const run = (f: Frame): Bytes | null => {
    const value = bits(f);
    if (value === null) return null;
    const parts = runs.map((each, i) => ((BigInt.asUintN(64, value) >> BigInt(i)) & 1n ? each(f) : null));
    const kept = parts.filter((part): part is Bytes => part !== null);
    return Buffer.concat(kept.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from(','), part])));
  };
  const total = lengths.reduce((sum, each) => sum + each, 0) + Math.max(0, lengths.length - 1);
  return stringNode(args, collated, total, run, mask.type.nullable);
}

/** @throws UnsupportedError where MariaDB takes the bytes of a text for characters of the set that numbers are written in. */
function checkNumbersOfMariadb(nodes: Args, name: string, { env }: Compiler): void {
  const isMixed =
    nodes.some(({ derivation }) => derivation === Derivation.Numeric) && !nodes.every(({ ascii }) => ascii);
  if (env.flavor === 'mariadb' && isMixed) unsupported(`${name} of numbers and texts`);
}

function strcmp(args: Args, compiler: Compiler, name: string): Node {
  if (args.some((node) => node.cls !== 'string' && node.cls !== 'null') && !args.every((node) => node.constant)) {
    return unsupported(`${name} of what is no text`);
  }
  const asDates = (node: Node) => hasDate(node.cls) || node.cls === 'time' || node.cls === 'string';
  if (args.some((node) => hasDate(node.cls)) && args.every(asDates)) return compareDates(args, compiler, name);
  const { collated, runs } = texts(args, name, compiler, true);
  const comparer = comparerOf(collated.collation) ?? unsupported(`collation ${collated.collation}`);
  const run = (f: Frame): bigint | null => {
    const a = runs[0]?.(f) ?? null;
    const b = runs[1]?.(f) ?? null;
    return a === null || b === null ? null : BigInt(Math.sign(comparer.compare(a, b)));
  };
  return { ...intNode(args, run, { length: 2 }), bool: true };
}

/** STRCMP compares a date with a text as = does. */
function compareDates(args: Args, compiler: Compiler, name: string): Node {
  const compare = compareScalars(args[0] as Node, args[1] as Node, compiler.env, name);
  const run = (f: Frame): bigint | null => {
    const order = compare(f);
    return order === null ? null : BigInt(Math.sign(order));
  };
  return { ...intNode(args, run, { length: 2 }), bool: true };
}

const reverse = textFunction((bytes, charset) => Buffer.concat(characters(bytes, charset).reverse()));

export const textFunctions = {
  ascii: measure((bytes) => bytes[0] ?? 0, 3),
  bit_length: measure((bytes) => bytes.length * 8),
  char_length: measure(countCharacters),
  character_length: measure(countCharacters),
  concat: define(1, ANY, concat),
  concat_ws: define(2, ANY, concatWs),
  elt: define(2, ANY, elt),
  insert: define(4, 4, insert),
  lcase: changeCase(false),
  left: define(2, 2, left),
  length: measure((bytes) => bytes.length),
  lower: changeCase(false),
  ltrim: define(1, 1, (args, compiler) => trim(first(args), undefined, 'leading', compiler)),
  lpad: pad(true),
  make_set: define(2, ANY, makeSet),
  mid: define(2, 3, substring),
  octet_length: measure((bytes) => bytes.length),
  ord: measure(ord, 21),
  repeat: define(2, 2, repeat),
  replace: define(3, 3, replace),
  reverse,
  right: define(2, 2, right),
  rpad: pad(false),
  rtrim: define(1, 1, (args, compiler) => trim(first(args), undefined, 'trailing', compiler)),
  space: define(1, 1, space),
  strcmp: define(2, 2, strcmp),
  substr: define(2, 3, substring),
  substring: define(2, 3, substring),
  substring_index: define(3, 3, substringIndex),
  ucase: changeCase(true),
  upper: changeCase(true),
} satisfies Readonly<Record<string, FunctionDefinition>>;

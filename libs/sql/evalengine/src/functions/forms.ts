import { BINARY_COLLATION, charsetByName, comparerOf, isWellFormed, paddedWeightString, sizeAt } from '@vt/collations';
import type { CharExpr, TrimExpr, WeightStringExpr } from '@vt/sqlparser';
import { isBytes } from '../compile/bits.ts';
import { binaryNode, nullNode, stringNode } from '../compile/build.ts';
import { castTo } from '../compile/cast.ts';
import { defaultCollation } from '../compile/collate.ts';
import type { Compiler, Handlers } from '../compile/compiler.ts';
import { asInt, asText } from '../compile/convert.ts';
import { isOfIntegers } from '../compile/mariadb.ts';
import type { Node } from '../compile/node.ts';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { texts, textsLike } from './text-arguments.ts';

type Bytes = Uint8Array;

function compileTrim(expr: TrimExpr, compiler: Compiler): Node {
  if (compiler.env.modes.has('ORACLE')) unsupported("trim as Oracle's");
  const subject = compiler.scalar(expr.expr);
  const chars = expr.chars ? compiler.scalar(expr.chars) : undefined;
  return trim(subject, chars, expr.direction || 'both', compiler);
}

export function trim(
  subject: Node,
  chars: Node | undefined,
  direction: 'both' | 'leading' | 'trailing',
  compiler: Compiler,
): Node {
  const { collated, charset, runs, lengths } = chars
    ? textsLike(subject, [chars], 'trim', compiler)
    : texts([subject], 'trim', compiler);
  const blank = Buffer.from(charset.encode(0x20) ?? [0x20]);
  const run = (f: Frame): Bytes | null => {
    const bytes = runs[0]?.(f) ?? null;
    if (bytes === null) return null;
    const cut = chars ? (runs[1]?.(f) ?? null) : blank;
    if (cut === null) return null;
    if (cut.length === 0 || cut.length > bytes.length) return bytes;
    return trimmed(bytes, cut, direction, charset.bytesMax > 1 ? (at) => sizeAt(bytes, at, charset) : undefined);
  };
  return stringNode(chars ? [subject, chars] : [subject], collated, lengths[0] ?? 0, run);
}

/** @param size of the character at an offset, where characters have more than one byte */
function trimmed(bytes: Bytes, cut: Bytes, direction: string, size: ((at: number) => number) | undefined): Bytes {
  let from = 0;
  let to = bytes.length;
  const same = (at: number) => Buffer.compare(bytes.subarray(at, at + cut.length), cut) === 0;
  if (direction !== 'trailing') while (to - from >= cut.length && same(from)) from += cut.length;
  if (direction === 'leading') return bytes.subarray(from, to);
  const borders = size ? characterBorders(from, to, size) : undefined;
  while (to - from >= cut.length && same(to - cut.length) && (!borders || borders.has(to - cut.length)))
    to -= cut.length;
  return bytes.subarray(from, to);
}

function characterBorders(from: number, to: number, size: (at: number) => number): Set<number> {
  const borders = new Set<number>();
  for (let at = from; at < to; at += size(at)) borders.add(at);
  return borders;
}

function compileChar(expr: CharExpr, compiler: Compiler): Node {
  const nodes = compiler.scalars(expr.exprs);
  if (compiler.env.flavor === 'mariadb' && !isOfIntegers(nodes)) return unsupported('CHAR of others than integers');
  const ints = nodes.map(asInt);
  const bytesOf = (f: Frame): Bytes => {
    const out: number[] = [];
    for (const int of ints) {
      const value = int(f);
      if (value !== null) pushBytes(out, Number(BigInt.asUintN(32, value)));
    }
    return Buffer.from(out);
  };
  const charset =
    expr.charset === '' ? undefined : (charsetByName(expr.charset) ?? unsupported(`character set ${expr.charset}`));
  if (!charset || charset.name === 'binary')
    return { ...binaryNode(nodes, nodes.length * 4, bytesOf, charset !== undefined) };
  const collated = { collation: defaultCollation(charset.name, compiler.env), derivation: 4, ascii: false };
  const run = (f: Frame): Bytes | null => {
    const bytes = bytesOf(f);
    const padding = (charset.bytesMin - (bytes.length % charset.bytesMin)) % charset.bytesMin;
    const whole = Buffer.concat([Buffer.alloc(padding), bytes]);
    if (isWellFormed(whole, charset)) return whole;
    // Outside of strict modes what is before stays.
    if (!compiler.hasMode('STRICT_TRANS_TABLES') && !compiler.hasMode('STRICT_ALL_TABLES'))
      return unsupported('bytes that are no text');
    f.warn(1300, `Invalid ${charset.name} character string: '${whole.toString('hex').toUpperCase()}'`);
    return null;
  };
  return stringNode(nodes, collated, nodes.length * 4, run, true);
}

function pushBytes(out: number[], value: number): void {
  if (value > 0xffffff) out.push(value >>> 24);
  if (value > 0xffff) out.push((value >>> 16) & 0xff);
  if (value > 0xff) out.push((value >>> 8) & 0xff);
  out.push(value & 0xff);
}

function compileWeightString(expr: WeightStringExpr, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  if (node.cls === 'null') return nullNode;
  if (node.cls !== 'string' || node.choice) return unsupported(`WEIGHT_STRING of ${node.cls}`);
  if (compiler.env.flavor === 'mariadb' && isBytes(node)) return unsupported('WEIGHT_STRING of bytes of MariaDB');
  const asBinary = expr.as?.name.toLowerCase() === 'binary';
  const subject = asBinary && expr.as ? castTo(node, expr.as, compiler) : node;
  const comparer = comparerOf(subject.type.collation) ?? unsupported(`collation ${subject.type.collation}`);
  const text = asText(subject);
  const count = expr.as && !asBinary ? Number(expr.as.length || '1') : undefined;
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    if (count === undefined) return comparer.weightString(bytes);
    if (subject.type.collation === BINARY_COLLATION) return bytes.subarray(0, count);
    return paddedWeightString(bytes, comparer, count) ?? unsupported('WEIGHT_STRING');
  };
  return binaryNode([node], node.type.length * 4, run, node.type.nullable);
}

/** Functions with a syntax of their own. */
export const formHandlers: Handlers = {
  CharExpr: compileChar,
  TrimExpr: compileTrim,
  WeightStringExpr: compileWeightString,
};

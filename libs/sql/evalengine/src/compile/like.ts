import { type Charset, type Comparer, comparerOf } from '@vt/collations';
import type { ComparisonExpr } from '@vt/sqlparser';
import { mysqlError, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { triNode } from './build.ts';
import { aggregate, asTextIn } from './collate.ts';
import { type Compiler, constantValue } from './compiler.ts';
import { asText, charsetOf } from './convert.ts';
import type { Node } from './node.ts';

const PERCENT = 0x25;
const UNDERSCORE = 0x5f;
const BACKSLASH = 0x5c;

/** One step of a pattern. */
type Step = { readonly kind: 'any' } | { readonly kind: 'one' } | { readonly kind: 'is'; readonly bytes: Uint8Array };

export function compileLike(expr: ComparisonExpr, compiler: Compiler): Node {
  const value = compiler.scalar(expr.left);
  const pattern = compiler.scalar(expr.right);
  const { collation } = aggregate([value, pattern], 'like', compiler.env, true);
  const comparer = comparerOf(collation) ?? unsupported(`collation ${collation}`);
  const charset = charsetOf(collation);
  const escape = escapeOf(expr, compiler);
  const text = asTextIn(value, collation);
  const patternText = asTextIn(pattern, collation);
  const fixed = constantValue(pattern);
  let steps: Step[] | undefined;
  const negated = expr.operator === 'not like';
  return triNode([value, pattern], (f: Frame) => {
    const bytes = text(f);
    if (bytes === null) return null;
    const like = patternText(f);
    if (like === null) return null;
    if (fixed === undefined || steps === undefined) steps = readPattern(like, charset, escape);
    return matches(characters(bytes, charset), steps, comparer) !== negated;
  });
}

function escapeOf(expr: ComparisonExpr, compiler: Compiler): number {
  const standard = compiler.hasMode('NO_BACKSLASH_ESCAPES') ? -1 : BACKSLASH;
  if (expr.escape === null) return standard;
  const node = compiler.scalar(expr.escape);
  if (!node.constant) throw mysqlError(1210, 'HY000', 'Incorrect arguments to ESCAPE');
  const bytes = constantValue(node) === null ? null : asText(node)(new Frame());
  if (bytes === null) return BACKSLASH;
  if (bytes.length === 0) return withoutEscape(compiler);
  const found = charsetOf(node.type.collation).at(bytes, 0);
  if (found < 0 || (found & 7) !== bytes.length) throw mysqlError(1210, 'HY000', 'Incorrect arguments to ESCAPE');
  return found >>> 3;
}

/** ESCAPE '' */
function withoutEscape(compiler: Compiler): number {
  if (compiler.hasMode('NO_BACKSLASH_ESCAPES')) throw mysqlError(1210, 'HY000', 'Incorrect arguments to ESCAPE');
  return compiler.env.flavor === 'mariadb' ? unsupported("ESCAPE '' of MariaDB") : -1;
}

/** The characters of a text, each as its bytes. */
function characters(bytes: Uint8Array, charset: Charset): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = charset.at(bytes, at);
    const size = found < 0 ? 1 : found & 7;
    out.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out;
}

function readPattern(bytes: Uint8Array, charset: Charset, escape: number): Step[] {
  const steps: Step[] = [];
  const parts = characters(bytes, charset);
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Uint8Array;
    const point = charset.at(part, 0) >> 3;
    if (point === escape && i + 1 < parts.length) steps.push({ kind: 'is', bytes: parts[++i] as Uint8Array });
    else if (point === PERCENT) steps.push({ kind: 'any' });
    else if (point === UNDERSCORE) steps.push({ kind: 'one' });
    else steps.push({ kind: 'is', bytes: part });
  }
  return steps;
}

/** Greedy matching with one point to return to: the last %. */
function matches(text: readonly Uint8Array[], steps: readonly Step[], comparer: Comparer): boolean {
  let t = 0;
  let s = 0;
  let anyStep = -1;
  let anyText = 0;
  while (t < text.length) {
    const step = steps[s];
    if (step?.kind === 'any') {
      anyStep = s++;
      anyText = t;
    } else if (step && (step.kind === 'one' || same(text[t] as Uint8Array, step.bytes, comparer))) {
      s++;
      t++;
    } else if (anyStep >= 0) {
      s = anyStep + 1;
      t = ++anyText;
    } else return false;
  }
  while (steps[s]?.kind === 'any') s++;
  return s === steps.length;
}

/** LIKE compares character by character: each must weigh the same as the pattern's. */
function same(a: Uint8Array, b: Uint8Array, comparer: Comparer): boolean {
  if (Buffer.compare(a, b) === 0) return true;
  return comparer.compare(a, b) === 0;
}

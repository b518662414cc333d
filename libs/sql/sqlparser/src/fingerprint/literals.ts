import { K } from '../lexer/keywords.ts';
import { ByteClass, classes, isHex, skipBlanks, skipDigits, skipWord } from './bytes.ts';
import { As, COMMA, Prev } from './marks.ts';
import { Span } from './result.ts';
import type { Scan } from './scan.ts';
import { wordIdOf } from './words.ts';

/** Digits that always fit 64 bits; longer ones may be of another type. */
export const INT_DIGITS_MAX = 18;
/** A decimal's scale goes into the hash above its size. */
export const SCALE_STEP = 1024;

/** What may follow a literal that is a position in ORDER BY or GROUP BY. */
const afterPosition: ReadonlySet<number> = new Set([
  K.ASC,
  K.DESC,
  K.EXCEPT,
  K.FOR,
  K.HAVING,
  K.INTERSECT,
  K.LIMIT,
  K.LOCK,
  K.ORDER,
  K.UNION,
  K.WITH,
]);

/** A literal outside of the list of an IN. `type` is what its type in the canonical text depends on. */
function literal(s: Scan, kind: number, start: number, end: number, type: number): boolean {
  if (s.prev !== Prev.Open || s.prevWord === K.COLLATE || s.derivedLists > 0) return false;
  if (s.by !== 0 && s.by === s.depth + 1 && (s.prevWord === K.BY || s.prevWord === COMMA)) {
    return position(s, start, end);
  }
  const group = s.literals.record(kind, start, end);
  if (group < 0) return false;
  s.mix((kind & Span.KindMask) | (group << 4), type + As.Literal);
  return s.value(end, Prev.Literal);
}

/** A literal that is the position of a column, and stays. */
function position(s: Scan, start: number, end: number): boolean {
  const b = s.bytes;
  const at = skipBlanks(b, end, s.end);
  if (at < s.end && b[at] !== 44 && b[at] !== 41 && b[at] !== 59) {
    if (classes[b[at]!] !== ByteClass.Word) return false;
    if (!afterPosition.has(wordIdOf(b, at, skipWord(b, at, s.end)))) return false;
  }
  s.mixText(start, end, As.Position);
  // Its text is the canonical one only where it is written as that.
  if (end - start > 1 && skipDigits(b, start, end) === start) s.exact = false;
  return s.value(end, Prev.Literal);
}

/** X'1F' or B'01', at its letter. */
export function prefixed(s: Scan, from: number): boolean {
  const b = s.bytes;
  const lower = b[from]! | 0x20;
  if (lower !== 120 && lower !== 98) return false;
  let at = from + 2;
  while (at < s.end && b[at] !== 39) {
    const c = b[at++]!;
    if (lower === 98 ? c !== 48 && c !== 49 : !isHex(c)) return false;
  }
  if (at >= s.end || (lower === 120 ? (at - from) % 2 === 1 : at === from + 2)) return false;
  return literal(s, lower === 120 ? Span.HexString : Span.BitString, from, at + 1, at - from);
}

/** A number whose digits begin at `from`; its span begins at `start`, where a minus may stand. */
export function number(s: Scan, from: number, start: number, flags: number): boolean {
  const b = s.bytes;
  const { end } = s;
  if (s.prev === Prev.Dot) return false;
  if (b[from] === 48 && from + 1 < end && (b[from + 1] === 120 || b[from + 1] === 98)) {
    return flags === 0 && hexNumber(s, from);
  }
  let at = skipDigits(b, from, end);
  let kind: number = Span.Int;
  let scale = 0;
  if (at < end && b[at] === 46) {
    kind = Span.Decimal;
    const dot = at;
    at = skipDigits(b, dot + 1, end);
    scale = at - dot - 1;
  }
  let type = at - from + scale * SCALE_STEP;
  if (at < end && (b[at]! | 0x20) === 101) {
    const exponent = exponentEnd(b, at, end);
    if (exponent === 0) return false;
    at = exponent;
    kind = Span.Float;
    type = 0;
  }
  if (at < end && classes[b[at]!]! >= ByteClass.Word) return false;
  if (kind === Span.Int) {
    if (at - from > INT_DIGITS_MAX) return false;
    type = 0;
  }
  return literal(s, kind | flags, start, at, type);
}

function exponentEnd(b: Uint8Array, e: number, end: number): number {
  const digits = b[e + 1] === 43 || b[e + 1] === 45 ? e + 2 : e + 1;
  const at = skipDigits(b, digits, end);
  return at === digits ? 0 : at;
}

function hexNumber(s: Scan, from: number): boolean {
  const b = s.bytes;
  const hex = b[from + 1] === 120;
  let at = from + 2;
  while (at < s.end && (hex ? isHex(b[at]!) : b[at] === 48 || b[at] === 49)) at++;
  if (at === from + 2 || (at < s.end && classes[b[at]!]! >= ByteClass.Word)) return false;
  return literal(s, hex ? Span.HexNum : Span.BitNum, from, at, 0);
}

export function string(s: Scan, from: number, quote: number): boolean {
  const to = s.literals.stringEnd(from, quote);
  if (to === 0) return false;
  const flags = (to < 0 ? Span.Escaped : 0) | (quote === 34 ? Span.DoubleQuoted : 0);
  return literal(s, Span.String | flags, from, Math.abs(to), 0);
}

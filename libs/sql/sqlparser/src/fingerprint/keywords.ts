import { K } from '../lexer/keywords.ts';
import { closesAt, hasUpper, opensAt, skipBlanks, startsComment } from './bytes.ts';
import { UNDECIDED } from './comments.ts';
import { prefixed } from './literals.ts';
import { As, Level, Prev } from './marks.ts';
import { Span } from './result.ts';
import type { Scan } from './scan.ts';
import { W } from './word-flags.ts';
import { functionIds, ID_MASK, INFO_BITS, infos } from './words.ts';

/**
 * A word that is more than a name or a plain keyword; `slot` is its place in the table of words, -1 for none; `x` and `y`
 * are its hashes. 0: it was read; -1: undecided.
 */
export function word(s: Scan, slot: number, x: number, y: number, from: number, to: number): number {
  if (slot < 0) return prefixed(s, from) ? 0 : UNDECIDED;
  const info = infos[slot]!;
  const flags = info >>> INFO_BITS;
  const id = info & ID_MASK;
  // Whether a parenthesis follows decides what a function's name is, and that cannot be seen behind a comment.
  if ((flags & (W.Function | W.Slow | W.Clock)) !== 0 && startsComment(s.bytes, skipBlanks(s.bytes, to, s.end), s.end))
    return UNDECIDED;
  const read = (flags & W.Reserved) !== 0 ? reserved(s, slot, id, flags, to) : soft(s, slot, id, flags, x, y, from, to);
  return read ? 0 : UNDECIDED;
}

/** The first word decides what the statement is; false: not one of those that the fast path knows. */
export function firstWord(s: Scan, info: number, from: number): boolean {
  const id = info & ID_MASK;
  s.out.word = id;
  s.out.textStart = from;
  switch (id) {
    case K.SELECT:
      s.borders.pass(id, info >>> INFO_BITS);
      break;
    case K.UPDATE:
      s.levels[0] = Level.Tables;
      break;
    case K.INSERT:
    case K.REPLACE:
      s.inserts = true;
      break;
    case K.DELETE:
      break;
    default:
      return false;
  }
  return true;
}

/** A word that the grammar knows and that may be a name. */
function soft(
  s: Scan,
  slot: number,
  id: number,
  flags: number,
  x: number,
  y: number,
  from: number,
  to: number,
): boolean {
  const b = s.bytes;
  if ((flags & (W.Function | W.Slow)) !== 0 && opensAt(b, to, s.end)) {
    if ((flags & W.Slow) !== 0) return false;
    return ((flags & W.Clock) === 0 || closesAt(b, to, s.end)) && call(s, slot, to);
  }
  if (id === K.SOME) s.exact = false;
  if (id === K.RETURNING || id === K.SEPARATOR) return false;
  if (s.inserts) {
    if (id === K.DUPLICATE && s.prevWord === K.ON) {
      s.inserts = false;
      return s.keyword(id, to);
    }
    if (id === K.VALUE && s.prev === Prev.Value && opensAt(b, to, s.end)) return s.keyword(K.VALUES, to);
  }
  if (id === K.OFFSET && s.limit) {
    s.exact = false;
    return s.keyword(id, to);
  }
  if (s.prev === Prev.Literal || hasUpper(b, from, to)) s.exact = false;
  return s.identifier(x, y, to);
}

/** A function's name; its parenthesis is the next token. */
function call(s: Scan, slot: number, to: number): true {
  s.mix(functionIds[slot]!, As.Function);
  return s.value(to, Prev.Value);
}

function reserved(s: Scan, slot: number, id: number, flags: number, to: number): boolean {
  if ((flags & (W.Slow | W.Silent | W.Inexact | W.Value)) !== 0) return special(s, id, flags, to);
  if ((flags & W.Function) !== 0 && opensAt(s.bytes, to, s.end) && !(id === K.VALUES && s.inserts)) {
    return call(s, slot, to);
  }
  if ((flags & W.Clause) !== 0) s.borders.pass(id, flags);
  switch (id) {
    case K.ALL:
      return s.prevWord === K.SELECT ? s.skip(to) : s.keyword(id, to);
    case K.DISTINCT:
    case K.DISTINCTROW:
      if (s.prevWord === K.DISTINCT || isSetOperation(s.prevWord)) return s.skip(to);
      return s.keyword(K.DISTINCT, to);
    case K.COLLATE:
      // It binds tighter than the minus, which is then no part of the number.
      if (s.prev === Prev.Literal && (s.out.kinds[s.out.literals - 1]! & Span.Negative) !== 0) return false;
      break;
    case K.RLIKE:
      return s.keyword(K.REGEXP, to);
    case K.MOD:
      s.operator(37, to);
      return true;
    case K.SET:
      if (s.out.word === K.INSERT || s.out.word === K.REPLACE) s.exact = false;
      break;
    case K.UNION:
    case K.EXCEPT:
    case K.INTERSECT:
    case K.WITH:
      s.exact = false;
      break;
  }
  return s.keyword(id, to);
}

function isSetOperation(word: number): boolean {
  return word === K.UNION || word === K.EXCEPT || word === K.INTERSECT;
}

/** A reserved word that is a value, or that the canonical text may have elsewhere or not at all. */
function special(s: Scan, id: number, flags: number, to: number): boolean {
  if ((flags & W.Slow) !== 0) return false;
  if ((flags & W.Inexact) !== 0) s.exact = false;
  if ((flags & W.Silent) !== 0) return silent(s, id, to);
  // The digits of CURRENT_TIMESTAMP(6) are no literal.
  if ((flags & W.Clock) !== 0 && opensAt(s.bytes, to, s.end) && !closesAt(s.bytes, to, s.end)) return false;
  if ((flags & W.Value) === 0) return s.keyword(id, to);
  s.mix(id, As.Keyword);
  return s.value(to, Prev.Value);
}

function silent(s: Scan, id: number, to: number): boolean {
  if (id === K.INTO) {
    if (s.selects > 0) return false;
    s.prevWord = 0;
  }
  if (id === K.AS) s.prev = Prev.Value;
  return s.skip(to);
}

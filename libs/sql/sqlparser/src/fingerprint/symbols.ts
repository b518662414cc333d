import { K } from '../lexer/keywords.ts';
import { SqlMode } from '../options.ts';
import { ByteClass, classes, opensAt, skipBlanks, skipWord, startsLineComment } from './bytes.ts';
import { blockComment, lineComment, semicolon, UNDECIDED } from './comments.ts';
import { inList } from './in-list.ts';
import { number, string } from './literals.ts';
import { As, COMMA, DEPTH_MAX, Level, Prev } from './marks.ts';
import { Span } from './result.ts';
import type { Scan } from './scan.ts';
import { foldExact, foldLower, KEY_BYTES, wordIdOf } from './words.ts';

// Codes of operators of several characters.
const NOT_EQUAL = 256;
const NULL_SAFE = 257;
const LESS_EQUAL = 258;
const SHIFT_LEFT = 259;
const GREATER_EQUAL = 260;
const SHIFT_RIGHT = 261;
const CONCAT = 262;
const JSON_UNQUOTE = 263;
const JSON_EXTRACT = 264;
const ASSIGN = 265;

/** A token that is no word. 0: it was read; 1: only a comment; -1: undecided. */
export function symbol(s: Scan, at: number, c: number): number {
  const b = s.bytes;
  if (classes[c] === ByteClass.Digit) return number(s, at, at, 0) ? 0 : UNDECIDED;
  const c1 = at + 1 < s.end ? b[at + 1]! : 0;
  switch (c) {
    case 39:
      return string(s, at, 39) ? 0 : UNDECIDED;
    case 34:
      if ((s.mode & SqlMode.AnsiQuotes) !== 0) return quotedName(s, at, 34);
      return string(s, at, 34) ? 0 : UNDECIDED;
    case 96:
      return quotedName(s, at, 96);
    case 40:
      return list(s, at);
    case 45:
      return minus(s, at, c1);
    case 46:
      return dot(s, at, c1);
    case 47:
      if (c1 === 42) return blockComment(s, at);
      return c1 === 47 ? UNDECIDED : s.operator(47, at + 1);
    case 35:
      return lineComment(s, at);
    case 59:
      return semicolon(s, at);
    case 63:
      s.mix(63, As.Sign);
      s.value(at + 1, Prev.Value);
      return 0;
    case 58:
      return colon(s, at, c1);
    case 64:
      return variable(s, at, c1);
    default:
      return operators(s, at, c, c1);
  }
}

function operators(s: Scan, at: number, c: number, c1: number): number {
  const c2 = at + 2 < s.end ? s.bytes[at + 2]! : 0;
  switch (c) {
    case 60:
      if (c1 === 61) return c2 === 62 ? s.operator(NULL_SAFE, at + 3) : s.operator(LESS_EQUAL, at + 2);
      if (c1 === 62) return s.operator(NOT_EQUAL, at + 2);
      return c1 === 60 ? s.operator(SHIFT_LEFT, at + 2) : s.operator(60, at + 1);
    case 62:
      if (c1 === 61) return s.operator(GREATER_EQUAL, at + 2);
      return c1 === 62 ? s.operator(SHIFT_RIGHT, at + 2) : s.operator(62, at + 1);
    case 33:
      return c1 === 61 ? s.operator(NOT_EQUAL, at + 2) : s.operator(33, at + 1);
    case 38:
      if (c1 !== 38) return s.operator(38, at + 1);
      s.keyword(K.AND, at + 2);
      return 0;
    case 124:
      return pipes(s, at, c1);
    case 42:
      return c1 === 47 ? UNDECIDED : star(s, at);
    case 37:
    case 43:
    case 94:
    case 126:
      if (c === 43 && s.prev === Prev.Open) s.exact = false;
      return s.operator(c, at + 1);
    default:
      return UNDECIDED;
  }
}

/** A dot that no name follows directly, or that follows no name. */
function dot(s: Scan, at: number, c1: number): number {
  if (classes[c1] === ByteClass.Digit) return s.prev !== Prev.Value && number(s, at, at, 0) ? 0 : UNDECIDED;
  if (s.prev !== Prev.Value) return UNDECIDED;
  s.mix(46, As.Sign);
  s.value(at + 1, Prev.Dot);
  return 0;
}

/** A star that is no multiplication is a value: what follows it is no operand. */
function star(s: Scan, at: number): 0 {
  const operand = s.prev === Prev.Open || s.prev === Prev.Dot;
  s.mix(42, As.Sign);
  if (!operand) return s.open(at + 1);
  s.value(at + 1, Prev.Value);
  return 0;
}

function pipes(s: Scan, at: number, c1: number): 0 {
  if (c1 !== 124) return s.operator(124, at + 1);
  if ((s.mode & SqlMode.PipesAsConcat) !== 0) {
    s.exact = false;
    return s.operator(CONCAT, at + 2);
  }
  s.keyword(K.OR, at + 2);
  return 0;
}

function minus(s: Scan, at: number, c1: number): number {
  const b = s.bytes;
  if (startsLineComment(b, at, s.end)) return lineComment(s, at);
  if (c1 === 62) {
    // JSON operators take a path, which is a literal like others.
    return b[at + 2] === 62 ? s.operator(JSON_UNQUOTE, at + 3) : s.operator(JSON_EXTRACT, at + 2);
  }
  if (s.prev === Prev.Open) {
    const digits = skipBlanks(b, at + 1, s.end);
    const c = digits < s.end ? b[digits]! : 0;
    if (digits > at + 1) s.exact = false;
    if (classes[c] === ByteClass.Digit) return number(s, digits, at, Span.Negative) ? 0 : UNDECIDED;
    if (c === 46) return UNDECIDED;
  }
  return s.operator(45, at + 1);
}

/** A quoted name; one with its quote in it is left to the slow path. */
function quotedName(s: Scan, from: number, quote: number): number {
  const b = s.bytes;
  const { end } = s;
  let at = from + 1;
  let x = 0;
  let y = 0;
  // INVARIANT: as the scanner's loop does it, for a name is the same with and without quotes.
  while (at < end && b[at] !== quote) {
    let packed = 0;
    const to = Math.min(at + KEY_BYTES, end);
    while (at < to && b[at] !== quote) packed = (packed << 8) | b[at++]!;
    x = foldExact(x, packed);
    y = foldLower(y, packed);
  }
  const length = at - from - 1;
  if (at >= end || length === 0 || b[at + 1] === quote) return UNDECIDED;
  // A function's name, unless it is a table's before its columns.
  if (opensAt(b, at + 1, end) && !(s.inserts && s.depth === 0)) return UNDECIDED;
  s.identifier((x + length) | 0, y, at + 1);
  return 0;
}

/** The parenthesis behind IN. */
function list(s: Scan, at: number): number {
  if (s.prevWord !== K.IN) return UNDECIDED;
  if (inList(s, at)) return 0;
  if (!leftParen(s, at, s.prev, s.prevWord)) return UNDECIDED;
  // A list of literals that is not as plain as those is one bind nevertheless.
  if (!opensQuery(s, at + 1)) s.exact = false;
  return s.operator(40, at + 1);
}

/** What a parenthesis that opens at `at` begins; false: undecided. */
export function leftParen(s: Scan, at: number, prev: number, prevWord: number): boolean {
  if (s.depth === DEPTH_MAX) return false;
  const query = opensQuery(s, at + 1);
  // A query in an ORDER BY would end what the scan knows of the list.
  if (s.by !== 0 && (query || (s.by === s.depth + 1 && (prevWord === K.BY || prevWord === COMMA)))) return false;
  const tables = (s.levels[s.depth]! & Level.Tables) !== 0 && prev === Prev.Open && opensTables(prevWord);
  if (prev !== Prev.Value && !query && !isStructural(s, prevWord)) s.exact = false;
  s.levels[++s.depth] = tables ? Level.Derived | Level.Tables : 0;
  return true;
}

function opensQuery(s: Scan, from: number): boolean {
  const b = s.bytes;
  const at = skipBlanks(b, from, s.end);
  return at < s.end && (b[at]! | 0x20) === 115 && wordIdOf(b, at, Math.min(at + 6, s.end)) === K.SELECT;
}

function opensTables(word: number): boolean {
  return word === COMMA || word === K.FROM || word === K.JOIN || word === 0 || word === K.STRAIGHT_JOIN;
}

/** Is a parenthesis here, behind no operand, part of the grammar, rather than one that the canonical text may be without? */
function isStructural({ depth, inserts }: Scan, prevWord: number): boolean {
  switch (prevWord) {
    case K.VALUES:
    case K.IN:
    case K.USING:
    case K.INDEX:
    case K.KEY:
    case K.PARTITION:
      return true;
    case COMMA:
      return depth === 0 && inserts;
    default:
      return false;
  }
}

/** := or the place of a bind variable. */
function colon(s: Scan, at: number, c1: number): number {
  if (c1 === 61) return s.operator(ASSIGN, at + 2);
  const name = c1 === 58 ? at + 2 : at + 1;
  const to = dottedEnd(s, name);
  if (to === name) return UNDECIDED;
  s.mixText(at, to, As.Sign);
  s.value(to, Prev.Value);
  return 0;
}

/** @name, @@name; quoted ones are left to the slow path. */
function variable(s: Scan, at: number, c1: number): number {
  const name = c1 === 64 ? at + 2 : at + 1;
  const to = dottedEnd(s, name);
  if (to === name) return UNDECIDED;
  if (c1 === 64) for (let i = name; i < to; i++) if (s.bytes[i]! >= 65 && s.bytes[i]! <= 90) s.exact = false;
  s.mixText(at, to, As.Sign);
  s.value(to, Prev.Value);
  return 0;
}

function dottedEnd({ bytes, end }: Scan, from: number): number {
  let at = skipWord(bytes, from, end);
  while (at < end && bytes[at] === 46) at = skipWord(bytes, at + 1, end);
  return at;
}

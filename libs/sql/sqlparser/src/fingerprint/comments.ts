import { K } from '../lexer/keywords.ts';
import { skipBlanks, startsLineComment } from './bytes.ts';
import { As } from './marks.ts';
import type { Scan } from './scan.ts';

/** What reading a comment or the end of a statement comes to. */
export const UNDECIDED = -1;
export const PASSED = 1;

/** A line comment, at its first byte. */
export function lineComment(s: Scan, at: number): number {
  // Behind the first word of a statement comments are kept, and a line comment is no part of one line.
  if (keepsComments(s)) return UNDECIDED;
  let to = at;
  while (to < s.end && s.bytes[to] !== 10) to++;
  s.at = to;
  return PASSED;
}

/** Behind the word that begins a statement, and behind SELECT. */
function keepsComments({ prevWord, out, selects }: Scan): boolean {
  if (prevWord === K.SELECT) return true;
  return selects === 0 && prevWord !== 0 && prevWord === out.word;
}

/** A comment between slashes, at its first byte. Executable ones are left to the slow path. */
export function blockComment(s: Scan, at: number): number {
  const b = s.bytes;
  const c2 = at + 2 < s.end ? b[at + 2]! : 0;
  if (c2 === 33 || ((c2 | 0x20) === 109 && b[at + 3] === 33)) return UNDECIDED;
  let to = at + 2;
  while (to + 1 < s.end && (b[to] !== 42 || b[to + 1] !== 47)) to++;
  if (to + 1 >= s.end) return UNDECIDED;
  to += 2;
  if (keepsComments(s)) s.mixText(at, to, As.Comment);
  const { out } = s;
  if (out.directiveEnd === 0 && c2 === 118 && b[at + 3] === 116 && b[at + 4] === 43) {
    out.directiveStart = at;
    out.directiveEnd = to;
  }
  s.at = to;
  return PASSED;
}

/** The comment that starts at `at`, if one does there. */
export function comment(s: Scan, at: number): number {
  const b = s.bytes;
  const c = b[at];
  if (c === 35) return lineComment(s, at);
  if (c === 45) return startsLineComment(b, at, s.end) ? lineComment(s, at) : UNDECIDED;
  return c === 47 && b[at + 1] === 42 ? blockComment(s, at) : UNDECIDED;
}

/** The end of the statement, behind which nothing but blanks and comments may stand. */
export function semicolon(s: Scan, at: number): number {
  s.at = at + 1;
  for (;;) {
    const next = skipBlanks(s.bytes, s.at, s.end);
    s.at = next;
    if (next >= s.end) return PASSED;
    if (comment(s, next) !== PASSED) return UNDECIDED;
  }
}

import { SqlMode } from '../options.ts';
import { ByteClass, classes, skipBlanks, skipDigits } from './bytes.ts';
import { INT_DIGITS_MAX } from './literals.ts';
import { As, Level, Prev } from './marks.ts';
import { Span } from './result.ts';
import type { Scan } from './scan.ts';

/** After IN, at the parenthesis: a list of literals alone is one bind. False leaves everything as it was. */
export function inList(s: Scan, from: number): boolean {
  const b = s.bytes;
  const { out } = s;
  const first = out.literals;
  let at = from + 1;
  for (;;) {
    const end = member(s, skipBlanks(b, at, s.end));
    if (end === 0) break;
    at = skipBlanks(b, end, s.end);
    if (at >= s.end) break;
    if (b[at] === 41) return finishList(s, first, at + 1);
    if (b[at] !== 44) break;
    at++;
  }
  out.literals = first;
  return false;
}

/** Writes down one plain literal and gives its end; 0 for anything else. */
function member(s: Scan, start: number): number {
  const b = s.bytes;
  const { out, end } = s;
  const minus = start < end && b[start] === 45;
  const from = minus ? skipBlanks(b, start + 1, end) : start;
  if (from >= end) return 0;
  const c = b[from]!;
  let kind: number = Span.InList | (minus ? Span.Negative : 0);
  let to = 0;
  if (classes[c] === ByteClass.Digit) {
    to = integerEnd(b, from, end);
    kind |= Span.Int;
  } else if (!minus && (c === 39 || (c === 34 && (s.mode & SqlMode.AnsiQuotes) === 0))) {
    to = s.literals.stringEnd(from, c);
    kind |= Span.String | (to < 0 ? Span.Escaped : 0) | (c === 34 ? Span.DoubleQuoted : 0);
    to = Math.abs(to);
  }
  const i = out.literals;
  if (to === 0 || (i === out.starts.length && !out.grow())) return 0;
  out.starts[i] = start;
  out.ends[i] = to;
  out.kinds[i] = kind;
  out.literals = i + 1;
  return to;
}

/** End of the integer at `from` that is nothing but digits and fits 64 bits; 0 for any other number. */
export function integerEnd(b: Uint8Array, from: number, end: number): number {
  const at = skipDigits(b, from, end);
  if (at - from > INT_DIGITS_MAX || (at < end && (b[at] === 46 || classes[b[at]!]! >= ByteClass.Word))) return 0;
  return at;
}

function finishList(s: Scan, first: number, to: number): boolean {
  const { out, shared } = s;
  const group = shared.findList(s.bytes, out, first, out.literals - first);
  if (group < 0 || s.derivedLists > 0) {
    out.literals = first;
    return false;
  }
  if (shared.doubtful) s.exact = false;
  if ((s.levels[0]! & Level.List) !== 0) out.named = true;
  for (let i = first; i < out.literals; i++) out.groups[i] = group;
  if (group === out.binds) out.binds++;
  s.mix(group, As.List);
  return s.value(to, Prev.Value);
}

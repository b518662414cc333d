import { unescapeString } from '../lexer/strings.ts';
import { decodeText } from '../lexer/text.ts';
import type { LiteralValue } from '../normalize/binds.ts';
import type { Normalized } from '../normalize/normalize.ts';
import { SqlMode } from '../options.ts';
import type { LiteralSite } from '../parser/parser.ts';
import { type Fingerprint, Span } from './result.ts';

/**
 * What a cache keeps of a text beside its plan: enough to tell, for another text with the same fingerprint, whether it is
 * the same but for the values of its literals. Exact: no two texts that differ elsewhere pass.
 */
export type Shape = {
  /** The statement without what is around it. */
  readonly text: Uint8Array;
  readonly mode: number;
  /** Relative to `text`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  readonly groups: Int32Array;
};

/** A copy of what `found` says of the text it was made from. */
export function shapeOf(bytes: Uint8Array, mode: number, found: Fingerprint): Shape {
  const { textStart, textEnd, literals } = found;
  const relative = (offsets: Int32Array) => offsets.slice(0, literals).map((at) => at - textStart);
  return {
    text: bytes.slice(textStart, textEnd),
    mode,
    starts: relative(found.starts),
    ends: relative(found.ends),
    kinds: found.kinds.slice(0, literals),
    groups: found.groups.slice(0, literals),
  };
}

/**
 * Is the text that `found` was made from the same as that of `shape`, but for the values of its literals? Compares every
 * byte between the literals, and which literals are equal to each other; lists of IN may have any number of members. What
 * is before and behind the statement is not looked at. A text that says the same in other words (letter case, blanks) does
 * not pass: it is parsed once, and kept beside the other.
 */
export function sameShape(shape: Shape, bytes: Uint8Array, mode: number, found: Fingerprint): boolean {
  if (shape.mode !== mode) return false;
  const { text, starts, ends, kinds, groups } = shape;
  const count = starts.length;
  let a = 0;
  let i = 0;
  let at = found.textStart;
  for (let n = 0; n < found.literals; ) {
    if (i >= count || !sameLiteral(kinds[i]!, groups[i]!, found, n)) return false;
    const gap = starts[i]! - a;
    if (found.starts[n]! - at !== gap || !sameBytes(text, a, bytes, at, gap)) return false;
    const list = (kinds[i]! & Span.InList) !== 0;
    const lastA = list ? endOfRun(kinds, starts.length, i, text, ends, starts) : i;
    const lastB = list ? endOfRun(found.kinds, found.literals, n, bytes, found.ends, found.starts) : n;
    a = ends[lastA]!;
    at = found.ends[lastB]!;
    i = lastA + 1;
    n = lastB + 1;
  }
  const rest = text.length - a;
  return i === count && found.textEnd - at === rest && sameBytes(text, a, bytes, at, rest);
}

function sameLiteral(kind: number, group: number, found: Fingerprint, n: number): boolean {
  const other = found.kinds[n]!;
  const list = kind & Span.InList;
  if (list !== (other & Span.InList) || group !== found.groups[n]) return false;
  return list !== 0 || (kind & Span.KindMask) === (other & Span.KindMask);
}

/** Last literal of the list that literal `from` is the first of: lists end at a parenthesis. */
function endOfRun(
  kinds: Uint8Array,
  count: number,
  from: number,
  bytes: Uint8Array,
  ends: Int32Array,
  starts: Int32Array,
): number {
  let last = from;
  while (last + 1 < count && (kinds[last + 1]! & Span.InList) !== 0 && onlyComma(bytes, ends[last]!, starts[last + 1]!))
    last++;
  return last;
}

function onlyComma(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === 41) return false;
  return true;
}

function sameBytes(a: Uint8Array, fromA: number, b: Uint8Array, fromB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[fromA + i] !== b[fromB + i]) return false;
  return true;
}

/**
 * The name of the bind that each literal of `found` goes to, by what parsing and normalising the same text gave; undefined
 * when the two ways disagree on which literals become binds, and such texts must not be cached by their fingerprint.
 * `literals` are the sites that `parseWithLiterals` told; `text` is the decoded text.
 */
export function bindNamesOf(
  found: Fingerprint,
  text: string,
  literals: readonly LiteralSite[],
  { bindOf }: Pick<Normalized<unknown>, 'bindOf'>,
): string[] | undefined {
  const ascii = offsetsOf(text);
  const names = new Map<number, string>();
  for (const { literal, end } of literals) {
    const name = bindOf.get(literal);
    if (name !== undefined) names.set(ascii(end), name);
  }
  if (names.size !== found.literals) return undefined;
  const ordered: string[] = [];
  for (let i = 0; i < found.literals; i++) {
    const name = names.get(found.ends[i]!);
    if (name === undefined) return undefined;
    ordered.push(name);
  }
  return consistent(found, ordered) ? ordered : undefined;
}

/** Do literals of one group have one name, and literals of two groups two? Outside of SELECT a group may have several. */
function consistent(found: Fingerprint, names: readonly string[]): boolean {
  const groups = new Map<string, number>();
  for (let i = 0; i < names.length; i++) {
    const known = groups.get(names[i]!);
    if (known === undefined) groups.set(names[i]!, found.groups[i]!);
    else if (known !== found.groups[i]) return false;
  }
  return true;
}

/** Byte offset by UTF-16 offset, asked for in rising order. */
function offsetsOf(text: string): (at: number) => number {
  let chars = 0;
  let bytes = 0;
  return (at) => {
    bytes += Buffer.byteLength(text.slice(chars, at));
    chars = at;
    return bytes;
  };
}

/** The value of literal `i`, as the normaliser would have bound it. */
export function literalValue(bytes: Uint8Array, mode: number, found: Fingerprint, i: number): LiteralValue {
  const kind = found.kinds[i]!;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = found.starts[i]!;
  const end = found.ends[i]!;
  switch (kind & Span.KindMask) {
    case Span.String:
      return { type: 'VARCHAR', value: stringValue(bytes.subarray(start + 1, end - 1), kind, mode) };
    case Span.HexNum:
      return { type: 'HEXNUM', value: `0x${buffer.toString('latin1', start + 2, end).toUpperCase()}` };
    case Span.HexString:
      return { type: 'HEXVAL', value: `x'${buffer.toString('latin1', start + 2, end - 1)}'` };
    case Span.BitNum:
      return { type: 'BITNUM', value: buffer.toString('latin1', start, end) };
    case Span.BitString:
      return { type: 'BITNUM', value: `0b${buffer.toString('latin1', start + 2, end - 1)}` };
    default:
      return {
        type: numberTypes[kind & Span.KindMask]!,
        value: numberText(buffer.toString('latin1', start, end), kind),
      };
  }
}

const numberTypes: Readonly<Record<number, string>> = {
  [Span.Decimal]: 'DECIMAL',
  [Span.Float]: 'FLOAT64',
  [Span.Int]: 'INT64',
};

/** A number without the blanks that may stand behind its minus. */
function numberText(text: string, kind: number): string {
  return (kind & Span.Negative) !== 0 ? `-${text.slice(1).trim()}` : text;
}

function stringValue(body: Uint8Array, kind: number, mode: number): string {
  const text = decodeText(body);
  if ((kind & Span.Escaped) === 0) return text;
  const quote = (kind & Span.DoubleQuoted) !== 0 ? '"' : "'";
  return unescapeString(text, quote, (mode & SqlMode.NoBackslashEscapes) === 0);
}

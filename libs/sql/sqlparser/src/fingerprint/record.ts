import { K } from '../lexer/keywords.ts';
import { SqlMode } from '../options.ts';
import { Level } from './marks.ts';
import type { ScanState } from './state.ts';

/** What the scanner does with literals. */
export type Literals = {
  /** Writes down a literal and gives it a bind; -1 when there are too many. */
  readonly record: (kind: number, start: number, end: number) => number;
  /** End of the string that starts at `from`, negative when it has escapes; 0 when it has none. */
  readonly stringEnd: (from: number, quote: number) => number;
};

/** See scanner.ts for why it is a function around functions. */
export function literalsOf(s: ScanState): Literals {
  const { bytes, view, levels, shared } = s;
  const { List } = Level;
  const { SELECT } = K;
  const { NoBackslashEscapes } = SqlMode;
  const ONES = 0x01010101;
  const HIGHS = 0x80808080 | 0;
  const BACKSLASHES = 0x5c5c5c5c;

  function record(kind: number, start: number, end: number): number {
    const { out } = s;
    if ((levels[0]! & List) !== 0) out.named = true;
    const i = out.literals;
    if (i === out.starts.length && !out.grow()) return -1;
    out.starts[i] = start;
    out.ends[i] = end;
    out.kinds[i] = kind;
    const next = out.binds;
    let group = next;
    if (!s.limit && !s.inserts) {
      group = shared.find(bytes, out, i);
      if (group < 0) return -1;
      // Outside of SELECT only some of the equal literals share a bind.
      if (shared.doubtful || (group < next && out.word !== SELECT)) s.exact = false;
    }
    if (group === next) out.binds = next + 1;
    out.groups[i] = group;
    out.literals = i + 1;
    return group;
  }

  function stringEnd(from: number, quote: number): number {
    const { end } = s;
    const quotes = Math.imul(quote, ONES);
    const escapes = (s.mode & NoBackslashEscapes) === 0 ? BACKSLASHES : quotes;
    let sign = 1;
    let at = (from + 1) | 0;
    while (at < end) {
      // Four bytes at a time: the lowest high bit that is left is of the first byte that is a quote or a backslash.
      const four = view.getInt32(at, true);
      const q = four ^ quotes;
      const e = four ^ escapes;
      const hits = (((q - ONES) & ~q) | ((e - ONES) & ~e)) & HIGHS;
      if (hits === 0) {
        at = (at + 4) | 0;
        continue;
      }
      at = (at + ((31 - Math.clz32(hits & -hits)) >> 3)) | 0;
      if (at >= end) return 0;
      // INVARIANT: the byte behind the text is no quote.
      if (bytes[at] === quote && bytes[at + 1] !== quote) return sign * (at + 1);
      at = (at + 2) | 0;
      sign = -1;
    }
    return 0;
  }

  return { record, stringEnd };
}

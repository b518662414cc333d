import { K } from '../lexer/keywords.ts';
import { Level } from './marks.ts';
import type { ScanState } from './state.ts';
import { W } from './word-flags.ts';

/** What keywords that begin or end a clause do to what a scan is in. */
export type Borders = {
  /** A keyword with its `W`. */
  readonly pass: (id: number, flags: number) => void;
  /** A parenthesis that closes. */
  readonly close: () => void;
};

/** See scanner.ts for why it is a function around functions. */
export function bordersOf(s: ScanState): Borders {
  const { levels } = s;
  const { List, Derived, Tables } = Level;
  const { EndsBy, EndsList, EndsFrom, Starts } = W;
  const { BY, FROM, LIMIT, SELECT } = K;

  function pass(id: number, flags: number): void {
    const level = levels[s.depth]!;
    s.limit = false;
    if ((flags & EndsBy) !== 0 && s.by === s.depth + 1) s.by = 0;
    if ((level & List) !== 0 && (flags & EndsList) !== 0) endList(level);
    if ((level & Tables) !== 0 && (flags & EndsFrom) !== 0) levels[s.depth]! &= ~Tables;
    if ((flags & Starts) !== 0) start(id, level);
  }

  function endList(level: number): void {
    levels[s.depth] = level & ~List;
    if ((level & Derived) !== 0) s.derivedLists--;
  }

  function start(id: number, level: number): void {
    if (id === FROM) {
      // As in SUBSTRING(a FROM 1).
      if (s.depth > 0 && (level & List) === 0) s.exact = false;
      levels[s.depth]! |= Tables;
    } else if (id === SELECT) {
      s.selects++;
      s.inserts = false;
      levels[s.depth] = level | List;
      if ((level & Derived) !== 0) s.derivedLists++;
    } else if (id === BY) s.by = s.depth + 1;
    else if (id === LIMIT) s.limit = true;
    // JOIN and STRAIGHT_JOIN, where tables are.
    else if (level !== 0) levels[s.depth]! |= Tables;
  }

  function close(): void {
    const level = levels[s.depth]!;
    if ((level & List) !== 0) endList(level);
    if (s.by === s.depth + 1) s.by = 0;
    s.depth--;
    s.limit = false;
  }

  return { pass, close };
}

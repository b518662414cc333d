/** What the fast path could make of a text. */
export const FastStatus = {
  /** It cannot decide: the caller parses. Nothing but `word` may be used. */
  Slow: 0,
  /**
   * Texts with this fingerprint have one normalised text, and the spans are its literals; but another text with the same
   * normalised text may have another fingerprint (redundant parentheses, say). Good for a cache.
   */
  Sound: 1,
  /** Equal fingerprints exactly when the normalised texts are equal (among texts of this status). */
  Exact: 2,
} as const;

/** Kind of a literal in the low bits of `kinds`, and flags above. */
export const Span = {
  Int: 1,
  Decimal: 2,
  Float: 3,
  String: 4,
  HexNum: 5,
  HexString: 6,
  BitNum: 7,
  BitString: 8,
  KindMask: 15,
  /** The string has escapes or doubled quotes. */
  Escaped: 16,
  DoubleQuoted: 32,
  /** A member of the list of an IN: the whole list is one bind. */
  InList: 64,
  /** A number with a minus before it, which the span includes. */
  Negative: 128,
} as const;

/** More literals than a statement may have binds: the text is left to the slow path. */
export const SPANS_MAX = 65_535;
const SPANS_KEPT = 256;

/**
 * What one pass over a text found. The caller owns it and lends it to call after call: nothing is allocated per query, save
 * when a text has more literals than any before. All offsets are bytes of the array that was scanned.
 */
export class Fingerprint {
  /** `FastStatus` */
  status = 0;
  /** The two halves of the fingerprint, unsigned. */
  low = 0;
  high = 0;
  /** Keyword id (`K`) of the first word behind parentheses; 0 for none. */
  word = 0;
  /** Number of literals that become binds. */
  literals = 0;
  /** Number of binds that they become. */
  binds = 0;
  starts = new Int32Array(SPANS_KEPT);
  ends = new Int32Array(SPANS_KEPT);
  kinds = new Uint8Array(SPANS_KEPT);
  /** Which bind a literal goes to, counted from 0 in text order; equal literals that share one have the same. */
  groups = new Int32Array(SPANS_KEPT);
  /** A literal stands in the outermost select list, so that names of result columns may depend on it. */
  named = false;
  /** Borders of the statement itself: what is before and behind are blanks and comments (and the semicolon). */
  textStart = 0;
  textEnd = 0;
  /** Borders of the first directive comment (vt+); both 0 for none. */
  directiveStart = 0;
  directiveEnd = 0;

  /** The fingerprint as one number. */
  get value(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** Makes room for twice as many literals; false when that would be too many. */
  grow(): boolean {
    const size = this.starts.length * 2;
    if (size > SPANS_MAX + 1) return false;
    this.starts = grown(this.starts, size);
    this.ends = grown(this.ends, size);
    this.groups = grown(this.groups, size);
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    this.kinds = kinds;
    return true;
  }
}

function grown(from: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(size);
  to.set(from);
  return to;
}

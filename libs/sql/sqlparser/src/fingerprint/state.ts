import { As, DEPTH_MAX, PADDING_BYTES, Prev, TEXT_BYTES_MAX } from './marks.ts';
import { Fingerprint } from './result.ts';
import { SharedLiterals } from './shared.ts';

/** What one pass over a text knows at a token; the scanner's loop keeps the first part in variables of its own. */
export class ScanState {
  at = 0;
  h1 = 0;
  h2 = 0;
  prev: number = Prev.Open;
  /** Keyword id of the token before, COMMA, or 0 when it was neither. */
  prevWord = 0;

  /** The text, at the offsets that it has in the caller's array, and a zero behind it. */
  readonly bytes = new Uint8Array(TEXT_BYTES_MAX + PADDING_BYTES);
  readonly view = new DataView(this.bytes.buffer);
  end = 0;
  mode = 0;
  out = new Fingerprint();
  exact = true;
  depth = 0;
  readonly levels = new Uint8Array(DEPTH_MAX + 1);
  /** Levels whose select list, which keeps its literals, the scan is in. */
  derivedLists = 0;
  /** Depth (plus one) of the ORDER BY or GROUP BY list the scan is in. */
  by = 0;
  limit = false;
  selects = 0;
  /** In INSERT or REPLACE, before any SELECT or ON DUPLICATE KEY. */
  inserts = false;
  readonly shared = new SharedLiterals();

  /**
   * Begins with the text bytes[start, end), of which it makes a copy: the engine compiles the place of an array that is
   * always the same into the scanner's loop, which is worth more than copying costs.
   */
  reset(bytes: Uint8Array, start: number, end: number, mode: number, out: Fingerprint): void {
    this.bytes.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), start);
    this.bytes[end] = 0;
    this.at = start;
    this.end = end;
    this.mode = mode;
    this.out = out;
    this.h1 = mode | 0;
    this.h2 = ~mode;
    this.prev = Prev.Start;
    this.prevWord = this.depth = this.derivedLists = this.by = this.selects = 0;
    this.levels[0] = 0;
    this.exact = true;
    this.limit = this.inserts = false;
    this.shared.reset();
  }

  /** INVARIANT: the scanner's loop mixes in the same way. */
  mix(a: number, b: number): void {
    const h1 = Math.imul(this.h1 ^ a, 0x9e3779b1);
    this.h1 = (h1 << 13) | (h1 >>> 19);
    const h2 = Math.imul(this.h2 + b, 0x85ebca77);
    this.h2 = ((h2 << 11) | (h2 >>> 21)) ^ a;
  }

  /** Moves on behind a token that an operand follows. */
  open(to: number): 0 {
    this.at = to;
    this.prev = Prev.Open;
    this.prevWord = 0;
    return 0;
  }

  /** Moves on behind an operand, or a part of one. */
  value(to: number, prev: number): true {
    this.at = to;
    this.prev = prev;
    this.prevWord = 0;
    return true;
  }

  operator(code: number, to: number): 0 {
    this.mix(code, As.Sign);
    return this.open(to);
  }

  keyword(id: number, to: number): true {
    this.mix(id, As.Keyword);
    this.at = to;
    this.prev = Prev.Open;
    this.prevWord = id;
    return true;
  }

  identifier(x: number, y: number, to: number): true {
    this.mix(x, y);
    return this.value(to, Prev.Value);
  }

  /** Passes over a word that the canonical text is the same without. */
  skip(to: number): true {
    this.at = to;
    return true;
  }

  mixText(from: number, to: number, as: number): void {
    let a = 0;
    let b = 0;
    for (let i = from; i < to; i++) {
      a = Math.imul(a ^ this.bytes[i]!, 0x01000193);
      b = ((b << 5) - b + this.bytes[i]!) | 0;
    }
    this.mix(a, b + as);
  }
}

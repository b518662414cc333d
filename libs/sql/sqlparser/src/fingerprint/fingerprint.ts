import { K } from '../lexer/keywords.ts';
import { SqlMode } from '../options.ts';
import { FastStatus, type Fingerprint, Span } from './result.ts';
import { SharedLiterals } from './shared.ts';
import { findWord, functionId, W, wordFlags, wordIdOf, wordIds } from './words.ts';

// Numbers by themselves, not fields of one object: the engine compiles them into the loops.
/** Classes of bytes. */
const SPACE = 1;
/** A comma or an equals sign: a token by itself, whatever stands around it. */
const SIGN = 2;
/** From here on: what names are made of. */
const WORD = 3;
const DIGIT = 4;
const classes = new Uint8Array(256);
for (const c of [9, 10, 11, 12, 13, 32]) classes[c] = SPACE;
for (let c = 48; c <= 57; c++) classes[c] = DIGIT;
for (let c = 65; c <= 90; c++) classes[c] = classes[c + 32] = WORD;
for (let c = 128; c < 256; c++) classes[c] = WORD;
classes[95] = classes[36] = WORD;
classes[44] = classes[61] = SIGN;

// What stood before the current token.
/** An operator, a keyword, "(" or ",": an operand is expected. */
const OPEN = 0;
/** A name or ")": an operator may follow. */
const VALUE = 1;
const LITERAL = 2;
const DOT = 3;

/** In the place of a keyword's id: the token before was a comma. */
const COMMA = -1;

// Flags of one level of parentheses.
/** In the select list of this level's SELECT. */
const LIST = 1;
/** The level is a derived table, whose select list keeps its literals. */
const DERIVED = 2;
/** In a list of tables. */
const FROM = 4;

const DEPTH_MAX = 100;
/** Digits that always fit 64 bits; longer ones may be of another type. */
const INT_DIGITS_MAX = 18;

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
class Scanner {
  #b: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #mode = 0;
  #h1 = 0;
  #h2 = 0;
  #prev = 0;
  /** Keyword id of the token before, COMMA, or 0 when it was neither. */
  #prevWord = 0;
  #exact = true;
  #depth = 0;
  readonly #levels = new Uint8Array(DEPTH_MAX + 1);
  /** Levels whose select list, which keeps its literals, the scan is in. */
  #derivedLists = 0;
  /** Depth (plus one) of the ORDER BY or GROUP BY list the scan is in. */
  #by = 0;
  #limit = false;
  #selects = 0;
  /** ON DUPLICATE was read. */
  #duplicate = false;
  #tokens = 0;
  #out!: Fingerprint;
  readonly #shared = new SharedLiterals();

  /** False: the fast path cannot decide. */
  run(bytes: Uint8Array, start: number, end: number, mode: number, out: Fingerprint): boolean {
    this.#b = bytes;
    this.#at = start;
    this.#end = end;
    this.#mode = mode;
    this.#out = out;
    this.#h1 = mode | 0;
    this.#h2 = ~mode;
    this.#prev = this.#prevWord = this.#depth = this.#derivedLists = this.#by = this.#selects = this.#tokens = 0;
    this.#levels[0] = 0;
    this.#exact = true;
    this.#limit = this.#duplicate = false;
    this.#shared.reset();
    if (!this.#scan()) return false;
    this.#finish();
    return true;
  }

  #finish(): void {
    const out = this.#out;
    let h1 = this.#h1 ^ this.#tokens;
    let h2 = this.#h2 ^ Math.imul(this.#tokens, 0x27d4eb2f);
    h1 = Math.imul(h1 ^ (h1 >>> 16) ^ h2, 0x85ebca6b);
    h2 = Math.imul(h2 ^ (h2 >>> 15) ^ h1, 0xc2b2ae35);
    out.low = (h1 ^ (h1 >>> 13)) >>> 0;
    out.high = (h2 ^ (h2 >>> 16)) >>> 0;
    out.status = this.#exact ? FastStatus.Exact : FastStatus.Sound;
  }

  #mix(a: number, b: number): void {
    const h1 = Math.imul(this.#h1 ^ a, 0x9e3779b1);
    this.#h1 = (h1 << 13) | (h1 >>> 19);
    const h2 = Math.imul(this.#h2 + b, 0x85ebca77);
    this.#h2 = ((h2 << 11) | (h2 >>> 21)) ^ a;
    this.#tokens++;
  }

  /**
   * The loop over the tokens. Names, plain keywords and the commonest signs are read right here, with the state in local
   * variables; for all else the state goes to the fields and comes back.
   */
  #scan(): boolean {
    const b = this.#b;
    const end = this.#end;
    let at = this.#at;
    let h1 = this.#h1;
    let h2 = this.#h2;
    let tokens = 0;
    let prev = OPEN;
    let prevWord = 0;
    let last = 0;
    while (at < end) {
      let c = b[at]!;
      const kind = classes[c]!;
      if (kind === SPACE) {
        at = (at + 1) | 0;
        continue;
      }
      const from = at;
      let slot = -1;
      let x = c;
      let y = 3;
      let simple = false;
      if (kind === SIGN) {
        simple = tokens > 0;
        if (simple) {
          prev = OPEN;
          prevWord = c === 44 ? COMMA : 0;
          at = (at + 1) | 0;
        }
      } else if (kind === WORD) {
        x = y = 0;
        // INVARIANT: as in #quoted, a name is the same with and without quotes; `y` is lowerHash. Two steps a turn.
        for (;;) {
          x = (Math.imul(x, 31) + c) | 0;
          y = Math.imul(y ^ (c | 0x20), 0x01000193);
          at = (at + 1) | 0;
          if (at >= end) break;
          c = b[at]!;
          if (classes[c]! < WORD) break;
          x = (Math.imul(x, 31) + c) | 0;
          y = Math.imul(y ^ (c | 0x20), 0x01000193);
          at = (at + 1) | 0;
          if (at >= end) break;
          c = b[at]!;
          if (classes[c]! < WORD) break;
        }
        if (prev !== DOT && at - from > 1) slot = findWord(b, from, at, y);
        if (slot < 0) {
          simple = tokens > 0 && (c !== 39 || at - from > 1);
          if (simple) {
            // A unit behind a literal is written in lower case.
            if (prev === LITERAL) this.#exact = false;
            prev = VALUE;
            prevWord = 0;
          }
        } else if (tokens > 0) {
          const flags = wordFlags[slot]!;
          if ((flags & W.Plain) !== 0) {
            prevWord = x = wordIds[slot]!;
            if ((flags & W.Clause) !== 0) this.#clauses(x, flags);
            y = 2;
            prev = OPEN;
            simple = true;
          } else if ((flags & W.Soft) !== 0) {
            if (prev === LITERAL || this.#hasUpper(from, at)) this.#exact = false;
            prev = VALUE;
            prevWord = 0;
            simple = true;
          } else if ((flags & W.Silent) !== 0 && wordIds[slot] !== K.INTO) {
            if (wordIds[slot] === K.AS) prev = VALUE;
            last = at;
            continue;
          }
        }
      } else if (c === 46 && prev === VALUE) {
        simple = at + 1 < end && classes[b[at + 1]!] !== DIGIT;
        if (simple) {
          prev = DOT;
          prevWord = 0;
          at = (at + 1) | 0;
        }
      } else if (prev === OPEN && tokens > 0 && (kind === DIGIT || c === 39)) {
        const to = kind === DIGIT ? this.#plainInteger(at) : this.#stringEnd(at, 39);
        x = kind === DIGIT ? Span.Int : Span.String;
        const group = to <= 0 ? -1 : this.#plainLiteral(x, at, to, prevWord);
        simple = group >= 0;
        if (simple) {
          x |= group << 4;
          y = 4;
          at = to;
          prev = LITERAL;
          prevWord = 0;
        }
      }
      if (simple) {
        h1 = Math.imul(h1 ^ x, 0x9e3779b1);
        h1 = (h1 << 13) | (h1 >>> 19);
        h2 = Math.imul(h2 + y, 0x85ebca77);
        h2 = ((h2 << 11) | (h2 >>> 21)) ^ x;
        tokens = (tokens + 1) | 0;
        last = at;
        // Mostly one blank follows.
        if (at < end && b[at] === 32) at = (at + 1) | 0;
        continue;
      }
      this.#at = from;
      this.#h1 = h1;
      this.#h2 = h2;
      this.#tokens = tokens;
      this.#prev = prev;
      this.#prevWord = prevWord;
      const done = kind === WORD ? this.#word(slot, x, y, from, at) : this.#symbol(from, b[from]!);
      if (done < 0) return false;
      at = this.#at;
      h1 = this.#h1;
      h2 = this.#h2;
      prev = this.#prev;
      prevWord = this.#prevWord;
      if (done > 0) continue;
      if (tokens === 0) this.#out.textStart = from;
      tokens = this.#tokens;
      last = at;
    }
    this.#h1 = h1;
    this.#h2 = h2;
    this.#tokens = tokens;
    this.#out.textEnd = last;
    return this.#depth === 0 && tokens > 0;
  }

  /** Moves on behind a token that is an operator or the like. */
  #open(to: number): 0 {
    this.#at = to;
    this.#prev = OPEN;
    this.#prevWord = 0;
    return 0;
  }

  #value(to: number, prev: number): true {
    this.#at = to;
    this.#prev = prev;
    this.#prevWord = 0;
    return true;
  }

  // --- words ---

  /** A word that is more than a name or a plain keyword; `slot` is its place in the table of words, -1 for none. */
  #word(slot: number, h1: number, h2: number, from: number, to: number): number {
    if (slot < 0) return this.#tokens > 0 && this.#prefixed(from) ? 0 : -1;
    const flags = wordFlags[slot]!;
    const id = wordIds[slot]!;
    if (this.#tokens === 0 && !this.#first(id)) return -1;
    if ((flags & W.Plain) !== 0) {
      if ((flags & W.Clause) !== 0) this.#clauses(id, flags);
      this.#keyword(id, to);
      return 0;
    }
    const read = (flags & W.Reserved) !== 0 ? this.#reserved(id, flags, to) : this.#known(id, flags, h1, h2, to, from);
    return read ? 0 : -1;
  }

  #identifier(h1: number, h2: number, to: number): true {
    this.#mix(h1, h2);
    return this.#value(to, VALUE);
  }

  /** The first word decides what the statement is. */
  #first(id: number): boolean {
    if (this.#out.word === 0) this.#out.word = id;
    if (id === K.UPDATE) this.#levels[this.#depth]! |= FROM;
    return (
      id === K.SELECT ||
      (this.#depth === 0 && (id === K.INSERT || id === K.UPDATE || id === K.DELETE || id === K.REPLACE))
    );
  }

  /** A word that the grammar knows and that may be a name. */
  #known(id: number, flags: number, h1: number, h2: number, to: number, from: number): boolean {
    const opens = (flags & (W.Function | W.Slow)) !== 0 && this.#opensAt(to);
    if (opens) {
      if ((flags & W.Slow) !== 0 || ((flags & W.Clock) !== 0 && !this.#closesAt(to))) return false;
      this.#mix(functionId(id), 1);
      return this.#value(to, VALUE);
    }
    if (id === K.SOME) this.#exact = false;
    if (id === K.RETURNING || id === K.SEPARATOR) return false;
    if (this.#insertsValues()) {
      if (id === K.DUPLICATE && this.#prevWord === K.ON) {
        this.#duplicate = true;
        return this.#keyword(id, to);
      }
      if (id === K.VALUE && this.#prev === VALUE && this.#opensAt(to)) return this.#keyword(K.VALUES, to);
    }
    if (id === K.OFFSET && this.#limit) {
      this.#exact = false;
      return this.#keyword(id, to);
    }
    if (this.#prev === LITERAL || this.#hasUpper(from, to)) this.#exact = false;
    return this.#identifier(h1, h2, to);
  }

  /** In INSERT or REPLACE, before any SELECT or ON DUPLICATE KEY? */
  #insertsValues(): boolean {
    const { word } = this.#out;
    return (word === K.INSERT || word === K.REPLACE) && this.#selects === 0 && !this.#duplicate;
  }

  #hasUpper(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (this.#b[i]! >= 65 && this.#b[i]! <= 90) return true;
    return false;
  }

  #opensAt(from: number): boolean {
    let at = from;
    while (at < this.#end && classes[this.#b[at]!] === SPACE) at++;
    return at < this.#end && this.#b[at] === 40;
  }

  /** Is there nothing in the parentheses behind `from`? */
  #closesAt(from: number): boolean {
    const at = this.#blanks(this.#blanks(from) + 1);
    return at < this.#end && this.#b[at] === 41;
  }

  #keyword(id: number, to: number): true {
    this.#mix(id, 2);
    this.#at = to;
    this.#prev = OPEN;
    this.#prevWord = id;
    return true;
  }

  #reserved(id: number, flags: number, to: number): boolean {
    if ((flags & (W.Slow | W.Silent | W.Inexact | W.Value)) !== 0) return this.#special(id, flags, to);
    if ((flags & W.Function) !== 0 && this.#opensAt(to) && !(id === K.VALUES && this.#insertsValues())) {
      this.#mix(functionId(id), 1);
      return this.#value(to, VALUE);
    }
    if ((flags & W.Clause) !== 0) this.#clauses(id, flags);
    switch (id) {
      case K.ALL:
        if (this.#prevWord === K.SELECT) return this.#skip(to);
        break;
      case K.DISTINCT:
      case K.DISTINCTROW:
        if (this.#prevWord === K.UNION || this.#prevWord === K.EXCEPT || this.#prevWord === K.INTERSECT)
          return this.#skip(to);
        return this.#keyword(K.DISTINCT, to);
      case K.RLIKE:
        return this.#keyword(K.REGEXP, to);
      case K.MOD:
        if (!this.#opensAt(to)) return this.#mixOperator(37, to);
        break;
      case K.SET:
        if (this.#out.word === K.INSERT || this.#out.word === K.REPLACE) this.#exact = false;
        break;
      case K.UNION:
      case K.EXCEPT:
      case K.INTERSECT:
      case K.WITH:
        this.#exact = false;
        break;
    }
    return this.#keyword(id, to);
  }

  /** Borders of clauses end what the scan was in. */
  #clauses(id: number, flags: number): void {
    const level = this.#levels[this.#depth]!;
    this.#limit = false;
    if (this.#by === this.#depth + 1 && (flags & W.EndsBy) !== 0) this.#by = 0;
    if ((level & LIST) !== 0 && (flags & W.EndsList) !== 0) this.#endList();
    if ((level & FROM) !== 0 && (flags & W.EndsFrom) !== 0) this.#levels[this.#depth]! &= ~FROM;
    if ((flags & W.Starts) !== 0) this.#starts(id, level);
  }

  #starts(id: number, level: number): void {
    switch (id) {
      case K.SELECT:
        return this.#select();
      case K.FROM:
        // As in SUBSTRING(a FROM 1).
        if (this.#depth > 0 && (level & LIST) === 0) this.#exact = false;
        this.#levels[this.#depth]! |= FROM;
        return;
      case K.BY:
        this.#by = this.#depth + 1;
        return;
      case K.LIMIT:
        this.#limit = true;
        return;
      default:
        // JOIN and STRAIGHT_JOIN, where tables are.
        if (level !== 0) this.#levels[this.#depth]! |= FROM;
    }
  }

  #endList(): void {
    const level = this.#levels[this.#depth]!;
    this.#levels[this.#depth] = level & ~LIST;
    if ((level & DERIVED) !== 0) this.#derivedLists--;
  }

  #select(): void {
    this.#selects++;
    const level = this.#levels[this.#depth]!;
    this.#levels[this.#depth] = level | LIST;
    if ((level & DERIVED) !== 0) this.#derivedLists++;
  }

  #special(id: number, flags: number, to: number): boolean {
    if ((flags & W.Slow) !== 0) return false;
    if ((flags & W.Inexact) !== 0) this.#exact = false;
    if ((flags & W.Silent) !== 0) {
      if (id === K.INTO) {
        if (this.#selects > 0) return false;
        this.#prevWord = 0;
      }
      if (id !== K.AS) return this.#skip(to);
      this.#at = to;
      this.#prev = VALUE;
      return true;
    }
    // The digits of CURRENT_TIMESTAMP(6) are no literal.
    if ((flags & W.Clock) !== 0 && this.#opensAt(to) && !this.#closesAt(to)) return false;
    this.#mix(id, 2);
    return (flags & W.Value) !== 0 ? this.#value(to, VALUE) : this.#keyword(id, to);
  }

  /** Passes over a word that the canonical text is the same without. */
  #skip(to: number): true {
    this.#at = to;
    return true;
  }

  #mixOperator(code: number, to: number): true {
    this.#mix(code, 3);
    this.#open(to);
    return true;
  }

  // --- literals ---

  /** X'1F' or B'01' */
  #prefixed(from: number): boolean {
    const b = this.#b;
    const lower = b[from]! | 0x20;
    if (lower !== 120 && lower !== 98) return false;
    let at = from + 2;
    while (at < this.#end && b[at] !== 39) {
      const c = b[at++]!;
      if (lower === 98 ? c !== 48 && c !== 49 : !isHex(c)) return false;
    }
    if (at >= this.#end || (lower === 120 && (at - from) % 2 === 1)) return false;
    return this.#literal(lower === 120 ? Span.HexString : Span.BitString, from, at + 1, at - from);
  }

  #number(from: number, start: number, flags: number): boolean {
    const b = this.#b;
    const end = this.#end;
    let at = from;
    if (this.#prev === DOT) return false;
    if (b[at] === 48 && at + 1 < end && (b[at + 1] === 120 || b[at + 1] === 98)) {
      if (flags !== 0) return false;
      return this.#hexNumber(from);
    }
    while (at < end && classes[b[at]!] === DIGIT) at++;
    let kind: number = Span.Int;
    let scale = 0;
    if (at < end && b[at] === 46) {
      kind = Span.Decimal;
      const dot = at++;
      while (at < end && classes[b[at]!] === DIGIT) at++;
      scale = at - dot - 1;
    }
    let size = at - from;
    if (at < end && (b[at]! | 0x20) === 101) {
      const exponent = this.#exponent(at);
      if (exponent === 0) return false;
      at = exponent;
      kind = Span.Float;
      size = scale = 0;
    }
    if (at < end && classes[b[at]!]! >= WORD) return false;
    if (kind === Span.Int) {
      if (size > INT_DIGITS_MAX) return false;
      size = 0;
    }
    return this.#literal(kind | flags, start, at, size + scale * 1024);
  }

  #exponent(e: number): number {
    const b = this.#b;
    let at = e + 1;
    if (b[at] === 43 || b[at] === 45) at++;
    const digits = at;
    while (at < this.#end && classes[b[at]!] === DIGIT) at++;
    return at === digits ? 0 : at;
  }

  #hexNumber(from: number): boolean {
    const b = this.#b;
    const hex = b[from + 1] === 120;
    let at = from + 2;
    while (at < this.#end && (hex ? isHex(b[at]!) : b[at] === 48 || b[at] === 49)) at++;
    if (at === from + 2 || (at < this.#end && classes[b[at]!]! >= WORD)) return false;
    return this.#literal(hex ? Span.HexNum : Span.BitNum, from, at, 0);
  }

  #string(from: number, quote: number): boolean {
    const to = this.#stringEnd(from, quote);
    if (to === 0) return false;
    const flags = (to < 0 ? Span.Escaped : 0) | (quote === 34 ? Span.DoubleQuoted : 0);
    return this.#literal(Span.String | flags, from, Math.abs(to), 0);
  }

  /** End of the string that starts at `from`, negative when it has escapes; 0 when it has none. */
  #stringEnd(from: number, quote: number): number {
    const b = this.#b;
    const end = this.#end;
    const backslash = (this.#mode & SqlMode.NoBackslashEscapes) === 0 ? 92 : 256;
    let sign = 1;
    let at = (from + 1) | 0;
    while (at < end) {
      const c = b[at]!;
      at = (at + 1) | 0;
      if (c !== quote && c !== backslash) continue;
      if (c === quote && (at >= end || b[at] !== quote)) return sign * at;
      at = (at + 1) | 0;
      sign = -1;
    }
    return 0;
  }

  /** End of the integer at `from` that is nothing but digits; 0 for any other number. */
  #plainInteger(from: number): number {
    const b = this.#b;
    const end = this.#end;
    let at = (from + 1) | 0;
    for (; at < end; at = (at + 1) | 0) {
      const c = b[at]!;
      if (classes[c] === DIGIT) continue;
      if (c === 46 || classes[c] === WORD) return 0;
      break;
    }
    return at - from > INT_DIGITS_MAX ? 0 : at;
  }

  /** The bind of a literal where nothing is to be thought of; -1: look at it closely. */
  #plainLiteral(kind: number, start: number, end: number, prevWord: number): number {
    if (this.#derivedLists > 0 || this.#by !== 0 || prevWord === K.COLLATE) return -1;
    return this.#record(kind, start, end);
  }

  /** Writes down a literal and gives it a bind; -1 when there are too many. */
  #record(kind: number, start: number, end: number): number {
    if ((this.#levels[0]! & LIST) !== 0) this.#out.named = true;
    const out = this.#out;
    const i = out.literals;
    if (i === out.starts.length && !out.grow()) return -1;
    out.starts[i] = start;
    out.ends[i] = end;
    out.kinds[i] = kind;
    const group = this.#group(i);
    if (group < 0) return -1;
    out.groups[i] = group;
    out.literals = i + 1;
    return group;
  }

  /** A literal outside of the list of an IN. `type` is what its type in the canonical text depends on. */
  #literal(kind: number, start: number, end: number, type: number): boolean {
    if (this.#prev !== OPEN || this.#prevWord === K.COLLATE) return false;
    if (this.#derivedLists > 0) return false;
    if (this.#by !== 0 && this.#by === this.#depth + 1 && (this.#prevWord === K.BY || this.#prevWord === COMMA)) {
      return this.#position(start, end);
    }
    const group = this.#record(kind, start, end);
    if (group < 0) return false;
    this.#mix((kind & Span.KindMask) | (group << 4), type + 4);
    return this.#value(end, LITERAL);
  }

  /** The bind of literal `i`; -1 when there are too many to tell. */
  #group(i: number): number {
    const out = this.#out;
    if (this.#limit || this.#insertsValues()) return out.binds++;
    const group = this.#shared.find(this.#b, out, i, 1);
    // Outside of SELECT only some of the equal literals share a bind.
    if (group < out.binds && out.word !== K.SELECT) this.#exact = false;
    if (this.#shared.doubtful) this.#exact = false;
    if (group === out.binds) out.binds++;
    return group;
  }

  /** A literal that is the position of a column, and stays. */
  #position(start: number, end: number): boolean {
    const b = this.#b;
    let at = end;
    while (at < this.#end && classes[b[at]!] === SPACE) at++;
    if (at < this.#end && b[at] !== 44 && b[at] !== 41 && b[at] !== 59) {
      if (classes[b[at]!] !== WORD) return false;
      let to = at;
      while (to < this.#end && classes[b[to]!]! >= WORD) to++;
      if (!afterPosition.has(wordIdOf(b, at, to))) return false;
    }
    let h1 = 0;
    let h2 = 0;
    for (let i = start; i < end; i++) {
      h1 = Math.imul(h1 ^ b[i]!, 0x01000193);
      h2 = ((h2 << 5) - h2 + b[i]!) | 0;
    }
    this.#mix(h1, h2 + 7);
    // Its text is the canonical one only where it is written as that.
    if (end - start > 1 && classes[b[start]!] !== DIGIT) this.#exact = false;
    return this.#value(end, LITERAL);
  }

  /** After IN: a list of literals alone is one bind. False leaves everything as it was. */
  #inList(from: number): boolean {
    const b = this.#b;
    const out = this.#out;
    const first = out.literals;
    let at = from + 1;
    for (;;) {
      at = this.#blanks(at);
      const start = at;
      let flags: number = Span.InList;
      if (b[at] === 45) {
        flags |= Span.Negative;
        at = this.#blanks(at + 1);
      }
      const c = at < this.#end ? b[at]! : 0;
      let kind: number = Span.Int;
      if (classes[c] === DIGIT) {
        const digits = at;
        while (at < this.#end && classes[b[at]!] === DIGIT) at++;
        if (at - digits > INT_DIGITS_MAX || (at < this.#end && (classes[b[at]!]! >= WORD || b[at] === 46))) break;
      } else if (c === 39 || (c === 34 && (this.#mode & SqlMode.AnsiQuotes) === 0)) {
        const to = (flags & Span.Negative) !== 0 ? 0 : this.#stringEnd(at, c);
        if (to === 0) break;
        kind = Span.String | (to < 0 ? Span.Escaped : 0) | (c === 34 ? Span.DoubleQuoted : 0);
        at = Math.abs(to);
      } else break;
      const i = out.literals;
      if (i === out.starts.length && !out.grow()) break;
      out.starts[i] = start;
      out.ends[i] = at;
      out.kinds[i] = kind | flags;
      out.literals = i + 1;
      at = this.#blanks(at);
      if (b[at] === 44) at++;
      else if (b[at] === 41 && at < this.#end) return this.#finishList(first, at + 1);
      else break;
    }
    out.literals = first;
    return false;
  }

  #blanks(from: number): number {
    let at = from;
    while (at < this.#end && classes[this.#b[at]!] === SPACE) at++;
    return at;
  }

  #finishList(first: number, to: number): boolean {
    const out = this.#out;
    const group = this.#shared.find(this.#b, out, first, out.literals - first);
    if (group < 0 || this.#derivedLists > 0) {
      out.literals = first;
      return false;
    }
    if (this.#shared.doubtful) this.#exact = false;
    if ((this.#levels[0]! & LIST) !== 0) out.named = true;
    for (let i = first; i < out.literals; i++) out.groups[i] = group;
    if (group === out.binds) out.binds++;
    this.#mix(group, 5);
    return this.#value(to, VALUE);
  }

  // --- symbols ---

  /** 0: a token was read; 1: only a comment; -1: undecided. */
  #symbol(at: number, c: number): number {
    const b = this.#b;
    if (classes[c] === DIGIT) return this.#number(at, at, 0) ? 0 : -1;
    const c1 = at + 1 < this.#end ? b[at + 1]! : 0;
    switch (c) {
      case 39:
        return this.#string(at, 39) ? 0 : -1;
      case 34:
        if ((this.#mode & SqlMode.AnsiQuotes) !== 0) return this.#quoted(at, 34);
        return this.#string(at, 34) ? 0 : -1;
      case 96:
        return this.#quoted(at, 96);
      case 40:
        return this.#leftParen(at);
      case 41:
        return this.#rightParen(at);
      case 44:
        this.#mix(44, 3);
        this.#open(at + 1);
        this.#prevWord = COMMA;
        return 0;
      case 46:
        if (classes[c1] === DIGIT) {
          if (this.#prev === VALUE) return -1;
          return this.#number(at, at, 0) ? 0 : -1;
        }
        if (this.#prev !== VALUE) return -1;
        this.#mix(46, 3);
        this.#value(at + 1, DOT);
        return 0;
      case 45:
        return this.#minus(at, c1);
      case 47:
        if (c1 === 42) return this.#comment(at);
        return c1 === 47 ? -1 : this.#operator(47, at + 1);
      case 35:
        return this.#lineComment(at);
      case 59:
        return this.#semicolon(at);
      case 63:
        this.#mix(63, 3);
        this.#value(at + 1, VALUE);
        return this.#tokens === 1 ? -1 : 0;
      case 58:
        return this.#colon(at, c1);
      case 64:
        return this.#variable(at, c1);
      default:
        return this.#operators(at, c, c1);
    }
  }

  #operator(code: number, to: number): 0 {
    this.#mix(code, 3);
    return this.#open(to);
  }

  #operators(at: number, c: number, c1: number): number {
    const c2 = at + 2 < this.#end ? this.#b[at + 2]! : 0;
    switch (c) {
      case 60:
        if (c1 === 61) return c2 === 62 ? this.#operator(257, at + 3) : this.#operator(258, at + 2);
        if (c1 === 62) return this.#operator(256, at + 2);
        return c1 === 60 ? this.#operator(259, at + 2) : this.#operator(60, at + 1);
      case 62:
        if (c1 === 61) return this.#operator(260, at + 2);
        return c1 === 62 ? this.#operator(261, at + 2) : this.#operator(62, at + 1);
      case 33:
        return c1 === 61 ? this.#operator(256, at + 2) : this.#operator(33, at + 1);
      case 38:
        if (c1 !== 38) return this.#operator(38, at + 1);
        this.#keyword(K.AND, at + 2);
        return 0;
      case 124:
        return this.#pipes(at, c1);
      case 42:
        if (c1 === 47) return -1;
        return this.#star(at);
      case 37:
      case 43:
      case 61:
      case 94:
      case 126:
        if (c === 43 && this.#prev === OPEN) this.#exact = false;
        return this.#operator(c, at + 1);
      default:
        return -1;
    }
  }

  /** A star that is no multiplication is a value: what follows it is no operand. */
  #star(at: number): 0 {
    const operand = this.#prev === OPEN || this.#prev === DOT;
    this.#mix(42, 3);
    if (!operand) return this.#open(at + 1);
    this.#value(at + 1, VALUE);
    return 0;
  }

  #pipes(at: number, c1: number): 0 {
    if (c1 !== 124) return this.#operator(124, at + 1);
    if ((this.#mode & SqlMode.PipesAsConcat) !== 0) {
      this.#exact = false;
      return this.#operator(262, at + 2);
    }
    this.#keyword(K.OR, at + 2);
    return 0;
  }

  #minus(at: number, c1: number): number {
    const b = this.#b;
    if (c1 === 45 && (at + 2 >= this.#end || b[at + 2]! <= 32)) return this.#lineComment(at);
    if (c1 === 62) {
      // JSON operators take a path, which is a literal like others.
      return b[at + 2] === 62 ? this.#operator(263, at + 3) : this.#operator(264, at + 2);
    }
    if (this.#prev === OPEN) {
      const number = this.#blanks(at + 1);
      const c = number < this.#end ? b[number]! : 0;
      if (number > at + 1) this.#exact = false;
      if (classes[c] === DIGIT) return this.#number(number, at, Span.Negative) ? 0 : -1;
      if (c === 46) return -1;
    }
    return this.#operator(45, at + 1);
  }

  #quoted(from: number, quote: number): number {
    const b = this.#b;
    let h1 = 0;
    let h2 = 0;
    let at = from + 1;
    for (; at < this.#end && b[at] !== quote; at++) {
      const c = b[at]!;
      h1 = (Math.imul(h1, 31) + c) | 0;
      h2 = Math.imul(h2 ^ (c | 0x20), 0x01000193);
    }
    if (at >= this.#end || at === from + 1 || b[at + 1] === quote || this.#tokens === 0) return -1;
    this.#identifier(h1, h2, at + 1);
    return 0;
  }

  #leftParen(at: number): number {
    if (this.#prevWord === K.IN && this.#inList(at)) return 0;
    const parent = this.#levels[this.#depth]!;
    if (this.#depth === DEPTH_MAX) return -1;
    const next = this.#blanks(at + 1);
    const query =
      next < this.#end &&
      (this.#b[next]! | 0x20) === 115 &&
      wordIdOf(this.#b, next, Math.min(next + 6, this.#end)) === K.SELECT;
    if (
      this.#tokens === 0 ||
      (this.#by === this.#depth + 1 && (this.#prevWord === K.BY || this.#prevWord === COMMA) && !query)
    )
      return -1;
    // A query in an ORDER BY would end what the scan knows of the list.
    if (query && this.#by !== 0) return -1;
    const tables =
      (parent & FROM) !== 0 &&
      this.#prev === OPEN &&
      (this.#prevWord === COMMA ||
        this.#prevWord === K.FROM ||
        this.#prevWord === K.JOIN ||
        this.#prevWord === 0 ||
        this.#prevWord === K.STRAIGHT_JOIN);
    if (!this.#structural(query)) this.#exact = false;
    this.#levels[++this.#depth] = tables ? DERIVED | FROM : 0;
    this.#mix(40, 3);
    this.#open(at + 1);
    return 0;
  }

  /** Is a parenthesis here part of the grammar, rather than one that the canonical text may be without? */
  #structural(query: boolean): boolean {
    if (this.#prev === VALUE || query) return this.#prev !== OPEN || this.#prevWord !== 0 || this.#tokens > 0;
    const word = this.#prevWord;
    if (
      word === K.VALUES ||
      word === K.IN ||
      word === K.USING ||
      word === K.INDEX ||
      word === K.KEY ||
      word === K.PARTITION
    )
      return true;
    return this.#prevWord === COMMA && this.#depth === 0 && this.#insertsValues();
  }

  #rightParen(at: number): number {
    if (this.#depth === 0) return -1;
    if ((this.#levels[this.#depth]! & LIST) !== 0) this.#endList();
    if (this.#by === this.#depth + 1) this.#by = 0;
    this.#depth--;
    this.#limit = false;
    this.#mix(41, 3);
    this.#value(at + 1, VALUE);
    return 0;
  }

  #colon(at: number, c1: number): number {
    const b = this.#b;
    if (c1 === 61) return this.#operator(265, at + 2);
    let to = at + 1;
    if (c1 === 58) to++;
    const name = to;
    let h1 = to - at;
    let h2 = 58;
    while (to < this.#end && (classes[b[to]!]! >= WORD || b[to] === 46)) {
      h1 = Math.imul(h1 ^ b[to]!, 0x01000193);
      h2 = ((h2 << 5) - h2 + b[to]!) | 0;
      to++;
    }
    if (to === name) return -1;
    this.#mix(h1, h2);
    this.#value(to, VALUE);
    return 0;
  }

  /** @name, @@name; quoted ones are left to the slow path. */
  #variable(at: number, c1: number): number {
    const b = this.#b;
    let to = c1 === 64 ? at + 2 : at + 1;
    const name = to;
    let h1 = to - at;
    let h2 = 64;
    while (to < this.#end && (classes[b[to]!]! >= WORD || b[to] === 46)) {
      const c = b[to++]!;
      h1 = Math.imul(h1 ^ c, 0x01000193);
      h2 = ((h2 << 5) - h2 + c) | 0;
      if (c1 === 64 && c >= 65 && c <= 90) this.#exact = false;
    }
    if (to === name || this.#tokens === 0) return -1;
    this.#mix(h1, h2);
    this.#value(to, VALUE);
    return 0;
  }

  #semicolon(at: number): number {
    if (this.#tokens === 0) return -1;
    this.#at = at + 1;
    for (;;) {
      const next = this.#blanks(this.#at);
      if (next >= this.#end) break;
      this.#at = next;
      const c = this.#b[next]!;
      const done = c === 47 || c === 45 || c === 35 ? this.#blankComment(next, c) : -1;
      if (done !== 1) return -1;
    }
    this.#at = this.#end;
    return 1;
  }

  #blankComment(at: number, c: number): number {
    if (c === 35 || (c === 45 && this.#b[at + 1] === 45)) return this.#lineComment(at);
    return c === 47 && this.#b[at + 1] === 42 ? this.#comment(at) : -1;
  }

  // --- comments ---

  #lineComment(at: number): number {
    // Behind the first word of a statement comments are kept, and a line comment is no part of one line.
    if (this.#keepsComments()) return -1;
    let to = at;
    while (to < this.#end && this.#b[to] !== 10) to++;
    this.#at = to;
    return 1;
  }

  #keepsComments(): boolean {
    const w = this.#prevWord;
    return w === K.SELECT || w === K.INSERT || w === K.UPDATE || w === K.DELETE || w === K.REPLACE;
  }

  #comment(at: number): number {
    const b = this.#b;
    const c2 = at + 2 < this.#end ? b[at + 2]! : 0;
    if (c2 === 33 || ((c2 | 0x20) === 109 && b[at + 3] === 33)) return -1;
    let to = at + 2;
    while (to + 1 < this.#end && (b[to] !== 42 || b[to + 1] !== 47)) to++;
    if (to + 1 >= this.#end) return -1;
    to += 2;
    if (this.#keepsComments()) this.#mixText(at, to);
    const out = this.#out;
    if (out.directiveEnd === 0 && c2 === 118 && b[at + 3] === 116 && b[at + 4] === 43) {
      out.directiveStart = at;
      out.directiveEnd = to;
    }
    this.#at = to;
    return 1;
  }

  #mixText(from: number, to: number): void {
    let h1 = 0;
    let h2 = 0;
    for (let i = from; i < to; i++) {
      h1 = Math.imul(h1 ^ this.#b[i]!, 0x01000193);
      h2 = ((h2 << 5) - h2 + this.#b[i]!) | 0;
    }
    this.#mix(h1, h2 + 6);
  }
}

function isHex(c: number): boolean {
  return (c >= 48 && c <= 57) || ((c | 0x20) >= 97 && (c | 0x20) <= 102);
}

const scanner = new Scanner();

/**
 * Reads bytes[start, end), one statement, without building anything: its fingerprint, the spans of its literals, and where
 * its comments are go into `out`. `mode` is the session's `SqlMode` bits. False when the text must take the slow path (it is
 * no query or DML, or has something the fast path does not know); only `out.word` is set then.
 */
export function fingerprintInto(
  bytes: Uint8Array,
  start: number,
  end: number,
  mode: number,
  out: Fingerprint,
): boolean {
  out.status = FastStatus.Slow;
  out.low = out.high = out.word = out.literals = out.binds = 0;
  out.textStart = out.textEnd = out.directiveStart = out.directiveEnd = 0;
  out.named = false;
  return scanner.run(bytes, start, end, mode, out);
}

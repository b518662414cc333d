import type { ResolvedOptions } from '../options.ts';
import { SqlMode } from '../options.ts';
import { isDigit, isHex, isSpace, isWordPart, isWordStart } from './chars.ts';
import { hashStep, K, lookupKeyword } from './keywords.ts';
import { endOfDollarQuote } from './strings.ts';
import { StringFlag, T } from './token.ts';
import type { TokenBuffer } from './token-buffer.ts';
import { grownBuffer, takeBuffer } from './token-buffer.ts';

/** All tokens of one statement text, as parallel arrays; the last token is `Eof` or `Bad`. */
export type Tokens = {
  /** `word` is the keyword id of a `Word` (0: none) or the `StringFlag` bits of a string; offsets are UTF-16 units. */
  readonly buffer: TokenBuffer;
  readonly count: number;
  /** Comments as flat triples: index of the token that follows, start, end. */
  readonly comments: readonly number[];
  /** Number of `?` placeholders and binds. */
  readonly binds: number;
};

/**
 * Cuts a text into tokens in one pass. Never throws: what is no token becomes a final `Bad` token, so that an earlier
 * grammar error is reported first, as MySQL does. Linear in the length of the text.
 */
export class Lexer {
  readonly #text: string;
  readonly #mode: number;
  readonly #version: number;
  readonly #mariadb: boolean;
  #buffer: TokenBuffer;
  #kind: Uint8Array;
  #word: Uint16Array;
  #start: Int32Array;
  #end: Int32Array;
  #count = 0;
  #at = 0;
  #binds = 0;
  /** Index of the first token behind the last semicolon. */
  #first = 0;
  /** Inside an executable comment whose content is read. */
  #inExecutable = false;
  readonly #comments: number[] = [];

  constructor(text: string, options: ResolvedOptions) {
    this.#text = text;
    this.#mode = options.sqlMode;
    this.#version = options.serverVersion;
    this.#mariadb = options.flavor === 'mariadb';
    const buffer = takeBuffer(Math.min(text.length + 1, (text.length >> 2) + 16));
    this.#buffer = buffer;
    this.#kind = buffer.kind;
    this.#word = buffer.word;
    this.#start = buffer.start;
    this.#end = buffer.end;
  }

  run(): Tokens {
    while (this.#next());
    return { buffer: this.#buffer, count: this.#count, comments: this.#comments, binds: this.#binds };
  }

  #grow(): void {
    const buffer = grownBuffer(this.#buffer);
    this.#buffer = buffer;
    this.#kind = buffer.kind;
    this.#word = buffer.word;
    this.#start = buffer.start;
    this.#end = buffer.end;
  }

  #push(kind: number, start: number, end: number, word: number): true {
    const i = this.#count;
    if (i === this.#kind.length) this.#grow();
    this.#kind[i] = kind;
    this.#word[i] = word;
    this.#start[i] = start;
    this.#end[i] = end;
    this.#count = i + 1;
    this.#at = end;
    return true;
  }

  #bad(start: number, end: number): false {
    this.#push(T.Bad, start, end, 0);
    return false;
  }

  /** Reads one token; false after the last. */
  #next(): boolean {
    const text = this.#text;
    let at = this.#at;
    let c = text.charCodeAt(at);
    while (isSpace(c)) c = text.charCodeAt(++at);
    this.#at = at;
    if (at >= text.length) {
      // An executable comment left open is an error at its end.
      if (this.#inExecutable) return this.#bad(at, at);
      this.#push(T.Eof, at, at, 0);
      return false;
    }
    if (isDigit(c)) return this.#number(at);
    if (isWordStart(c)) return this.#wordOrPrefixed(at, c);
    return this.#symbol(at, c);
  }

  #wordOrPrefixed(at: number, c: number): boolean {
    if (this.#text.charCodeAt(at + 1) === 39) {
      const lower = c | 0x20;
      if (lower === 120) return this.#quotedDigits(at, T.HexString);
      if (lower === 98) return this.#quotedDigits(at, T.BitString);
      if (lower === 110) return this.#string(at, at + 1, T.NString);
    }
    if (c === 36 && this.#beforeDollars()) return this.#dollarQuoted(at);
    return this.#wordFrom(at);
  }

  /** Behind AS in a CREATE, `$$` and `$tag$` are quotes; elsewhere a name may begin with them, as in 8.4. */
  #beforeDollars(): boolean {
    const last = this.#count - 1;
    return last > this.#first && this.#isWord(last, K.AS) && this.#isWord(this.#first, K.CREATE);
  }

  #isWord(i: number, word: number): boolean {
    return this.#kind[i] === T.Word && this.#word[i] === word;
  }

  #dollarQuoted(at: number): boolean {
    const text = this.#text;
    const body = endOfDollarQuote(text, at);
    if (body < 0) return this.#wordFrom(at);
    const close = text.indexOf(text.slice(at, body), body);
    // Nothing between them is no string.
    if (close <= body) return this.#bad(at, text.length);
    return this.#push(T.String, at, close + body - at, StringFlag.Dollars);
  }

  #wordFrom(at: number): true {
    const text = this.#text;
    let end = at;
    let h = 0;
    for (let c = text.charCodeAt(end); end < text.length && isWordPart(c); c = text.charCodeAt(end)) {
      h = hashStep(h, c);
      end++;
    }
    return this.#push(T.Word, at, end, lookupKeyword(text, at, end, h));
  }

  /** Is the token before `at` a name that this dot or digit continues? */
  #followsName(at: number): boolean {
    const last = this.#count - 1;
    if (last < 0 || this.#end[last] !== at) return false;
    const kind = this.#kind[last]!;
    return kind === T.Quoted || kind === T.Word;
  }

  #number(at: number): boolean {
    const text = this.#text;
    if (at > 0 && text.charCodeAt(at - 1) === 46 && this.#count > 0 && this.#kind[this.#count - 1] === T.Dot) {
      return this.#wordFrom(at);
    }
    const c1 = text.charCodeAt(at + 1);
    if (text.charCodeAt(at) === 48 && (c1 === 120 || c1 === 98)) {
      const done = this.#prefixedNumber(at, c1 === 120);
      if (done) return true;
    }
    let end = at + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    const c = text.charCodeAt(end);
    // In `1..10` the dots are MariaDB's sign for a range.
    if (c === 46 && !(this.#mariadb && text.charCodeAt(end + 1) === 46)) return this.#fraction(at, end + 1);
    if ((c | 0x20) === 101) {
      const exponentEnd = this.#exponent(end);
      if (exponentEnd > 0) return this.#push(T.Float, at, exponentEnd, 0);
    }
    if (end < text.length && isWordPart(c)) return this.#wordFrom(at);
    return this.#push(T.Int, at, end, 0);
  }

  /** 0x1F or 0b01; false when the text is a word such as 0xg. */
  #prefixedNumber(at: number, hex: boolean): boolean {
    const text = this.#text;
    let end = at + 2;
    if (hex) while (isHex(text.charCodeAt(end))) end++;
    else while (text.charCodeAt(end) === 48 || text.charCodeAt(end) === 49) end++;
    if (end === at + 2 || (end < text.length && isWordPart(text.charCodeAt(end)))) return false;
    return this.#push(hex ? T.HexNum : T.BitNum, at, end, 0);
  }

  #fraction(at: number, from: number): boolean {
    const text = this.#text;
    let end = from;
    while (isDigit(text.charCodeAt(end))) end++;
    if ((text.charCodeAt(end) | 0x20) === 101) {
      const exponentEnd = this.#exponent(end);
      if (exponentEnd > 0) return this.#push(T.Float, at, exponentEnd, 0);
    }
    return this.#push(T.Decimal, at, end, 0);
  }

  /** End of the exponent whose `e` is at `at`; 0 when there is none. */
  #exponent(at: number): number {
    const text = this.#text;
    let end = at + 1;
    const sign = text.charCodeAt(end);
    if (sign === 43 || sign === 45) end++;
    if (!isDigit(text.charCodeAt(end))) return 0;
    while (isDigit(text.charCodeAt(end))) end++;
    return end;
  }

  #quotedDigits(at: number, kind: number): boolean {
    const text = this.#text;
    let end = at + 2;
    if (kind === T.HexString) while (isHex(text.charCodeAt(end))) end++;
    else while (text.charCodeAt(end) === 48 || text.charCodeAt(end) === 49) end++;
    const odd = kind === T.HexString && (end - at) % 2 === 1;
    if (text.charCodeAt(end) !== 39 || odd) return this.#bad(at, text.charCodeAt(end) === 39 ? end + 1 : end);
    return this.#push(kind, at, end + 1, 0);
  }

  /** A string whose opening quote is at `quoteAt` (`at` is where its token starts). */
  #string(at: number, quoteAt: number, kind: number): boolean {
    const text = this.#text;
    const quote = text.charCodeAt(quoteAt);
    const backslash = (this.#mode & SqlMode.NoBackslashEscapes) === 0;
    let flags = quote === 34 ? StringFlag.DoubleQuoted : 0;
    for (let end = quoteAt + 1; end < text.length; end++) {
      const c = text.charCodeAt(end);
      if (c === 92 && backslash) {
        flags |= StringFlag.Escaped;
        end++;
      } else if (c === quote) {
        if (text.charCodeAt(end + 1) !== quote) return this.#push(kind, at, end + 1, flags);
        flags |= StringFlag.Escaped;
        end++;
      }
    }
    return this.#bad(at, text.length);
  }

  #quotedName(at: number, quote: number): boolean {
    const text = this.#text;
    let flags = 0;
    for (let end = at + 1; end < text.length; end++) {
      if (text.charCodeAt(end) !== quote) continue;
      if (text.charCodeAt(end + 1) !== quote) {
        if (end === at + 1) return this.#bad(at, end + 1);
        return this.#push(T.Quoted, at, end + 1, flags);
      }
      flags = StringFlag.Escaped;
      end++;
    }
    return this.#bad(at, text.length);
  }

  #symbol(at: number, c: number): boolean {
    const text = this.#text;
    const c1 = text.charCodeAt(at + 1);
    switch (c) {
      case 39:
        return this.#string(at, at, T.String);
      case 34:
        return (this.#mode & SqlMode.AnsiQuotes) !== 0 ? this.#quotedName(at, 34) : this.#string(at, at, T.String);
      case 96:
        return this.#quotedName(at, 96);
      case 40:
        return this.#push(T.LParen, at, at + 1, 0);
      case 41:
        return this.#push(T.RParen, at, at + 1, 0);
      case 44:
        return this.#push(T.Comma, at, at + 1, 0);
      case 46:
        if (this.#mariadb && c1 === 46) return this.#push(T.DotDot, at, at + 2, 0);
        if (isDigit(c1) && !this.#followsName(at)) return this.#fraction(at, at + 1);
        return this.#push(T.Dot, at, at + 1, 0);
      case 59:
        this.#first = this.#count + 1;
        return this.#push(T.Semicolon, at, at + 1, 0);
      case 43:
        return this.#push(T.Plus, at, at + 1, 0);
      case 45:
        return this.#minus(at, c1);
      case 42:
        return this.#star(at, c1);
      case 47:
        return this.#slash(at, c1);
      case 35:
        return this.#lineComment(at);
      case 37:
        return this.#push(T.Percent, at, at + 1, 0);
      case 94:
        return this.#push(T.Caret, at, at + 1, 0);
      case 126:
        return this.#push(T.Tilde, at, at + 1, 0);
      case 33:
        return c1 === 61 ? this.#push(T.Ne, at, at + 2, 0) : this.#push(T.Bang, at, at + 1, 0);
      case 38:
        return c1 === 38 ? this.#push(T.AmpAmp, at, at + 2, 0) : this.#push(T.Amp, at, at + 1, 0);
      case 124:
        return c1 === 124 ? this.#push(T.PipePipe, at, at + 2, 0) : this.#push(T.Pipe, at, at + 1, 0);
      case 60:
        return this.#less(at, c1);
      case 62:
        if (c1 === 61) return this.#push(T.Ge, at, at + 2, 0);
        return c1 === 62 ? this.#push(T.Shr, at, at + 2, 0) : this.#push(T.Gt, at, at + 1, 0);
      case 61:
        return this.#push(T.Eq, at, at + 1, 0);
      case 63:
        this.#binds++;
        return this.#push(T.Placeholder, at, at + 1, 0);
      case 64:
        return this.#atSign(at, c1);
      case 58:
        return this.#colon(at, c1);
      case 123:
        return this.#push(T.LBrace, at, at + 1, 0);
      case 125:
        return this.#push(T.RBrace, at, at + 1, 0);
      default:
        return this.#bad(at, at + 1);
    }
  }

  #minus(at: number, c1: number): boolean {
    const text = this.#text;
    if (c1 === 45) {
      const c2 = text.charCodeAt(at + 2);
      // "--" starts a comment only before white space, a control character or the end.
      if (at + 2 >= text.length || c2 <= 32) return this.#lineComment(at);
    }
    if (c1 === 62) {
      if (text.charCodeAt(at + 2) === 62) return this.#push(T.LongArrow, at, at + 3, 0);
      return this.#push(T.Arrow, at, at + 2, 0);
    }
    return this.#push(T.Minus, at, at + 1, 0);
  }

  #star(at: number, c1: number): boolean {
    if (c1 === 47 && this.#inExecutable) {
      this.#inExecutable = false;
      this.#at = at + 2;
      return true;
    }
    return this.#push(T.Star, at, at + 1, 0);
  }

  #less(at: number, c1: number): boolean {
    if (c1 === 61) {
      if (this.#text.charCodeAt(at + 2) === 62) return this.#push(T.NullSafeEq, at, at + 3, 0);
      return this.#push(T.Le, at, at + 2, 0);
    }
    if (c1 === 62) return this.#push(T.Ne, at, at + 2, 0);
    if (c1 === 60) return this.#push(T.Shl, at, at + 2, 0);
    return this.#push(T.Lt, at, at + 1, 0);
  }

  #slash(at: number, c1: number): boolean {
    const text = this.#text;
    if (c1 === 47) return this.#lineComment(at);
    if (c1 !== 42) return this.#push(T.Slash, at, at + 1, 0);
    const executable = this.#executableStart(at);
    if (executable > 0) {
      this.#inExecutable = true;
      this.#at = executable;
      return true;
    }
    const close = text.indexOf('*/', at + 2);
    if (close < 0) return this.#bad(at, text.length);
    // A skipped executable comment (executable < 0) says nothing to anyone; other comments are kept.
    if (executable === 0) this.#comments.push(this.#count, at, close + 2);
    this.#at = close + 2;
    return true;
  }

  /**
   * Where the content of the executable comment at `at` starts; 0 when it is an ordinary comment, -1 when it is for
   * other versions.
   */
  #executableStart(at: number): number {
    const text = this.#text;
    let from = at + 2;
    const mariadb = (text.charCodeAt(from) | 0x20) === 109 && text.charCodeAt(from + 1) === 33;
    if (mariadb) {
      if (!this.#mariadb) return -1;
      from++;
    }
    if (text.charCodeAt(from) !== 33 || this.#inExecutable) return 0;
    from++;
    let end = from;
    while (end < from + 6 && isDigit(text.charCodeAt(end))) end++;
    const digits = end - from;
    if (digits < 5) return from;
    const version = Number(text.slice(from, end));
    // What is meant for MySQL 5.7 and later, MariaDB does not read.
    if (this.#mariadb && !mariadb && version >= 50_700 && version <= 99_999) return -1;
    return version <= this.#version ? end : -1;
  }

  #lineComment(at: number): boolean {
    const close = this.#text.indexOf('\n', at);
    const end = close < 0 ? this.#text.length : close + 1;
    this.#comments.push(this.#count, at, end);
    this.#at = end;
    return true;
  }

  #atSign(at: number, c1: number): boolean {
    const text = this.#text;
    if (c1 === 64) return this.#push(T.AtAt, at, at + 2, 0);
    if (c1 === 39 || c1 === 34) return this.#string(at, at + 1, T.UserVar);
    if (c1 === 96) {
      const empty = text.charCodeAt(at + 2) === 96 && text.charCodeAt(at + 3) !== 96;
      if (empty) return this.#push(T.UserVar, at, at + 3, 0);
      if (!this.#quotedName(at + 1, 96)) return false;
      const last = this.#count - 1;
      this.#kind[last] = T.UserVar;
      this.#start[last] = at;
      return true;
    }
    let end = at + 1;
    for (let c = c1; end < text.length && (isWordPart(c) || c === 46); c = text.charCodeAt(end)) end++;
    return this.#push(T.UserVar, at, end, 0);
  }

  #colon(at: number, c1: number): boolean {
    const text = this.#text;
    if (c1 === 61) return this.#push(T.Assign, at, at + 2, 0);
    const from = c1 === 58 ? at + 2 : at + 1;
    let end = from;
    for (let c = text.charCodeAt(end); end < text.length && (isWordPart(c) || c === 46); c = text.charCodeAt(end))
      end++;
    if (end === from) return this.#push(T.Colon, at, at + 1, 0);
    this.#binds++;
    return this.#push(c1 === 58 ? T.ListBind : T.Bind, at, end, 0);
  }
}

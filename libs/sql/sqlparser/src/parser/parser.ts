import type { Statement } from '../ast/node.ts';
import type { Literal } from '../expr/nodes.ts';
import type { Keyword } from '../lexer/keywords.ts';
import { isReserved, isReservedInMariadb, keywordId, keywordNames } from '../lexer/keywords.ts';
import type { Tokens } from '../lexer/lexer.ts';
import { Lexer } from '../lexer/lexer.ts';
import { endOfDollarQuote, unescapeString } from '../lexer/strings.ts';
import { StringFlag, T } from '../lexer/token.ts';
import { giveBack } from '../lexer/token-buffer.ts';
import type { ResolvedOptions } from '../options.ts';
import { checkLength, SqlMode } from '../options.ts';
import { SqlError, SqlLimitError, SqlSyntaxError, type SyntaxErrorFields } from './errors.ts';

/** A literal of the tree and the end of its text, in UTF-16 units. */
export type LiteralSite = { readonly literal: Literal; readonly end: number };

/**
 * A cursor over the tokens of one statement. Grammar functions take it, look at `kind` and `word` of the current token,
 * and move on with `next`. `i` may be saved and given back to `seek`: looking ahead costs nothing.
 */
export class Parser {
  readonly text: string;
  readonly options: ResolvedOptions;
  /** 1 where the word with this id is reserved. */
  readonly reserved: Uint8Array;
  readonly #tokens: Tokens;
  readonly #kinds: Uint8Array;
  readonly #words: Uint16Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #count: number;
  /** Index of the current token. */
  i = 0;
  /** Kind of the current token (`T`). */
  kind: number;
  /** Keyword id of the current token when it is a word (`K`), else 0. */
  word: number;
  /** Number of `?` met so far; they become :v1, :v2, … */
  placeholders = 0;
  /** Greatest height of an expression finished since it was last reset; see parseExpr. */
  height = 0;
  /** How many subqueries the cursor is in; INTO is refused inside. */
  subqueries = 0;
  /** Where literals are, when the caller wants to know; see parseWithLiterals. */
  literals: LiteralSite[] | undefined;
  #depth = 0;
  readonly #statement: ((p: Parser) => Statement) | undefined;

  /** `statement` reads one statement of any kind: bodies of stored programs hold them. */
  constructor(text: string, options: ResolvedOptions, statement?: (p: Parser) => Statement) {
    checkLength(text, options);
    this.#statement = statement;
    this.text = text;
    this.options = options;
    this.reserved = options.flavor === 'mariadb' ? isReservedInMariadb : isReserved;
    this.#tokens = new Lexer(text, options).run();
    const { kind, word, start, end } = this.#tokens.buffer;
    this.#kinds = kind;
    this.#words = word;
    this.#starts = start;
    this.#ends = end;
    this.#count = this.#tokens.count;
    if (this.#tokens.binds > options.bindsMax) throw SqlLimitError.tooManyBinds(options.bindsMax, 0);
    this.kind = 0;
    this.word = 0;
    this.seek(0);
  }

  /** Gives the token memory back; the cursor must not be used after. */
  close(): void {
    giveBack(this.#tokens.buffer);
  }

  // --- moving ---

  seek(i: number): void {
    this.i = i;
    this.kind = this.#kinds[i]!;
    this.word = this.kind === T.Word ? this.#words[i]! : 0;
  }

  next(): void {
    // The last token is Eof or Bad; nothing moves past it.
    if (this.i + 1 < this.#count) this.seek(this.i + 1);
  }

  /** Kind of the token `n` places ahead. */
  peekKind(n = 1): number {
    const i = this.i + n;
    return i < this.#count ? this.#kinds[i]! : T.Eof;
  }

  /** Keyword id of the token `n` places ahead (0: not a keyword). */
  peekWord(n = 1): number {
    const i = this.i + n;
    return i < this.#count && this.#kinds[i] === T.Word ? this.#words[i]! : 0;
  }

  // --- positions and text ---

  /** UTF-16 offset of the current token. */
  get start(): number {
    return this.#starts[this.i]!;
  }

  get end(): number {
    return this.#ends[this.i]!;
  }

  /** End of the token before the current one; 0 at the beginning. */
  get previousEnd(): number {
    return this.i === 0 ? 0 : this.#ends[this.i - 1]!;
  }

  /** Text of the current token as written. */
  get raw(): string {
    return this.text.slice(this.start, this.end);
  }

  /** Is there no space between the current token and the next? */
  get touchesNext(): boolean {
    return this.#starts[this.i + 1] === this.end;
  }

  /** Comments that stand right before the current token, outermost first, as written; line comments are dropped. */
  comments(): readonly string[] {
    const all = this.#tokens.comments;
    if (all.length === 0) return noComments;
    let low = 0;
    for (let high = all.length / 3; low < high; ) {
      const middle = (low + high) >> 1;
      if (all[middle * 3]! < this.i) low = middle + 1;
      else high = middle;
    }
    const found: string[] = [];
    for (let c = low * 3; all[c] === this.i; c += 3) {
      // A line comment has no place in one line of text.
      if (this.text[all[c + 1]!] === '/') found.push(this.text.slice(all[c + 1], all[c + 2]));
    }
    return found;
  }

  // --- taking tokens ---

  /** Is the current token of this kind? Unlike a look at `kind`, leaves no trace in the type checker's mind. */
  is(kind: number): boolean {
    return this.kind === kind;
  }

  /** Takes the punctuation `kind` when it is next. */
  accept(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  expect(kind: number): void {
    if (this.kind !== kind) this.fail();
    this.next();
  }

  /** Takes the keyword `word` when it is next. */
  acceptWord(word: number): boolean {
    if (this.word !== word) return false;
    this.next();
    return true;
  }

  expectWord(word: number): void {
    if (this.word !== word) this.fail();
    this.next();
  }

  /** Takes `first second` when both are next. */
  acceptWords(first: number, second: number): boolean {
    if (this.word !== first || this.peekWord() !== second) return false;
    this.seek(this.i + 2);
    return true;
  }

  /** Takes a word that is no keyword of ours; `upper` is its upper-case spelling. */
  acceptRaw(upper: string): boolean {
    if (this.kind !== T.Word || this.raw.toUpperCase() !== upper) return false;
    this.next();
    return true;
  }

  /** Takes one of these keywords and returns its lower-case spelling; undefined when none is next. */
  acceptOneOf<W extends Keyword>(...words: readonly W[]): Lowercase<W> | undefined {
    const id = this.word;
    if (id === 0) return undefined;
    const name = keywordNames[id] as W;
    if (!words.includes(name)) return undefined;
    this.next();
    return name.toLowerCase() as Lowercase<W>;
  }

  /** As `acceptOneOf`, but one of them must be next. */
  expectOneOf<W extends Keyword>(...words: readonly W[]): Lowercase<W> {
    return this.acceptOneOf(...words) ?? this.fail();
  }

  /** Reads the statement at the cursor, up to its end or semicolon. */
  statement(): Statement {
    return this.#statement === undefined ? this.fail() : this.#statement(this);
  }

  // --- names and strings ---

  /** Can the current token be a name? */
  isName(): boolean {
    return this.kind === T.Quoted || (this.kind === T.Word && this.reserved[this.word] === 0);
  }

  /** A name: quoted, or a word that is not reserved. */
  name(): string {
    if (!this.isName()) this.fail();
    return this.takeName();
  }

  /** A name where any word can stand, as after a dot that touches it. */
  anyName(): string {
    if (this.kind !== T.Quoted && this.kind !== T.Word) this.fail();
    const apart = this.i > 0 && this.#kinds[this.i - 1] === T.Dot && this.#ends[this.i - 1] !== this.start;
    if (apart && this.kind === T.Word && this.reserved[this.word] === 1) this.fail();
    return this.takeName();
  }

  /** Makes the current bind variable `:word` the word after its colon: a label's colon may touch what follows it. */
  splitBind(): void {
    const from = this.start + 1;
    this.#kinds[this.i] = T.Word;
    this.#words[this.i] = keywordId(this.text.slice(from, this.end));
    this.#starts[this.i] = from;
    this.seek(this.i);
  }

  /** Value of the current word or quoted name, whatever it is; moves on. */
  takeName(): string {
    const value = this.kind === T.Quoted ? this.#quotedValue() : this.raw;
    this.next();
    return value;
  }

  #quotedValue(): string {
    const quote = this.text[this.start]!;
    const body = this.text.slice(this.start + 1, this.end - 1);
    return this.#words[this.i] === 0 ? body : body.replaceAll(quote + quote, quote);
  }

  /** Value of the current String or NString token (without looking at following ones); moves on. */
  string(): string {
    if (this.kind !== T.String && this.kind !== T.NString) this.fail();
    const from = this.kind === T.NString ? this.start + 2 : this.start + 1;
    return this.#stringBody(from);
  }

  #stringBody(from: number): string {
    const flags = this.#words[this.i]!;
    if (flags === StringFlag.Dollars) return this.#dollarsBody();
    const body = this.text.slice(from, this.end - 1);
    const quote = (flags & StringFlag.DoubleQuoted) !== 0 ? '"' : "'";
    this.next();
    if ((flags & StringFlag.Escaped) === 0) return body;
    return unescapeString(body, quote, (this.options.sqlMode & SqlMode.NoBackslashEscapes) === 0);
  }

  #dollarsBody(): string {
    const { raw } = this;
    const quote = endOfDollarQuote(raw, 0);
    this.next();
    return raw.slice(quote, raw.length - quote);
  }

  /** Name of the current UserVar token, without @ and quotes; moves on. */
  userVar(): string {
    if (this.kind !== T.UserVar) this.fail();
    const first = this.text[this.start + 1];
    if (first === "'" || first === '"') return this.#stringBody(this.start + 2);
    const raw = this.raw.slice(1);
    this.next();
    return first === '`' ? raw.slice(1, -1).replaceAll('``', '`') : raw;
  }

  /** A name or a string literal. */
  nameOrString(): string {
    return this.kind === T.String ? this.string() : this.name();
  }

  /** Name of a charset or collation, as a word or a string; the canonical text has it without quotes. */
  charsetName(): string {
    const { i } = this;
    const name = this.nameOrString();
    if (/^\w+$/.test(name)) return name;
    this.seek(i);
    return this.fail();
  }

  /** An unsigned integer literal as text. */
  integer(): string {
    if (this.kind !== T.Int) this.fail();
    const value = this.raw;
    this.next();
    return value;
  }

  // --- bounds and errors ---

  /** Counts one level of nesting; every `enter` is paired with a `leave` on success. */
  enter(): void {
    if (++this.#depth > this.options.nestingMax) throw this.tooDeep();
  }

  leave(): void {
    this.#depth--;
  }

  /** Records the height of a finished subtree and refuses one that is too high to be walked. */
  grew(height: number): number {
    if (height > this.options.nestingMax) throw this.tooDeep();
    if (height > this.height) this.height = height;
    return height;
  }

  tooDeep(): SqlLimitError {
    return SqlLimitError.tooDeep(this.options.nestingMax, Buffer.byteLength(this.text.slice(0, this.start)));
  }

  /** An error of the server's at the current token, other than one of syntax. */
  refusal(errno: number, sqlState: string, message: string): SqlError {
    return new SqlError(message, errno, sqlState, Buffer.byteLength(this.text.slice(0, this.start)));
  }

  /** Throws a syntax error at the current token. */
  fail(reason?: string, said?: SyntaxErrorFields['said']): never {
    throw new SqlSyntaxError({ text: this.text, start: this.start, end: this.end, near: this.#near(), reason, said });
  }

  /** Throws a syntax error at a token that was passed: `i` as it was there. */
  failAt(i: number): never {
    this.i = i;
    return this.fail();
  }

  /** Text of the current token as Vitess quotes it in errors; empty for punctuation. */
  #near(): string {
    switch (this.kind) {
      case T.Quoted:
        return this.#quotedValue();
      case T.String:
      case T.NString:
        return this.raw.slice(this.kind === T.NString ? 2 : 1, -1);
      case T.UserVar:
        return this.raw.slice(1);
      case T.Bad:
        return nearBad(this.raw);
      case T.Word:
      case T.Int:
      case T.Decimal:
      case T.Float:
      case T.HexNum:
      case T.BitNum:
      case T.Colon:
        return this.raw;
      default:
        return '';
    }
  }

  /** Requires that nothing but an optional semicolon follows. */
  expectEnd(): void {
    this.accept(T.Semicolon);
    if (this.kind !== T.Eof) this.fail();
  }

  /** Is this the end of a statement? */
  atEnd(): boolean {
    return this.kind === T.Eof || this.kind === T.Semicolon;
  }
}

const noComments: readonly string[] = [];

/** What Vitess quotes of text that is no token: nothing of bad digits, an open string without its quote. */
function nearBad(raw: string): string {
  if (/^[xb]'/i.test(raw)) return '';
  const body = /^n?['"`]/i.test(raw) ? raw.slice(raw.search(/['"`]/) + 1) : raw;
  return body.endsWith('\\') ? body.slice(0, -1) : body;
}

export { T };

/*
 * A look at a statement without parsing it: where its bind variables are, and which words it has outside of strings, quoted names and
 * comments. Bind variables are `:name` and `::list`.
 */

export type BindPosition = {
  readonly name: string;
  readonly isList: boolean;
  readonly start: number;
  readonly end: number;
};

export type ScannedWord = { readonly text: string; readonly depth: number; readonly start: number };

export type Scan = {
  readonly binds: readonly BindPosition[];
  /** Unquoted words in lower case, with the depth of parentheses they stand in. */
  readonly words: readonly ScannedWord[];
  /** Where the statement ends, without trailing comments, blanks and semicolons. */
  readonly end: number;
};

/** Words beyond this many are not looked at: what decides the kind of a statement stands at its beginning. */
const WORDS_MAX = 4096;

// The start of a comment that MySQL executes: a slash and a star, an exclamation mark (before it an M in MariaDB), a version.
const executedComment = /^\/\*M?!\d*/;

const typeComment = / \/\* [A-Z][A-Z0-9_]*(?:\(\d+(?:,\d+)?\))? \*\//y;

const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isWordStart = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c === 64 || c > 127;
const isWordPart = (c: number): boolean => isWordStart(c) || isDigit(c);
/** `#maxLimit` is a bind name too. */
const isBindStart = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 35;

class Scanner {
  readonly #sql: string;
  readonly #binds: BindPosition[] = [];
  readonly #words: ScannedWord[] = [];
  #at = 0;
  #depth = 0;
  #end = 0;

  constructor(sql: string) {
    this.#sql = sql;
  }

  run(): Scan {
    const sql = this.#sql;
    while (this.#at < sql.length) {
      const c = sql.charCodeAt(this.#at);
      if (isSpace(c) || c === 0x3b) this.#at++;
      else if (!this.#comment(c)) {
        this.#token(c);
        this.#end = this.#at;
      }
    }
    return { binds: this.#binds, words: this.#words, end: this.#end };
  }

  #comment(c: number): boolean {
    const sql = this.#sql;
    const next = sql.charCodeAt(this.#at + 1);
    const dashes = c === 0x2d && next === 0x2d && !(sql.charCodeAt(this.#at + 2) > 32);
    if (c === 0x23 || dashes) {
      const end = sql.indexOf('\n', this.#at);
      this.#at = end < 0 ? sql.length : end + 1;
      return true;
    }
    if (c !== 0x2f || next !== 0x2a) return false;
    const executed = executedComment.exec(sql.slice(this.#at, this.#at + 12));
    if (executed) {
      // MySQL executes what stands in such a comment: it is read as if the comment's borders were blanks.
      this.#at += executed[0].length;
      this.#end = this.#at;
      return true;
    }
    const end = sql.indexOf('*/', this.#at + 2);
    this.#at = end < 0 ? sql.length : end + 2;
    return true;
  }

  #token(c: number): void {
    if (c === 0x27 || c === 0x22 || c === 0x60) return this.#quoted(c);
    if (c === 0x3a) return this.#colon();
    if (isWordStart(c)) return this.#word();
    if (isDigit(c)) return this.#number();
    if (c === 0x28) this.#depth++;
    else if (c === 0x29) this.#depth--;
    // The end of an executed comment.
    else if (c === 0x2a && this.#sql.charCodeAt(this.#at + 1) === 0x2f) this.#at++;
    this.#at++;
  }

  #quoted(quote: number): void {
    const sql = this.#sql;
    let at = this.#at + 1;
    for (; at < sql.length; at++) {
      const c = sql.charCodeAt(at);
      if (c === 0x5c && quote !== 0x60) at++;
      else if (c === quote) {
        if (sql.charCodeAt(at + 1) !== quote) break;
        at++;
      }
    }
    this.#at = Math.min(at + 1, sql.length);
  }

  #colon(): void {
    const sql = this.#sql;
    const start = this.#at;
    const isList = sql.charCodeAt(start + 1) === 0x3a;
    const from = start + (isList ? 2 : 1);
    if (!isBindStart(sql.charCodeAt(from))) {
      this.#at = start + 1;
      return;
    }
    let at = from + 1;
    while (at < sql.length && isWordPart(sql.charCodeAt(at))) at++;
    const end = this.#endOfType(at);
    this.#binds.push({ name: sql.slice(from, at), isList, start, end });
    this.#at = end;
  }

  /**
   * Gates of Vitess note the type behind a variable: `:vtg1 /* DECIMAL(2,1) *` and a slash. It goes with the variable: in mysqld's text it would be part of
   * a column's name.
   */
  #endOfType(at: number): number {
    if (!this.#sql.startsWith(' /* ', at)) return at;
    typeComment.lastIndex = at;
    return typeComment.test(this.#sql) ? typeComment.lastIndex : at;
  }

  #number(): void {
    const sql = this.#sql;
    let at = this.#at + 1;
    while (at < sql.length && (isWordPart(sql.charCodeAt(at)) || sql.charCodeAt(at) === 0x2e)) at++;
    this.#at = at;
  }

  #word(): void {
    const sql = this.#sql;
    const start = this.#at;
    let at = start + 1;
    while (at < sql.length && isWordPart(sql.charCodeAt(at))) at++;
    this.#at = at;
    // A name behind a dot is no keyword.
    if (this.#words.length < WORDS_MAX && sql.charCodeAt(start - 1) !== 0x2e) {
      this.#words.push({ text: sql.slice(start, at).toLowerCase(), depth: this.#depth, start });
    }
  }
}

export function scanStatement(sql: string): Scan {
  return new Scanner(sql).run();
}

const READING = new Set(['select', 'table', 'with']);

/** Where the rows of an INSERT or REPLACE begin, when no word from there on could read a table; undefined where that is not known. */
export function startOfRows(words: readonly ScannedWord[]): number | undefined {
  const [first] = words;
  if ((first?.text !== 'insert' && first?.text !== 'replace') || words.length === WORDS_MAX) return undefined;
  const at = words.findIndex(({ text, depth }) => depth === 0 && (text === 'values' || text === 'value'));
  if (at < 0 || words.slice(at).some(({ text }) => READING.has(text))) return undefined;
  return words[at]?.start;
}

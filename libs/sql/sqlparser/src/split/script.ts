import { isWordPart } from '../lexer/chars.ts';
import { endOfDollarQuote } from '../lexer/strings.ts';
import { SqlMode } from '../options.ts';

/** One statement of a script. */
export type ScriptStatement = {
  readonly sql: string;
  /** UTF-16 offset in the script, and line from 1. */
  readonly start: number;
  readonly line: number;
  /** It ended with \G: the client shows one column a line. */
  readonly vertical: boolean;
};

const delimiterCommand = /delimiter[ \t]+(\S+)[^\n]*(?:\n|$)/iy;
const BLANK = /\s*/y;

/**
 * Cuts a script as the command line client does: at the delimiter (`;` until a line DELIMITER says otherwise) or at \G,
 * outside of quotes and comments. Statements of comments alone are left out. Linear in the length of the script.
 */
export function splitScript(script: string, sqlMode = 0): ScriptStatement[] {
  return new Script(script, sqlMode).run();
}

class Script {
  readonly #text: string;
  readonly #backslash: boolean;
  readonly #found: ScriptStatement[] = [];
  #delimiter = ';';
  #from = 0;
  /** The statement has something beside comments. */
  #some = false;
  #line = 1;
  #lineAt = 0;

  constructor(text: string, sqlMode: number) {
    this.#text = text;
    this.#backslash = (sqlMode & SqlMode.NoBackslashEscapes) === 0;
  }

  run(): ScriptStatement[] {
    const text = this.#text;
    for (let at = 0; at < text.length; ) {
      if (!this.#some) {
        const command = this.#command(at);
        if (command > at) {
          at = command;
          continue;
        }
      }
      if (text.startsWith(this.#delimiter, at)) at = this.#take(at, this.#delimiter.length, false);
      else if (text.startsWith('\\G', at)) at = this.#take(at, 2, true);
      else at = this.#skip(at);
    }
    this.#take(text.length, 0, false);
    return this.#found;
  }

  /** End of a DELIMITER command that starts the next statement at `at`; `at` for none. */
  #command(at: number): number {
    const before = this.#text[at - 1];
    if (at > 0 && before !== '\n' && before !== ' ' && before !== '\t' && this.#from !== at) return at;
    delimiterCommand.lastIndex = at;
    const match = delimiterCommand.exec(this.#text);
    if (match === null) return at;
    this.#delimiter = match[1]!;
    this.#from = delimiterCommand.lastIndex;
    return this.#from;
  }

  #take(end: number, delimiterLength: number, vertical: boolean): number {
    if (this.#some) {
      BLANK.lastIndex = this.#from;
      BLANK.exec(this.#text);
      const start = BLANK.lastIndex;
      const sql = this.#text.slice(start, end).trimEnd();
      this.#found.push({ sql, start, line: this.#lineOf(start), vertical });
    }
    this.#some = false;
    this.#from = end + delimiterLength;
    return this.#from;
  }

  #lineOf(offset: number): number {
    for (
      let at = this.#text.indexOf('\n', this.#lineAt);
      at >= 0 && at < offset;
      at = this.#text.indexOf('\n', at + 1)
    ) {
      this.#line++;
      this.#lineAt = at + 1;
    }
    return this.#line;
  }

  /** Past one character, quoted text or comment. */
  #skip(at: number): number {
    const text = this.#text;
    const c = text[at]!;
    if (c === "'" || c === '"' || c === '`') {
      this.#some = true;
      return this.#quoted(at, c);
    }
    if (c === '#' || (c === '-' && text[at + 1] === '-' && (at + 2 >= text.length || text.charCodeAt(at + 2) <= 32))) {
      return after(text, '\n', at);
    }
    if (c === '/' && text[at + 1] === '*') {
      // Executable comments and hints are more than comments.
      if (text[at + 2] === '!' || text[at + 2] === '+') this.#some = true;
      return after(text, '*/', at + 2);
    }
    if (text.charCodeAt(at) > 32) this.#some = true;
    return c === '$' && !isWordPart(text.charCodeAt(at - 1)) ? this.#dollarQuoted(at) : at + 1;
  }

  /** Past $$text$$ or $tag$text$tag$; past the dollar where it quotes nothing. */
  #dollarQuoted(at: number): number {
    const body = endOfDollarQuote(this.#text, at);
    return body < 0 ? at + 1 : after(this.#text, this.#text.slice(at, body), body);
  }

  #quoted(at: number, quote: string): number {
    const text = this.#text;
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '\\' && quote !== '`' && this.#backslash) i++;
      else if (text[i] === quote) return i + 1;
    }
    return text.length;
  }
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? text.length : found + end.length;
}

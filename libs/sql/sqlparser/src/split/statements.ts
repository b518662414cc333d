import { K } from '../lexer/keywords.ts';
import type { Tokens } from '../lexer/lexer.ts';
import { Lexer } from '../lexer/lexer.ts';
import { T } from '../lexer/token.ts';
import { giveBack } from '../lexer/token-buffer.ts';
import type { ParseOptions } from '../options.ts';
import { checkLength, resolveOptions } from '../options.ts';

/** One statement of a text: borders in UTF-16 units, without the blanks around it and without its semicolon. */
export type StatementSpan = { readonly start: number; readonly end: number };

/**
 * The statements of a text that was sent as one. Empty ones are left out; comments before a statement belong to it. The
 * semicolons inside of stored programs end nothing. Never throws for bad SQL: what cannot be read is one last statement.
 */
export function splitStatements(sql: string, options?: ParseOptions): StatementSpan[] {
  const resolved = resolveOptions(options);
  checkLength(sql, resolved);
  const tokens = new Lexer(sql, resolved).run();
  try {
    return new Splitter(sql, tokens).run();
  } finally {
    giveBack(tokens.buffer);
  }
}

class Splitter {
  readonly #text: string;
  readonly #tokens: Tokens;
  readonly #spans: StatementSpan[] = [];
  /** Where the text of the current statement starts, and how many tokens it has so far. */
  #from = 0;
  #count = 0;
  /** Blocks of a stored program that are open. */
  #depth = 0;
  #stored = false;
  /** CREATE or ALTER was the first word: the next words tell whether a stored program is defined. */
  #defines = false;

  constructor(text: string, tokens: Tokens) {
    this.#text = text;
    this.#tokens = tokens;
  }

  run(): StatementSpan[] {
    const { buffer, count } = this.#tokens;
    for (let i = 0; i < count; i++) {
      const kind = buffer.kind[i]!;
      if (kind === T.Eof) break;
      if (kind === T.Semicolon && this.#depth === 0) {
        this.#finish(buffer.start[i]!);
        this.#from = buffer.end[i]!;
        continue;
      }
      this.#count++;
      if (kind === T.Word) this.#word(i, buffer.word[i]!);
    }
    this.#finish(this.#text.length);
    return this.#spans;
  }

  #finish(end: number): void {
    if (this.#count > 0) {
      const raw = this.#text.slice(this.#from, end);
      const start = this.#from + raw.length - raw.trimStart().length;
      this.#spans.push({ start, end: this.#from + raw.trimEnd().length });
    }
    this.#count = this.#depth = 0;
    this.#stored = this.#defines = false;
  }

  #word(i: number, word: number): void {
    if (this.#count === 1) {
      this.#defines = word === K.CREATE || word === K.ALTER;
      // MariaDB: BEGIN NOT ATOMIC outside of a program.
      if (word === K.BEGIN && this.#wordAt(i + 1) === K.NOT) this.#stored = true;
      else return;
    }
    if (this.#stored) this.#block(i, word);
    else if (this.#defines) {
      const program = word === K.PROCEDURE || word === K.FUNCTION || word === K.TRIGGER || word === K.EVENT;
      if (program) this.#stored = true;
      else if (word === K.TABLE || word === K.VIEW || word === K.AS) this.#defines = false;
    }
  }

  #wordAt(i: number): number {
    const { buffer, count } = this.#tokens;
    return i >= 0 && i < count && buffer.kind[i] === T.Word ? buffer.word[i]! : 0;
  }

  #block(i: number, word: number): void {
    const before = this.#wordAt(i - 1);
    switch (word) {
      case K.BEGIN:
      case K.CASE:
        if (before !== K.END) this.#depth++;
        return;
      case K.IF:
      case K.LOOP:
      case K.REPEAT:
      case K.WHILE:
        if (this.#depth > 0 && this.#startsStatement(i)) this.#depth++;
        return;
      case K.END:
        if (this.#depth > 0) this.#depth--;
    }
  }

  /** Can a statement of a program start at token `i`? IF and REPEAT are functions too. */
  #startsStatement(i: number): boolean {
    const kind = this.#tokens.buffer.kind[i - 1]!;
    if (kind === T.Semicolon || kind === T.Colon) return true;
    const before = this.#wordAt(i - 1);
    return (
      before === K.BEGIN ||
      before === K.THEN ||
      before === K.ELSE ||
      before === K.DO ||
      before === K.LOOP ||
      before === K.REPEAT
    );
  }
}

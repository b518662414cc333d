/** One statement of a script and where it starts. */
export type Statement = {
  readonly sql: string;
  /** Line of its first character in the script, from 1. */
  readonly line: number;
  /** `\G`: one column a line. */
  readonly vertical: boolean;
};

/**
 * Cuts scripts into statements as the MySQL client does: at `;`, `\G` or what DELIMITER says, outside of quotes and
 * comments. Text may come in pieces; what is not ended stays until `end`.
 */
export class StatementSplitter {
  #pending = '';
  #line = 1;
  #delimiter = ';';

  /** Statements that are complete now. */
  push(text: string): Statement[] {
    this.#pending += text;
    return this.#cut();
  }

  /** What stands after the last delimiter. */
  end(): Statement[] {
    const statements = this.#cut();
    const rest = this.#take(this.#pending.length, 0, false);
    return rest ? [...statements, rest] : statements;
  }

  /** Something is typed and not ended. */
  get isOpen(): boolean {
    return this.#pending.trim() !== '';
  }

  clear(): void {
    this.#line += this.#pending.split('\n').length - 1;
    this.#pending = '';
  }

  #cut(): Statement[] {
    const statements: Statement[] = [];
    for (;;) {
      if (this.#readDelimiterCommand()) continue;
      const found = findEnd(this.#pending, this.#delimiter);
      if (found === undefined) return statements;
      const statement = this.#take(found.at, found.length, found.vertical);
      if (statement) statements.push(statement);
    }
  }

  /** `DELIMITER //` on a line of its own is for us, not for the server. */
  #readDelimiterCommand(): boolean {
    const match = /^\s*delimiter[ \t]+(\S+)[^\n]*\n/i.exec(this.#pending);
    if (!match) return false;
    this.#delimiter = match[1] ?? ';';
    this.#take(match[0].length, 0, false);
    return true;
  }

  #take(length: number, delimiterLength: number, vertical: boolean): Statement | undefined {
    const raw = this.#pending.slice(0, length);
    const taken = this.#pending.slice(0, length + delimiterLength);
    this.#pending = this.#pending.slice(length + delimiterLength);
    const sql = raw.trim();
    const line = this.#line + lines(raw.slice(0, raw.length - raw.trimStart().length));
    this.#line += lines(taken);
    return sql === '' || isComment(sql) ? undefined : { sql, line, vertical };
  }
}

const lines = (text: string): number => text.split('\n').length - 1;

/** Comments alone; version comments (`/*!`) are statements. */
function isComment(sql: string): boolean {
  return (
    sql
      .replace(/\/\*(?![!+])[\s\S]*?\*\//g, '')
      .replace(/^\s*(#|--(\s|$)).*$/gm, '')
      .trim() === ''
  );
}

type End = { readonly at: number; readonly length: number; readonly vertical: boolean };

function findEnd(text: string, delimiter: string): End | undefined {
  for (let at = 0; at < text.length; ) {
    const skipped = skip(text, at);
    if (skipped === undefined) return undefined;
    if (skipped > at) {
      at = skipped;
      continue;
    }
    if (text.startsWith(delimiter, at)) return { at, length: delimiter.length, vertical: false };
    if (text.startsWith('\\G', at)) return { at, length: 2, vertical: true };
    at++;
  }
  return undefined;
}

/** Where a quoted text or comment that starts here ends; `at` when none starts here, undefined when its end has not come yet. */
function skip(text: string, at: number): number | undefined {
  const char = text[at];
  if (char === "'" || char === '"' || char === '`') return skipQuoted(text, at, char);
  if (char === '#' || /^--(\s|$)/.test(text.slice(at, at + 3))) return after(text, '\n', at);
  if (char === '/' && text[at + 1] === '*') return after(text, '*/', at + 2);
  return at;
}

function after(text: string, end: string, from: number): number | undefined {
  const found = text.indexOf(end, from);
  return found < 0 ? undefined : found + end.length;
}

/** Two quotes in a row need no care: the second opens a new text. */
function skipQuoted(text: string, at: number, quote: string): number | undefined {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote !== '`') i++;
    else if (text[i] === quote) return i + 1;
  }
  return undefined;
}

/** A whole script at once. */
export function splitStatements(script: string): readonly Statement[] {
  const splitter = new StatementSplitter();
  return [...splitter.push(script), ...splitter.end()];
}

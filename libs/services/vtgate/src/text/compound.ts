import type { Token } from './scan.ts';

/** What MariaDB also runs outside of a stored program, by its first word. */
const COMPOUNDS: ReadonlySet<string> = new Set(['CASE', 'FOR', 'IF', 'LOOP', 'REPEAT', 'WHILE']);
/** What ends with an END of its own where a statement begins with it. */
const OPENS: ReadonlySet<string> = new Set(['FOR', 'IF', 'LOOP', 'REPEAT', 'WHILE']);
/** Behind these a statement begins. */
const BEFORE_STATEMENT: ReadonlySet<string> = new Set(['ATOMIC', 'BEGIN', 'DO', 'ELSE', 'LOOP', 'REPEAT', 'THEN']);

/**
 * Whether a statement is one of MariaDB's programs without a name: BEGIN NOT ATOMIC … END, IF … END IF; in sql_mode ORACLE also
 * BEGIN … END and DECLARE … BEGIN … END.
 */
export function isCompound(first: Token | undefined, second: Token | undefined, sqlMode: string): boolean {
  if (first?.kind !== 'word') return false;
  if (first.text === 'BEGIN' && second?.kind === 'word') {
    if (second.text === 'NOT') return true;
    return isOracle(sqlMode) && second.text !== 'WORK';
  }
  return COMPOUNDS.has(first.text) || (first.text === 'DECLARE' && isOracle(sqlMode));
}

const isOracle = (sqlMode: string): boolean => /\boracle\b/i.test(sqlMode);

/** Follows the words of a text, and tells whether a semicolon ends a statement or stands inside of a program. */
export class CompoundDepth {
  #open = 0;
  #words = 0;
  #before: Token | undefined;
  /** BEGIN was the first word, and the second may tell of a program. */
  #begins = false;
  /** Declarations before a BEGIN, which belong to its block. */
  #declares = false;

  /** A semicolon here is the program's own. */
  get isInside(): boolean {
    return this.#open > 0;
  }

  add(token: Token): void {
    const before = this.#before;
    this.#before = token;
    if (token.kind !== 'word') return;
    this.#words++;
    if (this.#words === 1) return this.#first(token.text);
    if (this.#begins && this.#words === 2 && token.text !== 'WORK') this.#open = 1;
    this.#begins = false;
    if (this.#open > 0) this.#inside(token.text, before);
  }

  #first(word: string): void {
    this.#begins = word === 'BEGIN';
    this.#declares = word === 'DECLARE';
    if (COMPOUNDS.has(word) || this.#declares) this.#open = 1;
  }

  #inside(word: string, before: Token | undefined): void {
    const isEnd = before?.kind === 'word' && before.text === 'END';
    if (word === 'END') this.#open--;
    else if (isEnd) return;
    else if (word === 'BEGIN') {
      if (this.#declares) this.#declares = false;
      else this.#open++;
    } else if (word === 'CASE' || (OPENS.has(word) && beginsStatement(before))) this.#open++;
  }
}

function beginsStatement(before: Token | undefined): boolean {
  if (before?.kind === 'word') return BEFORE_STATEMENT.has(before.text);
  return before?.kind === 'symbol' && (before.text === ';' || before.text === ':' || before.text === '>');
}

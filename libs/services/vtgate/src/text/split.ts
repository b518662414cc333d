import { type ScanMode, scan } from './scan.ts';

const COMPOUND = new Set(['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT']);
/** Words that may stand between CREATE and what is created. */
const BEFORE_TARGET_MAX = 12;

/**
 * The statements of a text, without their semicolons and without empty ones at the end. A stored program has semicolons of its own:
 * it goes on to the end of the text.
 */
export function splitStatements(sql: string, mode: ScanMode): string[] {
  if (!sql.includes(';')) return [sql];
  const statements: string[] = [];
  let start = 0;
  let words: string[] = [];
  for (const token of scan(sql, mode)) {
    if (token.kind === 'word' && words.length < BEFORE_TARGET_MAX) words.push(token.text);
    if (token.kind !== 'symbol' || token.text !== ';') continue;
    if (isStoredProgram(words)) break;
    statements.push(sql.slice(start, token.start).trim());
    start = token.end;
    words = [];
  }
  const rest = sql.slice(start);
  if (statements.length === 0 || !isBlank(rest, mode))
    statements.push((isStoredProgram(words) ? withoutLastSemicolon(rest) : rest).trim());
  return statements;
}

function isStoredProgram(words: readonly string[]): boolean {
  const [first] = words;
  return (first === 'CREATE' || first === 'ALTER') && words.some((word) => COMPOUND.has(word));
}

function withoutLastSemicolon(text: string): string {
  return text.replace(/;\s*$/, '');
}

export function isBlank(sql: string, mode: ScanMode): boolean {
  return scan(sql, mode).next().done === true;
}

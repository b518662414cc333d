import { CompoundDepth } from './compound.ts';
import { type ScanMode, scan } from './scan.ts';

const COMPOUND = new Set(['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT']);
/** Words that may stand between CREATE and what is created. */
const BEFORE_TARGET_MAX = 12;

/**
 * The statements of a text, without their semicolons; those at its end mean nothing. What has no statement before its semicolon is no SQL, as
 * in mysqld, and comes with all that follows. A stored program has semicolons of its own: it goes on to the end of the text;
 * one of MariaDB's without a name, to its END.
 */
export function splitStatements(text: string, mode: ScanMode): string[] {
  if (!text.includes(';')) return [text];
  const sql = text.replace(/[;\s]+$/, '');
  const statements: string[] = [];
  let start = 0;
  let words: string[] = [];
  let depth = new CompoundDepth();
  for (const token of scan(sql, mode)) {
    if (token.kind === 'word' && words.length < BEFORE_TARGET_MAX) words.push(token.text);
    if (token.kind !== 'symbol' || token.text !== ';' || depth.isInside) {
      depth.add(token);
      continue;
    }
    if (isStoredProgram(words)) break;
    if (isBlank(sql.slice(start, token.start), mode)) return [...statements, sql.slice(token.start)];
    statements.push(sql.slice(start, token.start).trim());
    start = token.end;
    words = [];
    depth = new CompoundDepth();
  }
  return [...statements, sql.slice(start).trim()];
}

function isStoredProgram(words: readonly string[]): boolean {
  const [first] = words;
  return (first === 'CREATE' || first === 'ALTER') && words.some((word) => COMPOUND.has(word));
}

export function isBlank(sql: string, mode: ScanMode): boolean {
  return scan(sql, mode).next().done === true;
}

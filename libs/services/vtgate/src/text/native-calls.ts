import { type ScanMode, scan, type Token } from './scan.ts';

/** Native functions that a mysqld knows only by the parenthesis right behind their name, unless IGNORE_SPACE is set. */
const NAMES: ReadonlySet<string> = new Set(
  `ADDDATE BIT_AND BIT_OR BIT_XOR CAST COUNT CURDATE CURTIME DATE_ADD DATE_SUB EXTRACT GROUP_CONCAT JSON_ARRAYAGG JSON_OBJECTAGG MAX MID MIN
  NOW POSITION SESSION_USER STD STDDEV STDDEV_POP STDDEV_SAMP ST_COLLECT SUBDATE SUBSTR SUBSTRING SUM SYSDATE SYSTEM_USER TRIM VARIANCE
  VAR_POP VAR_SAMP`.split(/\s+/),
);
const NAME_BYTES_MAX = Math.max(...[...NAMES].map((name) => name.length));
const PARENTHESIS = 40;
const SPACE = 32;
const SPACED = new RegExp(`\\b(?:${[...NAMES].join('|')})\\s+\\(`, 'i');

/** The same of a text that was decoded. */
export function mayHaveSpacedCallIn(sql: string): boolean {
  return SPACED.test(sql);
}

/** Whether a text may have such a name, space and a parenthesis: most texts need not be read for it. */
export function mayHaveSpacedCall(sql: Buffer): boolean {
  for (let at = sql.indexOf(PARENTHESIS, 1); at > 0; at = sql.indexOf(PARENTHESIS, at + 1)) {
    let end = at;
    while (end > 0 && (sql[end - 1] as number) <= SPACE) end--;
    if (end < at && NAMES.has(wordBefore(sql, end))) return true;
  }
  return false;
}

function wordBefore(sql: Buffer, end: number): string {
  let start = end;
  while (start > 0 && end - start <= NAME_BYTES_MAX && isLetter(sql[start - 1] as number)) start--;
  return sql.toString('latin1', start, end).toUpperCase();
}

const isLetter = (byte: number): boolean => byte === 95 || (byte > 64 && byte < 91) || (byte > 96 && byte < 123);

/** A text as a mysqld reads it with IGNORE_SPACE: names of native functions stand right before their parentheses. */
export function withoutCallSpaces(sql: string, mode: ScanMode): string {
  let text = '';
  let from = 0;
  let last: Token | undefined;
  let isNamed = false;
  for (const token of scan(sql, mode)) {
    if (
      last &&
      token.text === '(' &&
      token.kind === 'symbol' &&
      isCalled(last, isNamed, sql.slice(last.end, token.start))
    ) {
      text += sql.slice(from, last.end);
      from = token.start;
    }
    isNamed = last?.text === '.' && last.kind === 'symbol';
    last = token;
  }
  return from === 0 ? sql : text + sql.slice(from);
}

/** @param isNamed it stands behind a point: then it is a table, a column or a stored function. */
function isCalled({ kind, text }: Token, isNamed: boolean, between: string): boolean {
  return kind === 'word' && !isNamed && NAMES.has(text) && between !== '' && between.trim() === '';
}

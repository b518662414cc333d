/** What a gate must know of a statement's text before, and without, parsing it. */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'userVariable' | 'systemVariable' | 'symbol';

export type Token = {
  readonly kind: TokenKind;
  /** Borders in the text. */
  readonly start: number;
  readonly end: number;
  /** Upper case for words, the name without quotes for quoted names and variables, the text itself otherwise. */
  readonly text: string;
};

/** sql_mode bits that change where tokens end. */
export type ScanMode = { readonly noBackslashEscapes: boolean; readonly ansiQuotes: boolean };

export const defaultScanMode: ScanMode = { noBackslashEscapes: false, ansiQuotes: false };

export function isSameMode(one: ScanMode, other: ScanMode): boolean {
  return one.noBackslashEscapes === other.noBackslashEscapes && one.ansiQuotes === other.ansiQuotes;
}

const WORD = /[A-Za-z0-9_$\u0080-\uffff]+/y;
const NUMBER =
  /(?:0x[0-9a-f]+|0b[01]+|\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?)(?![A-Za-z0-9_$\u0080-\uffff])/iy;
const SPACE = /\s+/y;

/**
 * Cuts a text into tokens, lazily. Comments are skipped; what is inside of executable ones (`/*! … *\/`) counts as text.
 * Never throws: an unterminated string or comment ends with the text.
 */
export function* scan(sql: string, mode: ScanMode = defaultScanMode, from = 0): Generator<Token> {
  let at = from;
  while (at < sql.length) {
    const skipped = skipBlank(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = readToken(sql, at, mode);
    yield token;
    at = token.end;
  }
}

function skipBlank(sql: string, at: number): number {
  SPACE.lastIndex = at;
  if (SPACE.test(sql)) return SPACE.lastIndex;
  const c = sql[at];
  if (c === '#') return endOfLine(sql, at);
  if (c === '-' && sql[at + 1] === '-' && (at + 2 >= sql.length || /\s/.test(sql[at + 2] as string)))
    return endOfLine(sql, at);
  if (c === '*' && sql[at + 1] === '/') return at + 2;
  if (c !== '/' || sql[at + 1] !== '*') return at;
  const executable = /\/\*(?:!|M!)\d*/y;
  executable.lastIndex = at;
  if (executable.test(sql)) return executable.lastIndex;
  const end = sql.indexOf('*/', at + 2);
  return end < 0 ? sql.length : end + 2;
}

function readToken(sql: string, start: number, mode: ScanMode): Token {
  const c = sql[start] as string;
  if (c === '`') return quotedToken(sql, start, '`');
  if (c === '"' && mode.ansiQuotes) return quotedToken(sql, start, '"');
  if (c === "'" || c === '"') return { kind: 'string', start, ...textTo(sql, start, stringEnd(sql, start, c, mode)) };
  if (c === '@') return variableToken(sql, start, mode);
  NUMBER.lastIndex = start;
  if (NUMBER.test(sql)) return { kind: 'number', start, ...textTo(sql, start, NUMBER.lastIndex) };
  WORD.lastIndex = start;
  if (WORD.test(sql)) {
    const word = textTo(sql, start, WORD.lastIndex);
    return { kind: 'word', start, end: word.end, text: word.text.toUpperCase() };
  }
  const two = sql.slice(start, start + 2);
  return { kind: 'symbol', start, ...textTo(sql, start, start + (two === ':=' ? 2 : 1)) };
}

function variableToken(sql: string, start: number, mode: ScanMode): Token {
  if (sql[start + 1] === '@') {
    const name = /(?:[A-Za-z0-9_$]+|`[^`]*`)(?:\.(?:[A-Za-z0-9_$]+|`[^`]*`))*/y;
    name.lastIndex = start + 2;
    const end = name.test(sql) ? name.lastIndex : start + 2;
    return { kind: 'systemVariable', start, end, text: sql.slice(start + 2, end).replaceAll('`', '') };
  }
  const quote = sql[start + 1];
  if (quote === '`' || quote === "'" || quote === '"') {
    const end = quote === '`' ? quotedEnd(sql, start + 1, '`') : stringEnd(sql, start + 1, quote, mode);
    return { kind: 'userVariable', start, end, text: sql.slice(start + 2, end - 1) };
  }
  const name = /[A-Za-z0-9_$.\u0080-\uffff]*/y;
  name.lastIndex = start + 1;
  name.test(sql);
  return { kind: 'userVariable', start, end: name.lastIndex, text: sql.slice(start + 1, name.lastIndex) };
}

function quotedToken(sql: string, start: number, quote: string): Token {
  const end = quotedEnd(sql, start, quote);
  return { kind: 'quoted', start, end, text: sql.slice(start + 1, end - 1).replaceAll(quote + quote, quote) };
}

function quotedEnd(sql: string, start: number, quote: string): number {
  for (let at = start + 1; ; at += 2) {
    at = sql.indexOf(quote, at);
    if (at < 0) return sql.length;
    if (sql[at + 1] !== quote) return at + 1;
  }
}

function stringEnd(sql: string, start: number, quote: string, mode: ScanMode): number {
  for (let at = start + 1; at < sql.length; at++) {
    const c = sql.charCodeAt(at);
    if (c === 92 && !mode.noBackslashEscapes) at++;
    else if (c === quote.charCodeAt(0)) {
      if (sql[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return sql.length;
}

function endOfLine(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end + 1;
}

function textTo(sql: string, start: number, end: number): { end: number; text: string } {
  return { end, text: sql.slice(start, end) };
}

/** Something that text form is made of. `text` of a string is its bytes, one character each. */
export type TextToken = {
  readonly kind: 'name' | 'number' | 'string' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
};

const SPACE = /(?:[ \t\r\n\v\f]|#[^\n]*)*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0[xX][0-9A-Fa-f]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fF]?/y;
const MARKS = '{}[]<>:,;-';

/** Splits text form into tokens, ending with one of kind `end`. Throws SyntaxError. */
export function lexText(text: string): TextToken[] {
  const tokens: TextToken[] = [];
  let at = 0;
  for (;;) {
    at += match(SPACE, text, at).length;
    const token = tokenAt(text, at);
    tokens.push(token.token);
    if (token.token.kind === 'end') return tokens;
    at = token.next;
  }
}

function tokenAt(text: string, at: number): { token: TextToken; next: number } {
  if (at >= text.length) return { token: { kind: 'end', text: '', at }, next: at };
  const first = text.charAt(at);
  if (first === '"' || first === "'") return stringAt(text, at);
  const name = match(NAME, text, at);
  if (name !== '') return { token: { kind: 'name', text: name, at }, next: at + name.length };
  const number = match(NUMBER, text, at);
  if (number !== '') return { token: { kind: 'number', text: number, at }, next: at + number.length };
  if (MARKS.includes(first)) return { token: { kind: 'mark', text: first, at }, next: at + 1 };
  throw new SyntaxError(`unexpected ${JSON.stringify(first)} at ${at}`);
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function stringAt(text: string, at: number): { token: TextToken; next: number } {
  const quote = text.charAt(at);
  let bytes = '';
  let next = at + 1;
  while (text.charAt(next) !== quote) {
    const end = plainEnd(text, next, quote);
    if (end > next) bytes += utf8(text.slice(next, end));
    else {
      const escape = escapeAt(text, next);
      bytes += escape.bytes;
      next = escape.next;
      continue;
    }
    next = end;
  }
  return { token: { kind: 'string', text: bytes, at }, next: next + 1 };
}

/** Where the run of characters that stand for themselves ends. */
function plainEnd(text: string, start: number, quote: string): number {
  let at = start;
  for (;;) {
    if (at >= text.length || text.charAt(at) === '\n') throw new SyntaxError(`string at ${start} does not end`);
    const character = text.charAt(at);
    if (character === quote || character === '\\') return at;
    at += 1;
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '?': '?',
};

const OCTAL = /[0-7]{1,3}/y;
const HEX = /[0-9A-Fa-f]{1,2}/y;

function escapeAt(text: string, at: number): { bytes: string; next: number } {
  const letter = text.charAt(at + 1);
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { bytes: simple, next: at + 2 };
  if (letter === 'x' || letter === 'X') {
    const digits = match(HEX, text, at + 2);
    if (digits !== '') return { bytes: String.fromCharCode(Number.parseInt(digits, 16)), next: at + 2 + digits.length };
  }
  if (letter === 'u' || letter === 'U') return unicodeAt(text, at, letter === 'u' ? 4 : 8);
  const octal = match(OCTAL, text, at + 1);
  const code = Number.parseInt(octal, 8);
  if (octal !== '' && code < 256) return { bytes: String.fromCharCode(code), next: at + 1 + octal.length };
  throw new SyntaxError(`invalid escape at ${at}`);
}

function unicodeAt(text: string, at: number, length: number): { bytes: string; next: number } {
  const end = at + 2 + length;
  const code = hexNumber(text.slice(at + 2, end), length, at);
  if (code < 0xd800 || code > 0xdfff) return { bytes: utf8(String.fromCodePoint(code)), next: end };
  // Half a surrogate pair: the other half must follow.
  const low = text.slice(end, end + 2) === '\\u' ? hexNumber(text.slice(end + 2, end + 6), 4, at) : 0;
  if (code > 0xdbff || low < 0xdc00 || low > 0xdfff) throw new SyntaxError(`invalid escape at ${at}`);
  return { bytes: utf8(String.fromCharCode(code, low)), next: end + 6 };
}

function hexNumber(digits: string, length: number, at: number): number {
  const code = new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (!(code <= 0x10ffff)) throw new SyntaxError(`invalid escape at ${at}`);
  return code;
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

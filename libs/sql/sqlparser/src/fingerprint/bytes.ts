/** What the scanner looks at first: classes of bytes. */
export const ByteClass = {
  Space: 1,
  /** A comma or an equals sign: a token by itself, whatever stands around it. */
  Sign: 2,
  /** From here on: what names are made of. */
  Word: 3,
  Digit: 4,
} as const;

/** Class by byte; 0: none of the above. */
export const classes = new Uint8Array(256);
for (const c of [9, 10, 11, 12, 13, 32]) classes[c] = ByteClass.Space;
for (let c = 48; c <= 57; c++) classes[c] = ByteClass.Digit;
for (let c = 65; c <= 90; c++) classes[c] = classes[c + 32] = ByteClass.Word;
for (let c = 128; c < 256; c++) classes[c] = ByteClass.Word;
classes[95] = classes[36] = ByteClass.Word;
classes[44] = classes[61] = ByteClass.Sign;

export function isHex(c: number): boolean {
  return (c >= 48 && c <= 57) || ((c | 0x20) >= 97 && (c | 0x20) <= 102);
}

/** The first byte from `from` on that is no blank, or `end`. */
export function skipBlanks(b: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && classes[b[at]!] === ByteClass.Space) at++;
  return at;
}

/** The first byte from `from` on that is no digit, or `end`. */
export function skipDigits(b: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && classes[b[at]!] === ByteClass.Digit) at++;
  return at;
}

/** The first byte from `from` on that is no part of a word, or `end`. */
export function skipWord(b: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && classes[b[at]!]! >= ByteClass.Word) at++;
  return at;
}

/** Does a parenthesis open behind `from`? */
export function opensAt(b: Uint8Array, from: number, end: number): boolean {
  const at = skipBlanks(b, from, end);
  return at < end && b[at] === 40;
}

/** Does a comment begin at `at`? */
export function startsComment(b: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return false;
  return b[at] === 35 || (b[at] === 47 && b[at + 1] === 42) || startsLineComment(b, at, end);
}

/** Two minus signs, and a blank or nothing behind them. */
export function startsLineComment(b: Uint8Array, at: number, end: number): boolean {
  return at + 1 < end && b[at] === 45 && b[at + 1] === 45 && (at + 2 >= end || b[at + 2]! <= 32);
}

/** Is there nothing in the parentheses that open behind `from`? */
export function closesAt(b: Uint8Array, from: number, end: number): boolean {
  const at = skipBlanks(b, skipBlanks(b, from, end) + 1, end);
  return at < end && b[at] === 41;
}

export function hasUpper(b: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (b[i]! >= 65 && b[i]! <= 90) return true;
  return false;
}

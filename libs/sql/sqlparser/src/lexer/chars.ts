/** Character classes by UTF-16 unit below 128; everything above is an identifier character, as in MySQL. */
export const C = {
  Space: 1,
  /** Starts a word: letter, _, $. */
  WordStart: 2,
  Digit: 4,
  Hex: 8,
} as const;

const classes = new Uint8Array(128);
for (const c of [9, 10, 11, 12, 13, 32]) classes[c] = C.Space;
for (let c = 48; c <= 57; c++) classes[c] = C.Digit | C.Hex;
for (let c = 65; c <= 90; c++) classes[c] = classes[c + 32] = C.WordStart;
for (let c = 65; c <= 70; c++) classes[c] = classes[c + 32] = C.WordStart | C.Hex;
classes[95] = classes[36] = C.WordStart;

// The arrays below are indexed by any UTF-16 unit masked to 128 entries only after the range test in the functions.
export function isSpace(c: number): boolean {
  return c < 128 && classes[c] === C.Space;
}
export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
export function isHex(c: number): boolean {
  return c < 128 && (classes[c]! & C.Hex) !== 0;
}
export function isWordStart(c: number): boolean {
  return c >= 128 || (classes[c]! & C.WordStart) !== 0;
}
export function isWordPart(c: number): boolean {
  return c >= 128 || (classes[c]! & (C.WordStart | C.Digit)) !== 0;
}

/**
 * The code point at `at` of UTF-8 bytes and its size, as point * 8 + size: one number, as this is the innermost loop of every
 * comparison. Bytes that are no UTF-8 give -1. `threeBytesMax`: utf8mb3, which knows no longer characters.
 */
export function utf8At(bytes: Uint8Array, at: number, threeBytesMax = false): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return first * 8 + 1;
  if (first < 0xc2) return -1;
  const second = (bytes[at + 1] ?? 0) ^ 0x80;
  if (second > 0x3f) return -1;
  if (first < 0xe0) return (((first & 0x1f) << 6) | second) * 8 + 2;
  const third = (bytes[at + 2] ?? 0) ^ 0x80;
  if (third > 0x3f) return -1;
  if (first < 0xf0) return threeByte(first, second, third);
  const fourth = (bytes[at + 3] ?? 0) ^ 0x80;
  if (threeBytesMax || fourth > 0x3f || first > 0xf4) return -1;
  const point = ((first & 7) << 18) | (second << 12) | (third << 6) | fourth;
  return point < 0x10000 || point > 0x10ffff ? -1 : point * 8 + 4;
}

function threeByte(first: number, second: number, third: number): number {
  const point = ((first & 0xf) << 12) | (second << 6) | third;
  return point < 0x800 || (point >= 0xd800 && point <= 0xdfff) ? -1 : point * 8 + 3;
}

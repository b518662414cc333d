import { describe, expect, test } from 'vitest';
import { quoteString, unescapeString } from './strings.ts';
import { decodeText, encodeText } from './text.ts';

const FILL = 'x'.repeat(5_000);
const pieces = ["\\'", "''", '\\n', '\\%', '\\_', '\\\\', '\\0', '\\Z', '\\q', '\\😀', '"', 'ü', '\udcff'];

/** Short texts go another way than long ones; they must say the same. */
describe('long strings are read and written as short ones', () => {
  test.each([true, false])('backslash escapes: %s', (backslash) => {
    // A quote that nothing is beside stands in no body.
    for (const piece of pieces.filter((one) => backslash || one !== "\\'")) {
      const short = unescapeString(piece, "'", backslash);
      expect(unescapeString(piece + FILL, "'", backslash)).toBe(short + FILL);
      expect(unescapeString(FILL + piece, "'", backslash)).toBe(FILL + short);
    }
  });

  test('and written', () => {
    for (const piece of ['\0\b\n\r\t\x1a\'"', '\\%', '\\_a', '\\', '\\a', '😀\udc80'])
      expect(quoteString(FILL + piece)).toBe(`'${FILL}${quoteString(piece).slice(1)}`);
  });
});

describe('bytes that are no UTF-8', () => {
  test.each([
    [[0xff]],
    [[0xc0, 0x80]],
    [[0xe0, 0x80, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xf0, 0x8f, 0xbf, 0xbf]],
    [[0xf4, 0x90, 0x80, 0x80]],
    [[0xe2, 0x82]],
    [[0x41, 0xe2, 0x82, 0xac, 0xff, 0xf0, 0x9f, 0x98, 0x80, 0xc3]],
    [Array.from({ length: 256 }, (_, i) => i)],
  ])('%j come back as they were', (bytes) => {
    expect([...encodeText(decodeText(Buffer.from(bytes)))]).toEqual(bytes);
  });

  test('text among them is text', () => {
    expect(decodeText(Buffer.from([0xe2, 0x82, 0xac, 0xff, 0xf0, 0x9f, 0x98, 0x80]))).toBe('€\udcff😀');
  });
});

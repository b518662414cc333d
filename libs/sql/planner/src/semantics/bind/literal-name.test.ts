import { decodeText } from '@vt/sqlparser';
import { expect, test } from 'vitest';
import { expressionName, literalName, systemText } from './literal-name.ts';

// Each pair is a mysqld's own answer.
test.each([
  ['a\xffb', 'a'],
  ['\xff\x00', ''],
  ['a\x00b', 'a'],
  ['\x01a', 'a'],
  ['  a ', 'a '],
  ['\xffa', 'a'],
  ['', ''],
])('the text %j is the column %j', (text, name) => {
  expect(literalName(decodeText(Buffer.from(text, 'latin1')))).toBe(name);
});

test('bytes that are no text are question marks in the name of an expression', () => {
  expect(expressionName(decodeText(Buffer.from("concat('\xff','b')", 'latin1')))).toBe("concat('?','b')");
  expect(expressionName("concat('😀')")).toBe("concat('😀')");
});

test('names have no characters of four bytes', () => {
  expect(systemText("concat('a😀é😁')")).toBe("concat('a?é?')");
});

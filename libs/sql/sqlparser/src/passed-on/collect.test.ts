import { expect, it } from 'vitest';
import { parse, print } from '../index.ts';

it('keeps minuses apart, which could begin a comment at the end of a text', () => {
  const text = print(parse('GRANT r TO  ----'));
  expect(text).toBe('grant r to - -');
  expect(print(parse(text))).toBe(text);
});

import { expect, it } from 'vitest';
import { parse, print } from '../index.ts';

it('keeps minuses apart, which could begin a comment at the end of a text', () => {
  const text = print(parse('GRANT r TO  ----'));
  expect(text).toBe('grant r to - -');
  expect(print(parse(text))).toBe(text);
});

it('keeps libraries as text, but not code whose blanks it would lose', () => {
  const texts = [
    "create library if not exists d.l comment 'x' language javascript as 'export function f() { return 1; }'",
    'drop library if exists l',
    "alter library l comment 'y'",
    'show create library l',
    "show library status like 'x%'",
  ];
  for (const sql of texts) expect(print(parse(sql))).toBe(sql);
  expect(() => parse('create library l language javascript as $$ f() $$')).toThrow('near');
});

import { expect, it } from 'vitest';
import { parse, print } from '../index.ts';

it('keeps minuses apart, which could begin a comment at the end of a text', () => {
  const text = print(parse('GRANT r TO  ----'));
  expect(text).toBe('grant r to - -');
  expect(print(parse(text))).toBe(text);
});

it('keeps libraries as text, their code as a string', () => {
  const texts = [
    "create library if not exists d.l comment 'x' language javascript as 'export function f() { return 1; }'",
    'drop library if exists l',
    "alter library l comment 'y'",
    'show create library l',
    "show library status like 'x%'",
  ];
  for (const sql of texts) expect(print(parse(sql))).toBe(sql);
  expect(print(parse('create library l language javascript as $x$ f(`a`); $$ $x$'))).toBe(
    "create library l language javascript as ' f(`a`); $$ '",
  );
  const refused = [
    'create library l language javascript',
    "create library l as 'x'",
    'alter library l',
    'drop library a, b',
  ];
  for (const sql of refused) expect(() => parse(sql)).toThrow('near');
});

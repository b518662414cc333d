import { expect, test } from 'vitest';
import { parseSet } from './parse-set.ts';

const mode = { ansiQuotes: false, noBackslashEscapes: false };

test.each([
  ["set @t = 1; select 'a', 'b'", "select 'a', 'b'"],
  ['set @t = 1, @u = 2 ;\nset @v = (3), @w = 4;', 'set @v = (3), @w = 4;'],
  ['set @t, 2; select 1', '@t, 2; select 1'],
])('what follows the end of a SET is where the error is: %s', (sql, near) => {
  expect(() => parseSet(sql, mode)).toThrow(`near '${near}'`);
});

test('a SET may end with its semicolon', () => {
  expect(parseSet("set @t = ';', @u = 2;", mode)).toEqual([
    { kind: 'variable', scope: 'user', name: 't', value: "';'" },
    { kind: 'variable', scope: 'user', name: 'u', value: '2' },
  ]);
});

test.each([
  ['set @@session.`sql_mode` = 1', 'session', 'sql_mode'],
  ['set @@`sql_mode` = 1', 'session', 'sql_mode'],
  ['set @@GLOBAL.`a`.`b_c` = 1', 'global', 'a.b_c'],
])('names of variables may be quoted: %s', (sql, scope, name) => {
  expect(parseSet(sql, mode)).toEqual([{ kind: 'variable', scope, name, value: '1' }]);
});

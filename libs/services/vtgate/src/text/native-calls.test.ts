import { expect, test } from 'vitest';
import { mayHaveSpacedCall, mayHaveSpacedCallIn, withoutCallSpaces } from './native-calls.ts';
import { defaultScanMode } from './scan.ts';

const ansi = { noBackslashEscapes: false, ansiQuotes: true };

test.each([
  ['select count (*), Max\t\n (id) from t', 'select count(*), Max(id) from t'],
  ['select sum ( count (*) )', 'select sum( count(*) )'],
  ["select substr ('count (*)', 1)", "select substr('count (*)', 1)"],
  ['insert into t (a) values (now ())', 'insert into t (a) values (now())'],
  [
    'select cast (1 as char), t.count (1), `count` (1), @count (1), concat (1)',
    'select cast(1 as char), t.count (1), `count` (1), @count (1), concat (1)',
  ],
  ['select count /* of all */ (*)', 'select count /* of all */ (*)'],
  ['select count(*), (max)', 'select count(*), (max)'],
])('%s', (sql, read) => {
  expect(withoutCallSpaces(sql, defaultScanMode)).toBe(read);
  if (sql !== read) expect([mayHaveSpacedCall(Buffer.from(sql)), mayHaveSpacedCallIn(sql)]).toEqual([true, true]);
});

test('quotes are what the mode makes of them', () => {
  expect(withoutCallSpaces('select "count (*)", max ("a (")', ansi)).toBe('select "count (*)", max("a (")');
});

test.each([
  '',
  '(',
  ' (select 1)',
  'insert into t (a, b) values (1, 2)',
  'select recount (1)',
  'select count(*)',
  'select x_max (1)',
])('nothing is to be done with %j', (sql) => {
  expect([mayHaveSpacedCall(Buffer.from(sql)), mayHaveSpacedCallIn(sql)]).toEqual([false, false]);
});

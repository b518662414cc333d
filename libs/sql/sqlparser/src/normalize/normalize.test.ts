import { describe, expect, it } from 'vitest';
import { SqlError } from '../parser/errors.ts';
import { print } from '../printer/printer.ts';
import { parse } from '../statement/parse.ts';
import { corpus, corpusPresent } from '../testing/corpus.ts';
import type { NormalBind } from './binds.ts';
import { normalize } from './normalize.ts';
import { redact } from './redact.ts';

function normalized(sql: string): { readonly text: string; readonly binds: Record<string, NormalBind> } {
  const { statement, binds } = normalize(parse(sql));
  return { text: print(statement), binds: Object.fromEntries(binds) };
}

describe('normalize', () => {
  it.each([
    ['select 1, 1, 2', 'select :vtg1 /* INT64 */, :vtg1 /* INT64 */, :vtg2 /* INT64 */ from dual'],
    ['insert into t values (1, 1)', 'insert into t values (:vtg1 /* INT64 */, :vtg2 /* INT64 */)'],
    [
      'select a from t where id = 5 and x.id = 5',
      'select a from t where id = :id /* INT64 */ and x.id = :id /* INT64 */',
    ],
    ['select a from t where id = 5 and id = 6', 'select a from t where id = :id /* INT64 */ and id = :id1 /* INT64 */'],
    ['select a from t where id = -5', 'select a from t where id = :id /* INT64 */'],
    ['select a - 5 from t', 'select a - :vtg1 /* INT64 */ from t'],
    ['select a from t where id in (1, -2)', 'select a from t where id in ::vtg1'],
    ['select a from t where id in (1, null)', 'select a from t where id in (:vtg1 /* INT64 */, null)'],
    ['select a from t order by 1, a + 1', 'select a from t order by 1 asc, a + :vtg1 /* INT64 */ asc'],
    ['select a, count(*) from t group by 1 order by -1', 'select a, count(*) from t group by 1 order by -1 asc'],
    ['select a from t limit 5, 5', 'select a from t limit :vtg1 /* INT64 */, :vtg2 /* INT64 */'],
    [
      'select x from (select 1 as x union select 2) as d',
      'select x from (select 1 as x from dual union select 2 from dual) as d',
    ],
    ['select a from t where a = 1.50', 'select a from t where a = :a /* DECIMAL(3,2) */'],
    ['select a from t where a = 18446744073709551615', 'select a from t where a = 18446744073709551615'],
    ["select b'', b'01'", "select b'', :vtg1 /* BITNUM */ from dual"],
    ['select :vtg1, 7', 'select :vtg1, :vtg2 /* INT64 */ from dual'],
    ["select _latin1'x', cast('5' as char(3))", "select _latin1 'x', cast(:vtg1 /* VARCHAR */ as char(3)) from dual"],
    ["select date'2020-01-02'", 'select CAST(:vtg1 AS DATE) from dual'],
    ['set autocommit = 1', 'set autocommit = 1'],
    [
      'select rank() over (order by a rows 2 preceding) from t',
      'select rank() over (order by a asc rows 2 preceding) from t',
    ],
  ])('%s', (sql, expected) => {
    expect(normalized(sql).text).toBe(expected);
  });

  it('gives the values by name, the members of lists together', () => {
    const { binds } = normalized("select 'a' from t where id in (1, 'x') and x = 0xab");
    expect(binds).toEqual({
      vtg1: { type: 'VARCHAR', value: 'a' },
      vtg2: {
        type: 'TUPLE',
        values: [
          { type: 'INT64', value: '1' },
          { type: 'VARCHAR', value: 'x' },
        ],
      },
      x: { type: 'HEXNUM', value: '0xAB' },
    });
  });

  it('does not share strings of more than 256 bytes', () => {
    const long = 'x'.repeat(257);
    expect(normalized(`select '${long}', '${long}'`).text).toContain(':vtg2');
    const short = 'x'.repeat(256);
    expect(normalized(`select '${short}', '${short}'`).text).not.toContain(':vtg2');
  });

  it('refuses what is no date', () => {
    expect(() => normalized("select date'foo'")).toThrow("Incorrect DATE value: 'foo'");
    expect(() => normalized("select timestamp'2020-01-01 25'")).not.toThrow();
    expect(() => normalized("select time'12:00:00.5'")).not.toThrow();
  });
});

describe('redact', () => {
  it.each([
    [
      "select a from t where x = 1 and y = 'b' order by 1",
      'select a from t where x = :x /* INT64 */ and y = :y /* VARCHAR */ order by :redacted3 asc',
    ],
    [
      "grant all on *.* to 'u'@'h' identified by 'p'",
      /^grant all on \*\.\* to :redacted1@'h' identified by :redacted2$/,
    ],
    ["select date'none'", 'select :redacted1 from dual'],
    ["set @a = 'x'", 'set @a = :redacted1'],
  ])('%s', (sql, expected) => {
    expect(redact(parse(sql))).toMatch(
      expected instanceof RegExp ? expected : new RegExp(`^${expected.replaceAll(/[*.\\]/g, '\\$&')}$`),
    );
  });
});

type Case = {
  readonly id: string;
  readonly in: string;
  readonly outstmt?: string;
  readonly err?: string;
};

describe.skipIf(!corpusPresent('parser'))('normalizer corpus', () => {
  // The session's values are written in by another part.
  const cases = corpus<Case>('parser/normalizer.jsonl').filter((c) => !c.in.includes('@'));
  it.each(cases)('$id', (c) => {
    let answer: string;
    try {
      answer = print(normalize(parse(c.in), { prefix: 'bv' }).statement);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      expect(error.message).toBe(c.err);
      return;
    }
    expect(answer).toBe(c.outstmt);
  });
});

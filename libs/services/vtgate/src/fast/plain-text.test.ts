import { Fingerprint, fingerprintInto } from '@vt/sqlparser';
import { describe, expect, test } from 'vitest';
import { FastCache } from './fast-cache.ts';
import { longWay } from './fast-plan.ts';
import { isPlain, standsAlone } from './plain-text.ts';

function read(sql: string): { readonly bytes: Buffer; readonly found: Fingerprint } {
  const bytes = Buffer.from(sql);
  const found = new Fingerprint();
  if (!fingerprintInto(bytes, 0, bytes.length, 0, found)) throw new Error(`no fingerprint: ${sql}`);
  return { bytes, found };
}

describe('what the short way takes', () => {
  test.each([
    'select c from t where id=1',
    ' select c from t where id in (1, -2) ; ',
    'select `a 1`, \'é?:#--\', "/*" from `t` limit 5, 10',
    "insert into t values ('x''y', 1.5)",
  ])('%s', (sql) => {
    const { bytes, found } = read(sql);
    expect([standsAlone(bytes, found), isPlain(bytes, found)]).toEqual([true, true]);
  });

  test.each(['/* c */ select 1 from t', 'select 1 from t -- c', 'select 1 from t /* c */ ;'])(
    'not what has comments around it: %s',
    (sql) => {
      const { bytes, found } = read(sql);
      expect(standsAlone(bytes, found)).toBe(false);
    },
  );

  test.each([
    'select /* c */ 1 from t',
    'select :a from t',
    'select ? from t',
    'select é from t',
    'select `é` from t',
    'select `a:_l1` from t',
    'select a --\n from t',
  ])('not what is not plain: %s', (sql) => {
    const { bytes, found } = read(sql);
    expect(isPlain(bytes, found)).toBe(false);
  });
});

describe('the cache', () => {
  const vschema = { keyspaces: new Map() } as unknown as Parameters<FastCache['get']>[3];
  const knows = (cache: FastCache, sql: string, context = 1): boolean => {
    const { bytes, found } = read(sql);
    return cache.get(found, bytes, context, vschema) !== undefined;
  };

  test('knows a text again that differs in the values of its literals alone', () => {
    const cache = new FastCache(1 << 20);
    const first = "select c from t where id=1 and x in ('a', 'b')";
    expect(knows(cache, first)).toBe(false);
    const { bytes, found } = read(first);
    cache.add(found, bytes, 1, longWay);
    expect(knows(cache, "select c from t where id=22222 and x in ('other', '')")).toBe(true);
    const others = [
      "select c from t where id=1 and x in ('a')",
      "select c from t where id=1 and x in ('a', 'b', 'c')",
      "select d from t where id=1 and x in ('a', 'b')",
      "select c from t where id= 1 and x in ('a', 'b')",
      "select c from t where id=1.5 and x in ('a', 'b')",
      "SELECT c from t where id=1 and x in ('a', 'b')",
    ];
    for (const sql of others) expect([sql, knows(cache, sql)]).toEqual([sql, false]);
    expect(knows(cache, first, 2)).toBe(false);
  });
});

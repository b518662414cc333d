import { expect, test } from 'vitest';
import { explained, sent } from '../testing/two-tables.ts';

test.each([
  [
    'select x from (select id as x from t union select id from u) as d where x = 5',
    'EqualUnique: select d.x from (select t.id as x from t union select u.id from u) as d where d.x = 5',
  ],
  [
    'select id from t union select id from u',
    'Scatter: select distinct dt.id from (select t.id from t union select u.id from u) as dt',
  ],
])('rows of a set operation are where its vindex says: %s', (sql, query) => {
  expect(sent(sql)).toEqual([query]);
  expect(JSON.stringify(explained(sql))).not.toContain('"Distinct"');
});

test.each([
  'select id from t union select n from u',
  'select id from t union select u.id from t left join u on t.n = u.n and t.id = u.id',
  'select id from t union select 5',
])('rows that are on several shards are told apart in the gate: %s', (sql) => {
  expect(JSON.stringify(explained(sql))).toContain('"Distinct"');
});

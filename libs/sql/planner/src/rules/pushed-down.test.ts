import { expect, test } from 'vitest';
import { sent } from '../testing/two-tables.ts';

test.each([
  [
    'select id, count(*) as c from t group by id having count(*) > 3 order by c limit 5',
    'Scatter: select t.id, count(*) as c from t group by t.id having count(*) > 3 order by count(*) asc limit 5',
  ],
  [
    'select id, max(n) from t group by id, n having max(n) > n',
    'Scatter: select t.id, max(t.n) as `max(n)` from t group by t.id, t.n having max(t.n) > t.n',
  ],
])('a shard with all rows of its groups knows which HAVING asks for: %s', (sql, query) => {
  expect(sent(sql)).toEqual([query]);
});

test('HAVING of what only the gate has put together stays there', () => {
  expect(sent('select n, count(*) from t group by n having count(*) > 3')).toEqual([
    'Scatter: select t.n, count(*) from t group by t.n order by t.n asc',
  ]);
});

test.each([
  ['select count(distinct id, n) from t', 'Scatter: select count(distinct t.id, t.n) from t'],
  [
    'select n, count(distinct id), avg(distinct id) from t group by n',
    'Scatter: select t.n, count(distinct t.id), sum(distinct t.id) from t group by t.n order by t.n asc',
  ],
])('what shards have found of values that no two of them have is added up: %s', (sql, query) => {
  expect(sent(sql)).toEqual([query]);
});

test.each([
  ['select count(distinct n) from t', 'Scatter: select t.n from t group by t.n order by t.n asc'],
  // Rows without a match have NULL, on any shard.
  [
    'select count(distinct u.id) from t left join u on t.id = u.id',
    'Scatter: select u.id from t left join u on t.id = u.id group by u.id order by u.id asc',
  ],
])('values that several shards may have are told apart in the gate: %s', (sql, query) => {
  expect(sent(sql)).toEqual([query]);
});

test.each([
  [
    'select t.n, u.n from t left join u on t.m = u.m order by t.n limit 5, 10',
    ['Scatter: select t.n, t.m from t order by t.n asc limit 15', 'Scatter: select u.n from u where :t_m = u.m'],
  ],
  [
    'select t.n, u.n from t left join u on t.m = u.m where u.n is null limit 5',
    ['Scatter: select t.n, t.m from t', 'Scatter: select u.n from u where :t_m = u.m'],
  ],
  [
    'select n from t union all select m from u limit 3',
    ['Scatter: select t.n from t union all select u.m from u limit 3'],
  ],
  [
    'select n from t where id = 1 union all select n from u where id = 2 limit 3 offset 7',
    [
      'EqualUnique: select t.n from t where t.id = 1 limit 10',
      'EqualUnique: select u.n from u where u.id = 2 limit 10',
    ],
  ],
])('no more rows are asked for than LIMIT wants: %s', (sql, queries) => {
  expect(sent(sql)).toEqual(queries);
});

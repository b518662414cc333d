import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { tableColumn as column, planned } from '../testing/planned.ts';

const names = ['t', 'u', 'v'];
const table = { column_vindexes: [{ column: 'id', name: 'xxhash' }] };
const keys = [{ name: 'PRIMARY', columns: ['id'] }];
const tracked = new Map(names.map((name) => [name, { columns: [column('id'), column('n')], uniqueKeys: keys }]));
const tables = Object.fromEntries(names.map((name) => [name, table]));
const vschema = buildVSchema(
  { keyspaces: { ks: { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables } } },
  vindexRegistry({ readTextFile: () => '' }),
  new Map([['ks', tracked]]),
);

/** Which tables the plan's statements lock, and which they only read. */
function locksOf(sql: string): { readonly locked: string[]; readonly read: string[] } {
  const queries = new Set<string>();
  JSON.stringify(planned(sql, vschema).root, (key, value) => {
    if (key === 'query' && typeof value === 'string') queries.add(value);
    return value;
  });
  const of = (wanted: boolean): string[] => {
    const found = [...queries].filter(
      (query) => / for update| lock in share mode/.test(query) === wanted && /^\(?select/.test(query),
    );
    return names.filter((name) => found.some((query) => query.includes(` from ${name}`)));
  };
  return { locked: of(true), read: of(false) };
}

test.each([
  ['select t.id, u.id from t join u on t.n = u.n for update', ['t', 'u'], []],
  ['select t.id, u.id from t left join u on t.n = u.n order by t.id limit 3 for update', ['t', 'u'], []],
  ['select t.id from t, u, v where t.n = u.n and u.n = v.n for update', ['t', 'u', 'v'], []],
  ['select t.id, u.id from t join u on t.n = u.n for update of u', ['u'], ['t']],
  ['select t.id from t where t.n in (select n from u) for update', ['t'], ['u']],
  ['select t.id, d.c from t join (select n, count(*) c from u group by n) d on d.n = t.n for update', ['t'], ['u']],
  ['update t join u on t.n = u.n set t.n = u.id', ['t', 'u'], []],
  ['delete t from t join u on t.n = u.n', ['t', 'u'], []],
  ['insert into t (id, n) select id, n from u', ['u'], []],
  ['insert into t (id, n) select id, n from u union all select id, n from v', ['u', 'v'], []],
  ['insert into t (id, n) with d as (select id, n from u) select id, n from d', ['u'], []],
  ['update t set n = (select max(n) from u) where id = 1', ['u'], []],
  ['update t set n = 1 where n in (select n from (select n from u where id = 1) as d)', ['t', 'u'], []],
  ['delete from t where n in (select n from u where u.id > 5)', ['t', 'u'], []],
])('%s locks %j', (sql, locked, read) => {
  expect(locksOf(sql)).toEqual({ locked, read });
});

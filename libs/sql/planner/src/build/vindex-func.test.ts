import { expect, test } from 'vitest';
import { explained } from '../testing/two-tables.ts';

test.each([
  'select count(*) from xxhash where id in (1, 2)',
  'select t.n from t join xxhash x on x.id = t.id',
  'select 1 from xxhash where id = 5 limit 1',
])('of a vindex that is read nothing but rows may be wanted: %s', (sql) => {
  expect(JSON.stringify(explained(sql))).toContain('VindexFunc');
});

test.each(['select * from `ks[-]`.t', 'select * from `ks:-80`.t', 'select * from u, `ks@replica`.t'])(
  'a table is read from where its keyspace says: %s',
  (sql) => expect(() => explained(sql)).toThrow('VT09017'),
);

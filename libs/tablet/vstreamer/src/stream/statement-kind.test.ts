import { expect, test } from 'vitest';
import { readSchemaChange } from './statement-kind.ts';

test.each([
  ['alter table t add column n int', 'alter table t add column n int', ['t']],
  ['create unique index i on db.t (a)', 'alter table db.t add unique key i (a)', ['db.t']],
  ['DROP INDEX i ON t', 'alter table t drop key i', ['t']],
  ['CREATE TABLE `_vt_x` LIKE `t`', 'CREATE TABLE `_vt_x` LIKE `t`', ['_vt_x']],
  ['create table n select * from t', 'create table n select * from t', ['n']],
  ['create view v as select * from t', 'create view v as select * from t', ['v']],
  ['rename table a to b, c to a', 'rename table a to b, c to a', ['a', 'b', 'c', 'a']],
  ['/* c */ alter table t engine = innodb', '/* c */ alter table t engine = innodb', ['t']],
  ['alter nonsense', 'alter nonsense', undefined],
])('%s', (sql, statement, names) => {
  const { tables, ...told } = readSchemaChange(sql, 'mysql');
  expect(told).toEqual({ statement });
  expect(tables?.map(({ database, table }) => (database === '' ? table : `${database}.${table}`))).toEqual(names);
});

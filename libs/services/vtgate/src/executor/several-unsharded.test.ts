import { TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const REFUSED = '2 shards but its vschema says that it is not sharded: apply a vschema with "sharded": true';
let mysqld: TestMysqld;
let gate: TestGate;
let s: TestSession;

beforeAll(async () => {
  mysqld = await TestMysqld.start('mysql');
  gate = new TestGate(mysqld.rootOptions, { shop: { shards: ['-80', '80-'], vschema: {} } });
  await gate.createDatabases();
  s = gate.session();
  await s.all('use shop; create table t (id int primary key, v int)');
});

afterAll(async () => {
  gate.close();
  await mysqld.stop();
});

test.each([
  'select v from t where id = 1',
  'select count(*) from t',
  'insert into t values (1, 1)',
  'replace into t values (1, 1)',
  'update t set v = 2',
  'delete from t where id = 1',
  'insert into t select 2, 2',
  'select a.v from t a join t b on a.id = b.v',
  'call p()',
])('nobody guesses which of the shards of a keyspace without a vschema has the rows: %s', async (sql) => {
  const before = gate.gateway.queries.length;
  await expect(s.rows(sql)).rejects.toThrow(REFUSED);
  await expect(s.rows(sql)).rejects.toThrow(REFUSED);
  expect(gate.gateway.queries.slice(before)).toEqual([]);
});

test('a shard that is named is asked', async () => {
  await s.all('use `shop:80-`; insert into t values (1, 1)');
  expect(await s.rows('select count(*) from t')).toEqual([['1']]);
  await s.all('use `shop:-80`');
  expect(await s.rows('select count(*) from t')).toEqual([['0']]);
});

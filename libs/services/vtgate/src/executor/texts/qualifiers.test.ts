import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../../testing/test-gate.ts';

const sharded = {
  sharded: true,
  vindexes: { hash: { type: 'hash' }, by_note: { type: 'xxhash' } },
  tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
};
const keyspaces = {
  one: { shards: ['0'], vschema: { tables: { p: {}, q: {} } } },
  many: { shards: ['-80', '80-'], vschema: sharded },
};

describe.each(availableFlavors())('names that only a gate knows, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let s: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    s = gate.session();
    for (const sql of [
      'use one',
      'create table p (id int primary key)',
      'create table q (id int primary key)',
      'use many',
      'create table t (id bigint primary key, n int)',
      'create table p (id int primary key)',
      'insert into t values (1, 1), (4, 4)',
    ])
      await s.all(sql);
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test.each([
    'drop table if exists p, one.q',
    'drop table t, one.q',
    'rename table t to one.u',
    'rename table one.q to u',
    'alter table one.q rename to u',
    'create table one.u like t',
    'create table one.u as select * from t',
    'create view one.u as select * from t',
    'lock tables t read, one.q read',
    'analyze table t, one.q',
  ])('%s: refused, and nothing is done', async (sql) => {
    await s.all('use many');
    expect((await s.error(sql)).message).toMatch(/^VT12001: unsupported: a statement over several keyspaces: /);
    expect(await s.rows('show tables from one')).toEqual([['p'], ['q']]);
    expect(await s.rows('show tables from many')).toEqual([['p'], ['t']]);
  });

  test('EXPLAIN over two keyspaces: VT03031', async () => {
    await s.all('use many');
    expect((await s.error('explain select * from t join one.q')).message).toMatch(/^VT03031: /);
    expect((await s.rows('explain select q.id from one.q')).length).toBe(1);
  });

  test.each([
    'create table one.u (id int primary key, foreign key (id) references q (id))',
    'create table one.u as with c as (select 1) select c.* from c join one.q as r on r.id > 0',
    'create view one.u as select q.id from one.q',
  ])('%s: in one keyspace', async (sql) => {
    await s.all('use many');
    await s.all(sql);
    expect(await s.rows('show tables from one')).toEqual([['p'], ['q'], ['u']]);
    await s.all(sql.startsWith('create view') ? 'drop view one.u' : 'drop table one.u');
  });

  test('DELETE that names its target: explained in its keyspace', async () => {
    await s.all('use many');
    expect((await s.rows('explain delete q from one.q join one.p on p.id = q.id')).length).toBeGreaterThan(0);
  });

  test('NEXT of a table that is no sequence: VT03018', async () => {
    await s.all('use many');
    expect((await s.error('select next value from t')).message).toBe('VT03018: NEXT used on a non-sequence table `t`');
  });

  test('hints about vindexes choose a plan, and no mysqld sees them', async () => {
    await s.all('use many');
    const shards = async (sql: string) => {
      gate.gateway.queries.splice(0);
      await s.all(sql);
      return new Set(gate.gateway.queries.map(({ shard }) => shard)).size;
    };
    expect(await s.rows('select n from t use vindex (hash) where id = 4')).toEqual([['4']]);
    expect(await shards('select n from t use vindex (hash) where id = 4')).toBe(1);
    expect(await shards('select n from t ignore vindex (hash) where id = 4')).toBe(2);
    expect(await shards('select count(*) from (select n from t ignore vindex (hash) where id = 4) as d')).toBe(2);
    expect((await s.result('update t use vindex (hash) set n = 5 where id = 4')).affectedRows).toBe(1n);
    expect((await s.result('delete from t ignore vindex (hash) where id = 4')).affectedRows).toBe(1n);
    expect((await s.error('select n from t use vindex (by_note) where id = 4')).message).toMatch(/^VT09021: /);
  });
});

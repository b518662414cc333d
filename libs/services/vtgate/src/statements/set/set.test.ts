import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReadOnly } from '../../session/read-only.ts';
import { TestGate, type TestSession } from '../../testing/test-gate.ts';

const keyspaces = {
  k: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};
/** Ids of rows on the one shard and on the other. */
const LOW = 1;
const HIGH = 4;

describe.each(availableFlavors())('SET on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    await session.all('use k; create table t (id int primary key, at timestamp null)');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  const variables = () =>
    session.rows(`select @@time_zone, @@workload, @@sql_select_limit, @@wait_timeout, @@character_set_client,
      @@character_set_results, @@transaction_timeout, @@sql_safe_updates, @a`);

  test.each(['', 'begin'])('of several variables changes none where one is wrong (%s)', async (begin) => {
    await session.all("set time_zone = '+01:00', @a = 'before'");
    if (begin) await session.all(`begin; insert into t values (${LOW}, '2020-01-01 00:00:00')`);
    const before = await variables();
    const sql = `set names latin1, time_zone = '+05:00', workload = 'olap', sql_select_limit = 7, wait_timeout = 90,
      transaction_timeout = 5, sql_safe_updates = 1, @a = 'after', sql_mode = 'nonsense'`;
    expect(await session.error(sql)).toMatchObject({ errno: 1231 });
    expect(await variables()).toEqual(before);
    if (begin) expect(await session.rows(`select at from t where id = ${LOW}`)).toEqual([['2020-01-01 00:00:00']]);
    await session.all('rollback');
  });

  test('of several variables goes by what they were before', async () => {
    await session.all("set sql_mode = 'ANSI', sort_buffer_size = 100000, join_buffer_size = 200000");
    await session.all(`set sql_mode = '', @a = @@sql_mode, @@sort_buffer_size = @@join_buffer_size * 2,
      join_buffer_size = @@sort_buffer_size * 4, session lock_wait_timeout = length(@@sql_mode)`);
    const before = await session.rows('select length(@a) > 4, @@lock_wait_timeout = length(@a), @@sql_mode');
    expect(before).toEqual([['1', '1', '']]);
    expect(await session.rows('select @@sort_buffer_size, @@join_buffer_size >= 399000')).toEqual([
      [expect.stringMatching(/^39\d{4}$/), '1'],
    ]);
    await session.all('set sort_buffer_size = default, join_buffer_size = default, lock_wait_timeout = default');
  });

  test.each(['character_set_client', 'character_set_connection', 'collation_connection'])(
    '%s has a value always',
    async (name) => {
      const message = `Variable '${name}' can't be set to the value of 'NULL'`;
      expect(await session.error(`set ${name} = null`)).toMatchObject({ errno: 1231, message });
    },
  );

  test('of READ ONLY is for the transactions to come: one that is open stays what it is on all shards', async () => {
    await session.all(`begin; insert into t values (${LOW}, null); set session transaction read only`);
    await session.all(`insert into t values (${HIGH}, null)`);
    expect(isReadOnly(session.session)).toBe(false);
    await session.all('commit');
    expect(await session.rows('select id from t order by id')).toEqual([[String(LOW)], [String(HIGH)]]);
    await session.all('begin');
    expect(await session.error('delete from t')).toMatchObject({ errno: 1792 });
    await session.all('set session transaction read write');
    expect(await session.error(`delete from t where id = ${HIGH}`)).toMatchObject({ errno: 1792 });
    await session.all('rollback; delete from t');
  });
});

import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginOptions } from '../gateway/discovery-gateway.ts';
import { TestGate } from '../testing/test-gate.ts';

const keyspaces = {
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('WITH CONSISTENT SNAPSHOT skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('START TRANSACTION WITH CONSISTENT SNAPSHOT', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    // 1 is on the first shard, 4 on the second.
    await gate
      .session()
      .all('use sh; create table t (id bigint primary key, n int); insert into t values (1, 0), (4, 0)');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test('is of every shard at once, whichever is read first', async () => {
    const reader = gate.session();
    await reader.all('use sh; start transaction with consistent snapshot');
    await gate.session().all('use sh; update t set n = 1');
    expect(await reader.rows('select n from t where id = 1')).toEqual([['0']]);
    expect(await reader.rows('select n from t where id = 4')).toEqual([['0']]);
    await reader.all('commit');
    expect(await reader.rows('select id, n from t order by id')).toEqual([
      ['1', '1'],
      ['4', '1'],
    ]);
    expect(reader.session.shardSessions).toEqual([]);
  });

  test.each([
    ['start transaction /*!40100 with consistent snapshot */', 'DBA'],
    ['START TRANSACTION /*!40108 WITH CONSISTENT SNAPSHOT */', 'DBA'],
    ['start transaction with consistent snapshot', undefined],
  ])('%s: of workload %s, as tools that dump begin what takes long', async (begin, workload) => {
    const session = gate.session();
    await session.all(`use sh; ${begin}`);
    expect(beginOptions(session.session.begin)).toMatchObject({ transaction_access_mode: ['CONSISTENT_SNAPSHOT'] });
    expect(beginOptions(session.session.begin)?.workload).toBe(workload);
    await session.all('commit and chain');
    expect(beginOptions(session.session.begin)?.workload).toBeUndefined();
    await session.all('rollback');
  });

  test('on one shard where the transaction is to stay on one', async () => {
    const session = gate.session();
    await session.all("use sh; set transaction_mode = 'single'; start transaction with consistent snapshot");
    expect(await session.rows('select id from t where id = 4')).toEqual([['4']]);
    expect(session.session.shardSessions).toHaveLength(1);
    await session.all('rollback');
  });

  test('of the shard that the session speaks to', async () => {
    const session = gate.session();
    await session.all('use `sh:80-`; start transaction with consistent snapshot');
    expect(session.session.shardSessions.map(({ target }) => target.shard)).toEqual(['80-']);
    await session.all('rollback');
  });

  test('where a shard cannot be found, an error, and no transaction', async () => {
    const session = gate.session();
    await session.all('use `sh:c0-`');
    expect((await session.error('start transaction with consistent snapshot')).message).toContain('c0-');
    expect(session.session.inTransaction).toBe(false);
  });

  test('is nothing but a warning at another level, whoever set it', async () => {
    const warning = ['Warning', '138', expect.stringContaining('can only be used with REPEATABLE READ')];
    const start = 'start transaction with consistent snapshot';
    for (const level of ['read committed', 'read uncommitted', 'serializable']) {
      const session = gate.session();
      await session.all(`use sh; set transaction isolation level ${level}; ${start}`);
      expect(await session.rows('show warnings')).toEqual([warning]);
      await session.all(`rollback; ${start}`);
      expect(await session.rows('show warnings')).toEqual([]);
      await session.all(`rollback; set session transaction isolation level ${level}; ${start}`);
      expect(await session.rows('show warnings')).toEqual([warning]);
      await session.all(`rollback; set transaction isolation level repeatable read; ${start}`);
      expect(await session.rows('show warnings')).toEqual([]);
      expect(session.session.shardSessions).toHaveLength(2);
      await session.all('rollback');
    }
  });

  test('not again for a chained transaction', async () => {
    const session = gate.session();
    await session.all('use sh; start transaction with consistent snapshot, read only; commit and chain');
    expect(session.session.begin).toMatchObject({ consistentSnapshot: false, accessMode: 'READ_ONLY' });
    expect(session.session.shardSessions).toEqual([]);
    await session.all('rollback');
  });
});

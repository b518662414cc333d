import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate } from '../testing/test-gate.ts';

describe.each(availableFlavors())('LOCK TABLES on tablets of Vitess, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let root: MysqlConnection;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, {
      un: { shards: ['0'], vschema: {} },
      other: { shards: ['0'], vschema: {} },
    });
    await gate.createDatabases();
    const of = { cell: 'z', keyspace: 'un', shard: '0', hostname: 'h', serving: true, primaryTermStart: 0n };
    gate.gateway.health = [{ ...of, tabletType: 'PRIMARY', alias: 'z-1', isOfVitess: true }];
    await gate.session().all('use un; create table t (id int primary key); create table u (id int primary key)');
    root = await MysqlConnection.connect({ ...mysqld.rootOptions, database: 'vt_un' });
    await root.execute('set lock_wait_timeout = 1');
  });

  afterAll(async () => {
    root?.close();
    gate?.close();
    await mysqld?.stop();
  });

  test('READ holds the lock that it would hold elsewhere, until UNLOCK TABLES', async () => {
    const session = gate.session();
    await session.all('use un; lock tables t read, un.u read local');
    expect(gate.gateway.queries.map(({ sql }) => sql)).toContain('flush tables `t`, `u` with read lock');
    expect(await session.rows('select count(*) from t')).toEqual([['0']]);
    expect(await session.error('insert into t values (1)')).toMatchObject({ errno: 1099 });
    await expect(root.execute('insert into u values (1)')).rejects.toMatchObject({ errno: 1205 });
    await session.all('unlock tables');
    await root.execute('insert into u values (1)');
    await session.all('insert into t values (1)');
  });

  test('FLUSH of tables of several keyspaces is said to each of its own', async () => {
    const session = gate.session();
    await gate.session().all('use other; create table v (id int primary key)');
    await session.all('use un; flush tables t, other.v with read lock');
    expect(gate.gateway.queries.slice(-2)).toEqual([
      { shard: 'un/0', sql: 'flush tables t with read lock' },
      { shard: 'other/0', sql: 'flush tables v with read lock' },
    ]);
    await expect(root.execute('delete from t')).rejects.toMatchObject({ errno: 1205 });
    await session.all('unlock tables');
    await root.execute('delete from t');
  });

  test.each(['begin', 'start transaction'])('%s gives the locks back', async (begin) => {
    const session = gate.session();
    await session.all('use un; lock tables t read');
    await expect(root.execute('delete from t')).rejects.toMatchObject({ errno: 1205 });
    await session.all(begin);
    await root.execute('delete from t');
    await session.all('rollback');
    expect(session.session.shardSessions).toEqual([]);
  });

  test('what they cannot hold is refused, and nothing is held', async () => {
    const session = gate.session();
    await session.all('use un');
    for (const locks of ['t write', 'u read, t write', 't as other read'])
      expect(await session.error(`lock tables ${locks}`)).toMatchObject({
        errno: 1235,
        message: expect.stringContaining('VT12001'),
      });
    await root.execute('insert into t values (2)');
    expect(session.session.shardSessions).toEqual([]);
  });
});

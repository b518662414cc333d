import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { collectResult } from '@vt/sqltypes';
import { plainTable } from '@vt/vschema';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MysqlHandler } from '../mysql/handler.ts';
import { TestClient } from '../testing/test-client.ts';
import { TestGate, type TestSession } from '../testing/test-gate.ts';
import { plainCall } from '../tx/plain-call.ts';
import type { ShardSession } from './session.ts';
import { TemporaryTables } from './temporary-tables.ts';

const keyspaces = {
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
  un: { shards: ['0'], vschema: {} },
};

test('a session has a thousand in a keyspace', () => {
  const tables = new TemporaryTables();
  for (let i = 0; i < 1_000; i++) tables.add(plainTable('ks', `t${i}`));
  expect(() => tables.add(plainTable('ks', 'one_more'))).toThrow('more than 1000 temporary tables');
  tables.remove('ks', 't0');
  tables.add(plainTable('ks', 'one_more'));
});

describe.each(availableFlavors())('temporary tables on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    await session.all('use sh');
    await session.all('create table t (id bigint primary key, v int)');
    await session.all('insert into t values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  const held = () => session.session.shardSessions.map(({ target, state }) => [target.shard, state.reservedId !== 0n]);

  test('keep one connection, and no others', async () => {
    await session.all('create temporary table tmp (id bigint primary key)');
    await session.all('insert into tmp select id from t');
    expect(await session.rows('select count(*), max(t.v) from t join tmp on tmp.id = t.id')).toEqual([['5', '5']]);
    expect(held()).toEqual([[expect.any(String), true]]);
    await session.all('begin');
    await session.all('update t set v = v + 1');
    await session.all('delete from tmp where id = 1');
    await session.all('rollback');
    expect(held()).toEqual([[expect.any(String), true]]);
    await session.all('lock tables t write');
    await session.all('unlock tables');
    expect(held()).toEqual([[expect.any(String), true]]);
    expect(await session.rows('select count(*) from tmp')).toEqual([['5']]);
  });

  test('are not asked for while tablets are told that they are needed', async () => {
    const handler = new MysqlHandler(gate.executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP' });
    const client = new TestClient(handler, 1_000, { collation: 0 });
    await client.query('use sh');
    await client.query('create temporary table told (id int)');
    const order: string[] = [];
    const ask = (): Promise<never> => Promise.reject(new Error(String(order.push('asked'))));
    const asked = [
      vi.spyOn(gate.gateway, 'describe').mockImplementationOnce(ask),
      vi.spyOn(gate.gateway, 'execute').mockImplementationOnce(ask),
    ];
    client.state.heartbeat = new Promise((resolve) => {
      setImmediate(() => {
        order.push('told');
        resolve();
      });
    });
    await client.prepared('select id from told', []).catch(() => {});
    for (const one of asked) one.mockRestore();
    expect(order[0]).toBe('told');
    await handler.closeSession(client.conn, client.state);
  });

  test('are given back behind the statement that is prepared as their client goes', async () => {
    const handler = new MysqlHandler(gate.executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP' });
    const client = new TestClient(handler, 1_001, { collation: 0 });
    await client.query('use sh');
    await client.query('create temporary table told (id int)');
    const order: string[] = [];
    let answer = (): void => {};
    const asked = new Promise<void>((asks) => {
      vi.spyOn(gate.gateway, 'execute').mockImplementationOnce(
        () =>
          new Promise((_, reject) => {
            answer = () => reject(new Error(String(order.push('answered'))));
            asks();
          }),
      );
    });
    vi.spyOn(gate.gateway, 'release').mockImplementationOnce(async () => void order.push('released'));
    void client.prepared('select id from told', []).catch(() => {});
    await asked;
    const closed = handler.closeSession(client.conn, client.state);
    await new Promise(setImmediate);
    answer();
    await closed;
    vi.restoreAllMocks();
    expect(order).toEqual(['answered', 'released']);
  });

  test('are this session’s alone, and no plan of it is kept for others', async () => {
    await session.all('create temporary table t (id bigint primary key, own int)');
    await session.all('insert into t values (9, 9)');
    expect(await session.rows('select * from t')).toEqual([['9', '9']]);
    const other = gate.session();
    await other.all('use sh');
    expect(await other.rows('select count(*) from t')).toEqual([['5']]);
    expect(await session.rows('select count(*) from t')).toEqual([['1']]);
    await session.all('drop table t');
    expect(await session.rows('select count(*) from t')).toEqual([['5']]);
  });

  test('of an unsharded keyspace outlive LOCK TABLES too', async () => {
    const other = gate.session();
    await other.all('use un');
    await other.all('drop temporary table if exists tmp');
    await other.all('create temporary table tmp (id bigint primary key)');
    await other.all('insert into tmp values (1)');
    await other.all('lock tables tmp read');
    await other.all('unlock tables');
    expect(await other.rows('select id from tmp')).toEqual([['1']]);
  });

  test('go with a reset of the session', async () => {
    const other = gate.session();
    await other.all('use sh');
    await other.all('create temporary table tmp (id bigint primary key)');
    await gate.executor.close(other.session, AbortSignal.timeout(10_000));
    await expect(other.rows('select * from tmp')).rejects.toMatchObject({ errno: 1146 });
    expect(other.session.shardSessions).toEqual([]);
  });

  test('are lost with their connection, and the session goes on', async () => {
    const other = gate.session();
    await other.all('use sh');
    await other.all('create temporary table tmp (id bigint primary key)');
    const [home] = other.session.shardSessions as [ShardSession];
    const sink = collectResult();
    const ask = { ...plainCall(other.session), ...home.state, sql: 'select connection_id()' };
    await gate.gateway.execute(home.target, ask, sink, AbortSignal.timeout(10_000));
    const [[id]] = (await sink.result).rows as [[Uint8Array]];
    const root = await MysqlConnection.connect(mysqld.rootOptions);
    await root.execute(`kill ${Buffer.from(id).toString()}`);
    root.close();
    await expect(other.rows('select * from tmp')).rejects.toMatchObject({
      errno: 2013,
      state: '08S01',
      message: expect.stringContaining('temporary tables, locks) is lost'),
    });
    await expect(other.rows('select * from tmp')).rejects.toMatchObject({ errno: 1146 });
    expect(await other.rows('select count(*) from t')).toEqual([['5']]);
    await other.all('create temporary table tmp (id bigint primary key)');
    expect(await other.rows('select * from tmp')).toEqual([]);
  });
});

import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type CallContext, type TabletRequest, tabletRequest } from '@vt/proto/hot';
import { Stats, silentLogger } from '@vt/servenv';
import { collectResult, type OkInfo, type Result, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../config.ts';
import { TabletServer } from '../tablet-server.ts';

const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;
const int = (n: number) => ({ type: Type.INT64, value: Buffer.from(String(n)) });
const context = (): CallContext => ({
  cancelled: false,
  signal: new AbortController().signal,
  onCancel() {},
  peer: 'test',
  user: '',
});

describe.each(availableFlavors())('binary rows of %s', (flavor) => {
  let mysqld: TestMysqld;
  let server: TabletServer;
  let observer: MysqlConnection;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    observer = await MysqlConnection.connect(mysqld.rootOptions);
    await observer.execute('create database vt_ks');
    server = new TabletServer({
      identity: { alias: { cell: 'z', uid: 1 }, keyspace: 'ks', shard: '0', dbName: 'vt_ks' },
      tabletType: 'PRIMARY',
      config: { ...defaultConfig, poolSize: 4, queryTimeoutMs: 400 },
      connectors: { app: { ...mysqld.rootOptions, database: 'vt_ks' }, dba: mysqld.rootOptions },
      replication: { poll: async () => ({ lagSeconds: 0 }) },
      stats: new Stats('vttablet'),
      log: silentLogger,
      enforceStrictMode: true,
    });
    await server.setServing('PRIMARY', 1n, 'SERVING', 'test');
  });

  afterAll(async () => {
    await server.close();
    observer.close();
    await mysqld.stop();
  });

  test('rows of a text in binary form have FLOATs whole, and no statement stays prepared', async () => {
    await observer.execute('create table vt_ks.fl (id int primary key, f float)');
    await observer.execute('insert into vt_ks.fl values (1, 2.3333333), (2, null), (3, 1e-45)');
    const prepared = async () => {
      const { rows } = await observer.execute("show global status like 'Prepared_stmt_count'");
      return String(rows[0]?.[1]);
    };
    const before = await prepared();
    const whole = async (sql: string, fields: Partial<TabletRequest> = {}) => {
      const sink = collectResult({ wholeFloats: true });
      const request = tabletRequest({ method: 'execute', target, rowFormat: 'binary', sql, ...fields });
      const state = await server.call(request, sink, context());
      const { rows, diagnostics } = (await sink.result) as Result & OkInfo;
      return {
        rows: rows.map((row) => row.map((value) => value && Buffer.from(value).toString())),
        state,
        diagnostics,
      };
    };
    const ids = { type: Type.TUPLE, value: new Uint8Array(0), values: [int(1), int(2), int(3)] };
    const sql = 'select f from fl where id in ::ids order by id';
    const floats = [['2.3333333'], [null], ['1.4013e-45']];
    expect((await whole(sql, { binds: { ids } })).rows).toEqual(floats);
    expect((await whole(sql, { binds: { ids }, stream: true })).rows).toEqual(floats);
    const begun = await whole('select f from fl where id = 1 for update', { begin: true });
    expect(begun.rows).toEqual([['2.3333333']]);
    const { transactionId } = begun.state;
    await server.call(tabletRequest({ method: 'commit', target, transactionId }), collectResult(), context());
    const warned = await whole("select f, '1x' + 0 from fl where id = 1", { wantsDiagnostics: true });
    expect(warned).toMatchObject({ rows: [['2.3333333', '1']], diagnostics: [{ code: 1292 }] });
    await expect(whole('select nothing from fl')).rejects.toMatchObject({ errno: 1054 });
    await expect(whole('select f from fl where sleep(3)')).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect((await whole('insert into fl values (4, 4)')).rows).toEqual([]);
    expect((await whole('select 1')).rows).toEqual([['1']]);
    await expect.poll(prepared).toBe(before);
    const { pools, transactions } = server.opened ?? {};
    expect([pools?.oltp.stats().inUse, pools?.tx.stats().inUse, transactions?.size]).toEqual([0, 0, 0]);
  });
});

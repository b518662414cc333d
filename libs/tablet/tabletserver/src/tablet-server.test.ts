import { VtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type TabletRequest, tabletRequest } from '@vt/proto/hot';
import { Stats, silentLogger } from '@vt/servenv';
import { collectResult, type Result, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultConfig, type TabletConfig } from './config.ts';
import { TabletServer } from './tablet-server.ts';
import { expectNothingRuns, StoppedSink, untilRunning } from './testing/running.ts';
import { contextOf, identity, target } from './testing/served.ts';

const int = (n: number) => ({ type: Type.INT64, value: Buffer.from(String(n)) });

describe.each(availableFlavors())('the query service on %s', (flavor) => {
  let mysqld: TestMysqld;
  let server: TabletServer;
  let observer: MysqlConnection;
  const metrics = new Stats('vttablet');

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    observer = await MysqlConnection.connect(mysqld.rootOptions);
    await observer.execute('create database vt_ks');
    await observer.execute('create table vt_ks.t (id int primary key, v varchar(20))');
    const config = {
      poolSize: 4,
      transactionCap: 2,
      txPoolTimeoutMs: 50,
      resultRowsMax: 100,
      queryTimeoutMs: 400,
      transactionTimeoutMs: 1500,
      shutdownGraceMs: 50,
    };
    server = serverWith(config, metrics);
    await server.setServing('PRIMARY', 1n, 'SERVING', 'test');
  });

  afterAll(async () => {
    await server?.close();
    observer?.close();
    await mysqld?.stop();
  });

  const serverWith = (config: Partial<TabletConfig>, stats = new Stats('vttablet')): TabletServer =>
    new TabletServer({
      identity,
      tabletType: 'PRIMARY',
      config: { ...defaultConfig, ...config },
      connectors: { app: { ...mysqld.rootOptions, database: 'vt_ks' }, dba: mysqld.rootOptions },
      replication: { poll: async () => ({ lagSeconds: 0 }) },
      stats,
      log: silentLogger,
      enforceStrictMode: true,
    });

  const call = async (fields: Partial<TabletRequest>, signal?: AbortSignal) => {
    const sink = collectResult();
    const request = tabletRequest({ method: 'execute', target, ...fields });
    const state = await server.call(request, sink, contextOf(signal));
    const result = request.method === 'execute' ? await sink.result : undefined;
    return { state, result };
  };
  const execute = async (sql: string, fields: Partial<TabletRequest> = {}): Promise<Result> => {
    const { result } = await call({ sql, ...fields });
    return result as Result;
  };
  const values = async (sql: string, fields: Partial<TabletRequest> = {}) =>
    (await execute(sql, fields)).rows.map((row) => row.map((value) => value && Buffer.from(value).toString()));
  const stats = (pool: 'oltp' | 'tx' | 'stream') => server.opened?.pools[pool].stats();
  const expectNoLeak = () => {
    const { transactions, queries } = server.opened ?? {};
    expect([stats('oltp')?.inUse, stats('tx')?.inUse, stats('stream')?.inUse]).toEqual([0, 0, 0]);
    expect([transactions?.size, server.state.requests, queries?.running.size]).toEqual([0, 0, 0]);
  };

  test('statements with and without binds', async () => {
    await execute('insert into t values (:id, :v)', {
      binds: { id: int(1), v: { type: Type.VARCHAR, value: Buffer.from("o'x") } },
    });
    expect(await values('select * from t where id = :id', { binds: { id: int(1) } })).toEqual([['1', "o'x"]]);
    expect((await execute("update t set v = 'b' where id = 1")).affectedRows).toBe(1n);
    await execute('delete from t');
    expectNoLeak();
  });

  test('statements and transactions are counted by their size, caller and end', async () => {
    const ended: string[] = [];
    const stop = server.transactionLog.listen(({ user, conclusion, queries, endedAt, startedAt }) => {
      expect(endedAt).toBeGreaterThanOrEqual(startedAt);
      ended.push(`${user} ${conclusion} ${queries}`);
    });
    const { results, userTransactions } = server.stats;
    const before = results.toVar();
    const caller = { effective: null, immediate: { username: 'counted', groups: [] } };
    const { state } = await call({ sql: 'select 1 union select 2 union select 3', begin: true, caller });
    await call({ method: 'commit', transactionId: state.transactionId, caller });
    stop?.();
    expect(userTransactions.get(['counted', 'commit'])).toBe(1);
    expect(ended).toEqual(['counted commit 1']);
    const after = results.toVar();
    const { Total = 0, 1: ones, 5: fives = 0 } = before;
    expect([after['Total'], after['1'], after['5']]).toEqual([Total + 3, ones, fives + 1]);
    expectNoLeak();
  });

  test('under the names that tools of Vitess read: by type, by code, settings, pools, state', async () => {
    await execute('select v as counted_here from t');
    await expect(execute('select nothing from t')).rejects.toMatchObject({ errno: 1054 });
    const vars = metrics.vars() as Record<string, Record<string, number>>;
    expect(vars['QueryCountsWithTabletType']?.['t.Select.PRIMARY']).toBeGreaterThanOrEqual(2);
    expect(vars['QueryErrorCountsWithCode']).toMatchObject({ 't.Select.NOT_FOUND': 1 });
    expect(vars['QueryTextCharactersProcessed']?.['t.Select']).toBeGreaterThanOrEqual(50);
    expect(vars).toMatchObject({
      InternalErrors: { Panic: 0, Schema: 0, TwopcResurrection: 0 },
      MaxResultSize: 100,
      QueryTimeout: 400e6,
      TransactionTimeout: 1500e6,
      TabletServerState: { 'SERVING.PRIMARY.ks.0': 1 },
      ConnPoolMaxCap: 4,
      DbaConnPoolWaiterCapRejected: 0,
    });
    expect(vars['SchemaReload']?.['TotalCount']).toBeGreaterThanOrEqual(1);
    expect(vars['QueryTimingsByTabletType']?.['Histograms'] as unknown as object).toHaveProperty('PRIMARY');
    expectNoLeak();
  });

  test('what is written into a message table has a plan of its own, from when it is one', async () => {
    const insert = 'insert into msg (id) values (:id)';
    await execute('create table msg (id bigint primary key)');
    await execute(insert, { binds: { id: int(1) } });
    const cells =
      'id bigint primary key, priority bigint default 0, epoch bigint default 0, time_next bigint, time_acked bigint';
    await execute('drop table msg');
    await execute(
      `create table msg (${cells}) comment 'vitess_message,vt_ack_wait=30,vt_purge_after=86400,vt_batch_size=10,vt_cache_size=100,vt_poller_interval=30'`,
    );
    const plans = () =>
      Object.keys((metrics.vars() as Record<string, object>)['QueryCounts'] ?? {}).filter((name) =>
        name.startsWith('msg.Insert'),
      );
    await expect
      .poll(async () => {
        await execute('delete from msg');
        await execute(insert, { binds: { id: int(1) } });
        return plans();
      })
      .toEqual(['msg.Insert', 'msg.InsertMessage']);
    await execute('drop table msg');
    expectNoLeak();
  });

  test('errors carry errno, and whether the statement may have run', async () => {
    await expect(call({ sql: 'select * from nowhere' })).rejects.toMatchObject({ errno: 1146, mayHaveRun: true });
    await expect(call({ sql: 'select 1', target: { ...target, shard: 'x' } })).rejects.toMatchObject({
      message: 'invalid shard x does not match expected 0',
      mayHaveRun: false,
    });
    await expect(call({ sql: 'select :a', binds: { b: int(1) } })).rejects.toMatchObject({ mayHaveRun: false });
    expectNoLeak();
  });

  test.each([
    ['set @@sql_mode = 1', 'Set not allowed without reserved connection'],
    ["select get_lock('a', 1)", 'SelectLockFunc not allowed without reserved connection'],
    ['use mysql', 'Use not allowed without reserved connection'],
    ['begin', 'transactions are begun and ended by their own calls, not by statements'],
    ['select next 0 values from s', 'invalid increment for sequence s: 0'],
  ])('%s is refused', async (sql, message) => {
    await expect(call({ sql })).rejects.toMatchObject({ message });
  });

  test('sequence values are given out in blocks, inside a transaction too, and never taken back', async () => {
    await observer.execute(
      "create table vt_ks.s (id int primary key, next_id bigint, cache bigint) comment 'vitess_sequence'",
    );
    await observer.execute('insert into vt_ks.s values (0, 10, 3)');
    expect(await values('select next value from s')).toEqual([['10']]);
    const begun = await call({ sql: 'select next :n values from s', begin: true, binds: { n: int(2) } });
    expect(Buffer.from(begun.result?.rows[0]?.[0] ?? []).toString()).toBe('11');
    expect(begun.state.transactionId).not.toBe(0n);
    await call({ method: 'rollback', transactionId: begun.state.transactionId });
    expect(await values('select next value from s')).toEqual([['13']]);
    expect(Buffer.from((await observer.execute('select next_id from vt_ks.s')).rows[0]?.[0] ?? []).toString()).toBe(
      '16',
    );
    await expect(call({ sql: 'select next value from absent', begin: true })).rejects.toMatchObject({ errno: 1146 });
    expectNoLeak();
  });

  const many = (n: number, end = '') =>
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${n}) select i from n${end}`;

  test('as many rows as allowed, and one too many', async () => {
    expect((await execute(many(100))).rows.length).toBe(100);
    await expect(call({ sql: many(101) })).rejects.toMatchObject({
      code: 'ABORTED',
      message: 'Row count exceeded 100 (CallerID: )',
    });
    await expect(call({ sql: many(900, ' limit 900') })).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await execute(many(900), { stream: true })).rows.length).toBe(900);
    expect((await execute(many(900), { options: { workload: 'OLAP' } })).rows.length).toBe(900);
    expectNoLeak();
  });

  test('a query that takes too long is ended on the server', async () => {
    await expect(call({ sql: 'select sleep(30)' })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', errno: 3024 });
    await expect(call({ sql: 'select sleep(30)', timeoutMs: 20 })).rejects.toMatchObject({ errno: 3024 });
    await expectNothingRuns(observer);
    expectNoLeak();
  });

  test('a caller that leaves ends its query', async () => {
    const abort = new AbortController();
    const gone = expect(call({ sql: 'select sleep(30)', stream: true }, abort.signal)).rejects.toMatchObject({
      code: 'CANCELED',
    });
    await untilRunning(observer, 'sleep(30)');
    abort.abort(new Error('the stream broke'));
    await gone;
    await expectNothingRuns(observer);
    expectNoLeak();
  });

  test('a caller that cancels and still listens gets what mysqld answers', async () => {
    const abort = new AbortController();
    const answer = call({ sql: 'select sleep(30)' }, abort.signal).then(
      ({ result }) => (result?.rows ?? []).map((row) => String(row[0])),
      (error: VtError) => error.errno,
    );
    await untilRunning(observer, 'sleep(30)');
    abort.abort();
    expect(await answer).toEqual(flavor === 'mysql' ? ['1'] : 1317);
    await expectNothingRuns(observer);
    expectNoLeak();
  });

  const begin = async (fields: Partial<TabletRequest> = {}) =>
    (await call({ method: 'begin', ...fields })).state.transactionId;
  const conclude = (method: 'commit' | 'rollback', transactionId: bigint) => call({ method, transactionId });

  test('transactions commit and roll back', async () => {
    const first = await begin();
    await execute("insert into t values (1, 'a')", { transactionId: first });
    expect(await values('select count(*) from t')).toEqual([['0']]);
    await conclude('commit', first);
    expect(await values('select count(*) from t')).toEqual([['1']]);
    const second = await begin();
    await execute('delete from t', { transactionId: second });
    await conclude('rollback', second);
    expect(await values('select count(*) from t')).toEqual([['1']]);
    await expect(conclude('commit', second)).rejects.toMatchObject({
      code: 'ABORTED',
      message: expect.stringMatching(
        new RegExp(`^transaction ${second}: ended at .* UTC \\(transaction rolled back\\)$`),
      ),
    });
    await expect(conclude('commit', 5n)).rejects.toMatchObject({ message: 'transaction 5: not found' });
    await execute('delete from t');
    expectNoLeak();
  });

  test('begin and execute in one call; a failure keeps the transaction and tells its id', async () => {
    const { state } = await call({ sql: "insert into t values (7, 'a')", begin: true });
    expect(state.transactionId).toBeGreaterThan(0n);
    expect(state.alias).toEqual(identity.alias);
    await conclude('rollback', state.transactionId);
    const failed = await call({ sql: 'select * from nowhere', begin: true }).catch((error: unknown) => error);
    const { held } = failed as { held: { transactionId: bigint } };
    expect(held.transactionId).toBeGreaterThan(0n);
    await conclude('rollback', held.transactionId);
    expect(await values('select count(*) from t')).toEqual([['0']]);
    expectNoLeak();
  });

  test('one statement at a time in a transaction, and not more transactions than allowed', async () => {
    const [one, two] = [await begin(), await begin()];
    await expect(begin()).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    const slow = call({ sql: 'select sleep(0.2)', transactionId: one });
    await expect(execute('select 1', { transactionId: one })).rejects.toMatchObject({
      message: `transaction ${one}: in use: for query`,
    });
    await slow;
    await conclude('rollback', one);
    await conclude('rollback', two);
    expectNoLeak();
  });

  test('a timeout in a transaction leaves the transaction', async () => {
    const id = await begin();
    await execute("insert into t values (3, 'a')", { transactionId: id });
    await expect(call({ sql: 'select sleep(30)', transactionId: id })).rejects.toMatchObject({ errno: 3024 });
    expect(await values('select count(*) from t', { transactionId: id })).toEqual([['1']]);
    await conclude('rollback', id);
    expectNoLeak();
  });

  test('a transaction that is forgotten is rolled back', async () => {
    const id = await begin({ options: { transaction_timeout: 50n } });
    await execute("insert into t values (4, 'a')", { transactionId: id });
    await expect.poll(() => server.opened?.transactions.size, { timeout: 10_000 }).toBe(0);
    await expect(conclude('commit', id)).rejects.toMatchObject({
      message: expect.stringContaining('exceeded timeout: 50ms'),
    });
    expect(await values('select count(*) from t')).toEqual([['0']]);
    expectNoLeak();
  });

  test('a transaction that may last while it is used outlives its timeout', async () => {
    const options = { workload: 'DBA', transaction_timeout: 2000n, transaction_lasts_while_used: true } as const;
    const id = await begin({ options });
    for (const end = performance.now() + 2500; performance.now() < end; ) await execute('do 0', { transactionId: id });
    await conclude('rollback', id);
  });

  test('DDL commits the transaction it is in, which goes on; the schema is read again', async () => {
    const id = await begin();
    await execute("insert into t values (5, 'a')", { transactionId: id });
    await execute('create table d1 (a int primary key)', { transactionId: id });
    await execute("insert into t values (6, 'a')", { transactionId: id });
    await conclude('rollback', id);
    expect(await values('select id from t')).toEqual([['5']]);
    await expect.poll(() => server.schema?.tables.has('d1'), { timeout: 10_000 }).toBe(true);
    await execute('drop table d1');
    await execute('delete from t');
    expectNoLeak();
  });

  test('health tells of the streams into this tablet', () => {
    server.health.streams = () => ({ count: 2, lagSeconds: 7 });
    expect(server.health.current().realtime_stats).toMatchObject({
      binlog_players_count: 2,
      filtered_replication_lag_seconds: 7,
    });
  });

  test('changed tables are told to subscribers', async () => {
    const told: string[] = [];
    const subscription = server.health.subscribe({
      send: (response) => {
        told.push(
          ...(response.realtime_stats?.table_schema_changed ?? []),
          ...(response.realtime_stats?.view_schema_changed ?? []),
        );
        return true;
      },
      end: () => {},
    });
    await execute('create table d2 (a int)');
    await execute('create view d3 as select 1 as one');
    // The end of an earlier test's table may be told here too.
    await expect.poll(() => told, { timeout: 10_000 }).toEqual(expect.arrayContaining(['d2', 'd3']));
    expect(Object.keys((await server.schema?.definitions('views', [])) ?? {})).toEqual(['d3']);
    await execute('drop table d2');
    await execute('drop view d3');
    // The columns and their keys stay the same.
    await execute('create table d4 (a int primary key)');
    await execute('create table d5 (a int primary key, constraint d6 foreign key (a) references d4 (a))');
    for (const change of [
      'drop foreign key d6',
      'add constraint d6 foreign key (a) references d4 (a) on delete cascade',
    ]) {
      await server.schema?.reload();
      told.length = 0;
      await execute(`alter table d5 ${change}`);
      await expect.poll(() => told, { timeout: 10_000 }).toContain('d5');
    }
    await execute('drop table d5');
    await execute('drop table d4');
    subscription.close();
  });

  test('settings are there where they were asked for, and nowhere else', async () => {
    const settings = ["set session sql_mode = 'ANSI_QUOTES'"];
    expect(await values('select @@sql_mode', { settings })).toEqual([['ANSI_QUOTES']]);
    expect(await values('select @@sql_mode')).not.toEqual([['ANSI_QUOTES']]);
    const held = await call({ sql: 'select 1', reserve: true, settings });
    expect(held.state.reservedId).toBe(0n);
    const begun = await call({ sql: 'select 1', reserve: true, begin: true, settings });
    expect(begun.state.reservedId).toBe(0n);
    expect(begun.state.transactionId).toBeGreaterThan(0n);
    // In a transaction that is open it is asked for: the settings may be others than at its begin.
    const { transactionId } = begun.state;
    const kept = await call({ sql: 'select 1', reserve: true, settings, transactionId });
    expect(kept.state.reservedId).toBe(transactionId);
    const { state } = await conclude('rollback', transactionId);
    await call({ method: 'release', reservedId: state.reservedId });
    expectNoLeak();
  });

  test('reserved connections are counted by caller, while they are held and when they end', async () => {
    const { reservations, userReservations, userReservationTimes } = server.stats;
    const caller = { effective: null, immediate: { username: 'keeper', groups: [] } };
    const sql = 'create temporary table kept (a int)';
    const before = reservations.countsBy('operation');
    const [first, second] = [await call({ sql, reserve: true, caller }), await call({ sql, reserve: true, caller })];
    expect(server.opened?.transactions.reservedByUser()).toEqual(new Map([['keeper', 2]]));
    expect(userReservations.get(['keeper']) ?? 0).toBe(0);
    await call({ method: 'release', reservedId: first.state.reservedId });
    await execute(`kill ${server.opened?.transactions.find(second.state.reservedId)?.connection.threadId}`);
    await expect(execute('select 1', { reservedId: second.state.reservedId })).rejects.toThrow();
    expect(userReservations.get(['keeper'])).toBe(2);
    expect(userReservationTimes.get(['keeper'])).toBeGreaterThan(0);
    const after = reservations.countsBy('operation');
    for (const how of ['release', 'kill']) expect((after.get(how) ?? 0) - (before.get(how) ?? 0)).toBe(1);
    expect(server.opened?.transactions.reservedByUser()).toEqual(new Map());
    expectNoLeak();
  });

  test('a reserved connection keeps its session; its id changes when a transaction ends', async () => {
    const { state } = await call({ sql: 'create temporary table tmp (a int)', reserve: true });
    expect(state.reservedId).toBeGreaterThan(0n);
    expect(await values('select count(*) from tmp', { reservedId: state.reservedId })).toEqual([['0']]);
    const begun = await call({ sql: 'insert into tmp values (1)', reservedId: state.reservedId, begin: true });
    expect(begun.state.transactionId).toBe(state.reservedId);
    const ended = await conclude('commit', state.reservedId);
    expect(ended.state.reservedId).toBeGreaterThan(state.reservedId);
    expect(await values('select count(*) from tmp', { reservedId: ended.state.reservedId })).toEqual([['1']]);
    await call({ method: 'release', reservedId: ended.state.reservedId });
    expectNoLeak();
  });

  test('literals are written as the session reads them', async () => {
    const settings = ["set session sql_mode = 'NO_BACKSLASH_ESCAPES'"];
    const value = "a\\'b\n";
    const binds = { s: { type: Type.VARCHAR, value: Buffer.from(value) } };
    expect(await values('select :s', { binds })).toEqual([[value]]);
    expect(await values('select :s', { binds, settings })).toEqual([[value]]);
  });

  test('what a procedure leaves in its session stays with it', async () => {
    await execute("create procedure p() begin set @left = 'over'; select 1; end");
    await execute('call p()');
    expect(await values('select @left')).toEqual([[null]]);
    await execute('drop procedure p');
  });

  test('a slow reader of a big result holds up nobody else', async () => {
    const slow = new StoppedSink();
    const sql = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 900) select repeat('x', 10000) from n`;
    const streaming = server.call(tabletRequest({ method: 'execute', target, sql, stream: true }), slow, contextOf());
    await slow.stopped;
    expect(await values('select 1')).toEqual([['1']]);
    slow.goOn();
    await streaming;
    expect(slow.bytes).toBeGreaterThan(9_000_000);
    expectNoLeak();
  });

  test('a restarted mysqld is found again by itself', async () => {
    const id = await begin();
    // It is looked for just before: the next look comes when the second is over.
    server.mysqldProbed('slow');
    server.mysqldProbed(undefined);
    await expect.poll(() => server.state.state).toBe('SERVING');
    await mysqld.kill();
    await expect(execute('select 1', { transactionId: id })).rejects.toBeInstanceOf(VtError);
    await expect(execute('select 1')).rejects.toBeInstanceOf(VtError);
    await expect.poll(() => server.state.state, { timeout: 15_000 }).toBe('NOT_CONNECTED');
    expect(server.health.current()).toMatchObject({ serving: false });
    await expect(execute('select 1')).rejects.toMatchObject({ code: 'CLUSTER_EVENT' });
    await mysqld.run();
    await expect.poll(() => server.state.state, { timeout: 15_000 }).toBe('SERVING');
    expect(await values('select 1')).toEqual([['1']]);
    expectNoLeak();
    observer = await MysqlConnection.connect(mysqld.rootOptions);
  });

  test('a primary that does not serve yet has connections for those who will come', async () => {
    const later = serverWith({ poolSize: 8, transactionCap: 200 });
    try {
      await later.setServing('PRIMARY', 1n, 'NOT_SERVING', 'test');
      const idle = (): number[] => {
        const { oltp, tx, stream } = later.opened?.pools ?? {};
        return [oltp, tx, stream].map((pool) => (pool ? pool.stats().active - pool.stats().inUse : -1));
      };
      await expect.poll(idle).toEqual([6, 16, 0]);
      await later.setServing('PRIMARY', 1n, 'SERVING', 'test');
      expect(idle()).toEqual([6, 16, 0]);
    } finally {
      await later.close();
    }
  });

  test('leaving SERVING ends what runs, and coming back serves again', async () => {
    const running = expect(call({ sql: 'select sleep(30)', stream: true })).rejects.toMatchObject({
      code: 'CLUSTER_EVENT',
    });
    await untilRunning(observer, 'sleep(30)');
    const id = await begin();
    await server.setServing('PRIMARY', 1n, 'NOT_SERVING', 'test');
    await running;
    await expect(execute('select 1')).rejects.toMatchObject({ message: 'operation not allowed in state NOT_SERVING' });
    await server.setServing('PRIMARY', 1n, 'SERVING', 'test');
    await expect(conclude('commit', id)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await values('select 1')).toEqual([['1']]);
    expectNoLeak();
  });
});

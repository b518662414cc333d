import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type CallContext, type TabletRequest, tabletRequest } from '@vt/proto/hot';
import { Stats, silentLogger } from '@vt/servenv';
import { collectResult, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTableAcl } from '../acl/config.ts';
import { defaultConfig } from '../config.ts';
import { TabletServer } from '../tablet-server.ts';
import { contextOf, identity, target } from '../testing/served.ts';
import { defaultProtection } from './protections.ts';

const raw = (text: string) => ({ type: Type.RAW, value: Buffer.from(text) });

const context = (signal: AbortSignal): CallContext => contextOf(signal, '127.0.0.1:1');

describe.each(availableFlavors())('protections before %s', (flavor) => {
  let mysqld: TestMysqld;
  let server: TabletServer;
  let observer: MysqlConnection;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    observer = await MysqlConnection.connect(mysqld.rootOptions);
    await observer.execute('create database vt_ks');
    await observer.execute('create table vt_ks.t (id int primary key, v int)');
    await observer.execute('insert into vt_ks.t values (1, 0), (2, 0)');
    const hotRows = { enabled: true, dryRun: false, queueMax: 10, globalQueueMax: 1_000, concurrentMax: 1 };
    const transactionLimiter = { ...defaultProtection.transactionLimiter, enabled: true, share: 0.5 };
    server = new TabletServer({
      identity,
      tabletType: 'PRIMARY',
      config: {
        ...defaultConfig,
        poolSize: 4,
        transactionCap: 6,
        shutdownGraceMs: 50,
        protection: { ...defaultProtection, hotRows, transactionLimiter },
      },
      connectors: { app: { ...mysqld.rootOptions, database: 'vt_ks' }, dba: mysqld.rootOptions },
      replication: { poll: async () => ({ lagSeconds: 0 }) },
      stats: new Stats('vttablet'),
      log: silentLogger,
      enforceStrictMode: false,
    });
    await server.setServing('PRIMARY', 1n, 'SERVING', 'test');
  });

  afterAll(async () => {
    await server?.close();
    observer?.close();
    await mysqld?.stop();
  });

  async function run(fields: Partial<TabletRequest>, signal = new AbortController().signal) {
    const sink = collectResult();
    const request = tabletRequest({ method: 'execute', target, ...fields });
    const state = await server.call(request, sink, context(signal));
    const result = request.method === 'execute' ? await sink.result : undefined;
    return { state, rows: result?.rows.map((row) => row.map((value) => value && Buffer.from(value).toString())) };
  }

  async function selects(): Promise<number> {
    const { rows } = await observer.execute("show global status like 'Com_select'");
    return Number(Buffer.from(rows[0]?.[1] ?? []).toString());
  }

  const expectNoLeak = () => {
    const pools = server.opened?.pools;
    expect([pools?.oltp.stats().inUse, pools?.tx.stats().inUse, pools?.oltp.waiters]).toEqual([0, 0, 0]);
    expect([server.state.requests, server.opened?.transactions.size, server.protect.consolidator.running]).toEqual([
      0, 0, 0,
    ]);
    expect([server.protect.hotRows.queued, server.protect.transactionLimiter.open.size]).toEqual([0, 0]);
  };

  test('200 callers of one slow read share one execution', async () => {
    const before = await selects();
    const sql = 'select sleep(0.3), count(*), 7 from t';
    const all = await Promise.all(Array.from({ length: 200 }, () => run({ sql })));
    expect(new Set(all.map(({ rows }) => JSON.stringify(rows)))).toEqual(new Set(['[["0","2","7"]]']));
    expect((await selects()) - before).toBe(1);
    expect(server.protect.consolidator.recent()[0]).toEqual([sql, 199]);
    expectNoLeak();
  });

  test('a read of the own schema, as gates of Vitess ask for it by variables, is shared too', async () => {
    const sql = 'select :__vtschemaname /* VARCHAR */, sleep(0.2) from t where id = 1';
    const binds = { __replacevtschemaname: { type: Type.INT64, value: Buffer.from('1') } };
    const before = await selects();
    const all = await Promise.all([run({ sql, binds }), run({ sql, binds })]);
    expect(all.map(({ rows }) => rows?.[0]?.[0])).toEqual([server.state.identity.dbName, server.state.identity.dbName]);
    expect((await selects()) - before).toBe(1);
    expectNoLeak();
  });

  test('reads of sessions with other settings are not shared, and see their own', async () => {
    const sql = 'select sleep(0.1), @@session.sort_buffer_size from t where id = 1';
    const of = (bytes: number) => [`set @@session.sort_buffer_size = ${bytes}`];
    const all = await Promise.all([65536, 65536, 131072, 0].map((n) => run({ sql, settings: n === 0 ? [] : of(n) })));
    const [a, b, other, plain] = all.map(({ rows }) => rows?.[0]?.[1]);
    expect([a, b, other]).toEqual(['65536', '65536', '131072']);
    expect(['65536', '131072']).not.toContain(plain);
    // Connections go from hand to hand between settings, also where all are taken and others wait.
    const many = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? [] : of(65536 * (1 + (i % 3)))));
    const answers = await Promise.all(
      many.map((settings, i) => run({ sql: `select @@session.sort_buffer_size, ${i} from t where id = 1`, settings })),
    );
    for (const [i, { rows }] of answers.entries()) {
      expect(rows?.[0]?.[0]).toBe(i % 3 === 0 ? plain : String(65536 * (1 + (i % 3))));
    }
    expectNoLeak();
  });

  test('limits change while it serves', async () => {
    const limit = (name: string) => {
      const found = server.tunables.find((tunable) => tunable.name === name);
      if (!found) throw new Error(name);
      return found;
    };
    const pools = server.opened?.pools;
    for (const size of [2, 9]) {
      limit('ReadPoolSize').write(String(size));
      limit('TransactionPoolSize').write(String(size));
      expect([pools?.oltp.capacity, pools?.tx.capacity, pools?.foundRows.capacity]).toEqual([size, size, size]);
      const all = Array.from({ length: 12 }, (_, i) => run({ sql: `select sleep(0.02), ${i} from t` }));
      expect((await Promise.all(all)).length).toBe(12);
      expect(pools?.oltp.stats().active).toBeLessThanOrEqual(size);
    }
    limit('QueryTimeout').write('200');
    await expect(run({ sql: 'select sleep(9), 8 from t' })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    limit('QueryTimeout').write('30000');
    const three = 'select a.n from (select 1 as n union all select 2 union all select 3) a';
    await Promise.all([1, 2, 3].map((i) => run({ sql: `select sleep(0.02), ${i} from t` })));
    limit('MaxResultSize').write('2');
    await expect(run({ sql: three })).rejects.toMatchObject({
      message: expect.stringContaining('Row count exceeded 2'),
    });
    limit('MaxResultSize').write('10000');
    await expect(run({ sql: three })).resolves.toBeDefined();
    expect(pools?.oltp.stats().inUse).toBe(0);
    limit('Consolidator').write('disable');
    const before = await selects();
    await Promise.all([1, 2].map(() => run({ sql: 'select sleep(0.05), 9 from t' })));
    expect((await selects()) - before).toBe(2);
    limit('Consolidator').write('enable');
    for (const bad of ['0', '-1', 'x', '1e9']) expect(() => limit('ReadPoolSize').write(bad)).toThrow(RangeError);
    expect(() => limit('Consolidator').write('on')).toThrow(RangeError);
    limit('ReadPoolSize').write('4');
    limit('TransactionPoolSize').write('6');
    expectNoLeak();
  });

  test('the query log tells of statements as they end, to those who want them', async () => {
    const seen: string[] = [];
    const failed: (string | undefined)[] = [];
    const any = { sample: 1, contains: '', elapsedMsMin: 0, failed: false };
    const stop = server.queryLog.listen({ ...any, contains: 'logged' }, ({ sql, rows }) => seen.push(`${sql} ${rows}`));
    const none = server.queryLog.listen({ ...any, sample: 0 }, () => seen.push('never'));
    const errors = server.queryLog.listen({ ...any, failed: true }, ({ error }) => failed.push(error));
    await run({ sql: 'select id as logged from t' });
    await run({ sql: 'select id from t' });
    await expect(run({ sql: 'select nowhere from t' })).rejects.toThrow();
    for (const end of [stop, none, errors]) end?.();
    await run({ sql: 'select id as logged from t' });
    expect(seen).toEqual(['select id as logged from t 2']);
    expect(failed.length).toBe(1);
    expect(failed[0]).toContain('nowhere');
  });

  test('reads with other values, and reads that may answer differently, are not shared', async () => {
    const before = await selects();
    const sql = 'select sleep(0.1), v from t where id = :_l1';
    const two = await Promise.all(['1', '2'].map((id) => run({ sql, values: [raw(id)] })));
    expect(two.map(({ rows }) => rows?.length)).toEqual([1, 1]);
    const uuids = await Promise.all([1, 2].map(() => run({ sql: 'select uuid(), sleep(0.05) from t where id = 1' })));
    expect(uuids[0]?.rows?.[0]?.[0]).not.toBe(uuids[1]?.rows?.[0]?.[0]);
    expect((await selects()) - before).toBe(4);
    const off = await Promise.all(
      [1, 2].map(() => run({ sql: 'select sleep(0.1) from t', options: { consolidator: 'CONSOLIDATOR_DISABLED' } })),
    );
    expect(off.length).toBe(2);
    expect((await selects()) - before).toBe(6);
  });

  test('a read that comes after a write sees it, whatever read began before', async () => {
    const sql = 'select v, sleep(0.3) from t where id = 2';
    const early = run({ sql });
    // Sent is not begun: it has its row when it sleeps.
    const asleep = "select count(*) from information_schema.processlist where state = 'User sleep'";
    await expect
      .poll(async () => Buffer.from((await observer.execute(asleep)).rows[0]?.[0] ?? []).toString())
      .toBe('1');
    await run({ sql: 'update t set v = 5 where id = 2' });
    const late = run({ sql });
    expect((await early).rows?.[0]?.[0]).toBe('0');
    expect((await late).rows?.[0]?.[0]).toBe('5');
    await run({ sql: 'update t set v = 0 where id = 2' });
  });

  test('the leader’s client goes away: the others get their answer all the same', async () => {
    const sql = 'select sleep(0.4), v from t where id = 1';
    const controller = new AbortController();
    const leader = run({ sql }, controller.signal);
    await expect.poll(() => server.opened?.queries.running.size).toBe(1);
    const follower = run({ sql });
    controller.abort(new Error('the stream broke'));
    await expect(leader).rejects.toMatchObject({ code: 'CANCELED' });
    expect((await follower).rows).toEqual([['0', '0']]);
    expectNoLeak();
  });

  test('updates of one row wait outside of the pool; too many are refused', async () => {
    const sql = 'update t set v = v + :_l1 where id = 1 and sleep(0.05) = 0';
    const updates = Array.from({ length: 200 }, () =>
      run({ sql, values: [raw('1')] }).then(
        () => 'ok',
        (e: unknown) => e,
      ),
    );
    await expect.poll(() => server.opened?.pools.tx.stats().inUse).toBe(1);
    await run({ sql: 'update t set v = v + 1 where id = 2' });
    const outcomes = await Promise.all(updates);
    expect(outcomes.filter((o) => o === 'ok').length).toBe(10);
    const refused = outcomes.find((o) => o !== 'ok') as Error;
    expect(refused).toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    expect(refused.message).toMatch(/^hot row protection: too many queued transactions \(10 >= 10\) for the same row/);
    expect((await run({ sql: 'select v from t where id = 1' })).rows).toEqual([['10']]);
    expectNoLeak();
  });

  test('one caller does not get all transactions', async () => {
    const caller = (username: string) => ({ effective: null, immediate: { username } });
    const begin = (username: string) => run({ method: 'begin', caller: caller(username) });
    const own = await Promise.all([begin('a'), begin('a'), begin('a')]);
    await expect(begin('a')).rejects.toMatchObject({ message: 'per-user transaction pool connection limit exceeded' });
    own.push(await begin('b'));
    for (const { state } of own) await run({ method: 'rollback', transactionId: state.transactionId });
    await run({ method: 'rollback', transactionId: (await begin('a')).state.transactionId });
    expectNoLeak();
  });

  test('rules and table ACLs refuse before anything runs', async () => {
    server.protect.rules.denyTables(['t']);
    const denied = {
      code: 'FAILED_PRECONDITION',
      mayHaveRun: false,
      message: 'disallowed due to rule: enforce denied tables',
    };
    await expect(run({ sql: 'select * from t' })).rejects.toMatchObject(denied);
    await expect(run({ sql: 'select * from t', begin: true })).rejects.toMatchObject(denied);
    server.protect.rules.denyTables([]);
    server.protect.access.load(
      readTableAcl('{"table_groups":[{"name":"g","table_names_or_prefixes":["t"],"readers":["r"]}]}'),
    );
    const caller = { effective: null, immediate: { username: 'r' } };
    await run({ sql: 'select * from t', caller });
    await expect(run({ sql: 'delete from t', caller })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: "Delete command denied to user 'r' for table 't' (ACL check error)",
    });
    server.protect.access.load(undefined);
    expectNoLeak();
  });

  test('callers take turns for connections', async () => {
    const slow = 'select sleep(0.05), :_l1';
    const caller = (username: string) => ({ effective: null, immediate: { username } });
    const order: string[] = [];
    const ask = (user: string, n: number) =>
      run({ sql: slow, values: [raw(`${n}`)], caller: caller(user) }).then(() => order.push(user));
    const greedy = Array.from({ length: 40 }, (_, n) => ask('greedy', n));
    await Promise.all([...greedy, ask('modest', 100)]);
    expect(order.indexOf('modest')).toBeLessThan(20);
    expectNoLeak();
  });
});

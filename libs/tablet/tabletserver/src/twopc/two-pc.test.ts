import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type CallContext, type TabletRequest, tabletRequest } from '@vt/proto/hot';
import { Stats, silentLogger } from '@vt/servenv';
import { collectResult } from '@vt/sqltypes';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultConfig } from '../config.ts';
import { TabletServer } from '../tablet-server.ts';
import { untilRunning } from '../testing/running.ts';
import { DecisionLog } from './decision-log.ts';
import { RedoLog } from './redo-log.ts';
import type { TwoPc } from './two-pc.ts';

const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;
const identity = { alias: { cell: 'z', uid: 1 }, keyspace: 'ks', shard: '0', dbName: 'vt_ks' };
const { signal } = new AbortController();
const context: CallContext = { cancelled: false, signal, onCancel: () => {}, peer: 'test', user: '' };

const setup = [
  'create database vt_ks',
  'create database _vt',
  'create table _vt.dt_state (dtid varbinary(512) primary key, state bigint not null, time_created bigint not null)',
  'create table _vt.dt_participant (dtid varbinary(512), id bigint, keyspace varchar(256), shard varchar(256), primary key (dtid, id))',
  'create table _vt.redo_state (dtid varbinary(512) primary key, state bigint not null, time_created bigint not null, message text)',
  'create table _vt.redo_statement (dtid varbinary(512), id bigint, statement mediumblob not null, primary key (dtid, id))',
  'create table vt_ks.t (id int primary key, v varbinary(20), at datetime(3) default current_timestamp(3))',
  'create table vt_ks.a (id int auto_increment primary key, v int)',
  "create user vt_app@localhost identified by ''",
  'grant select on _vt.* to vt_app@localhost',
  'grant all on vt_ks.* to vt_app@localhost',
];

describe.each(availableFlavors())('two-phase commit on %s', (flavor) => {
  let mysqld: TestMysqld;
  let server: TabletServer;
  let observer: MysqlConnection;

  const start = async () => {
    server = new TabletServer({
      identity,
      tabletType: 'PRIMARY',
      config: { ...defaultConfig, shutdownGraceMs: 1, transactionCap: 4, twoPcAbandonAgeMs: 0 },
      connectors: {
        app: { socketPath: mysqld.socketPath, user: 'vt_app', database: 'vt_ks' },
        dba: mysqld.rootOptions,
      },
      replication: { poll: async () => ({ lagSeconds: 0 }) },
      stats: new Stats('vttablet'),
      log: silentLogger,
      enforceStrictMode: true,
    });
    await server.setServing('PRIMARY', 1n, 'SERVING', 'test');
  };
  /** As if the process had been killed: nothing is told to mysqld but that the connections are gone. */
  const restart = async () => {
    await server.close();
    await start();
  };
  const engine = (): TwoPc => {
    if (!server.twoPc) throw new Error('no two-phase commit');
    return server.twoPc;
  };

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    observer = await MysqlConnection.connect(mysqld.rootOptions);
    for (const sql of setup) await observer.execute(sql);
    await start();
  });

  afterAll(async () => {
    await server?.close();
    observer?.close();
    await mysqld?.stop();
  });

  beforeEach(async () => {
    await observer.execute('delete from vt_ks.t');
  });

  test('while one look at what is unresolved gets no answer no other follows it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    try {
      await restart();
      const look = vi.spyOn(engine(), 'unresolved').mockImplementation(() => new Promise(() => {}));
      vi.advanceTimersByTime(5_000);
      expect(look).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
      await restart();
    }
  });

  const call = async (fields: Partial<TabletRequest>) => {
    const sink = collectResult();
    return server.call(tabletRequest({ method: 'execute', target, ...fields }), sink, context);
  };
  const begin = async (...statements: string[]): Promise<bigint> => {
    let transactionId = 0n;
    for (const [i, sql] of statements.entries())
      ({ transactionId } = await call({ sql, begin: i === 0, transactionId }));
    return transactionId;
  };
  const rows = async (sql: string) =>
    (await observer.execute(sql)).rows.map((row) => row.map((value) => value && Buffer.from(value).toString()));

  const reserved = async (...temporary: string[]): Promise<bigint> => {
    let reservedId = 0n;
    for (const sql of temporary) ({ reservedId } = await call({ sql, reserve: reservedId === 0n, reservedId }));
    return reservedId;
  };

  test('what it did to temporary tables is not done again', async () => {
    const reservedId = await reserved(
      'create temporary table tmp (id int primary key)',
      'create temporary table gone (id int)',
      'drop temporary table gone',
    );
    const { transactionId } = await call({ sql: 'insert into tmp (id) values (5)', begin: true, reservedId });
    await call({ sql: 'insert into t (id) values (5)', transactionId, reservedId: transactionId });
    await engine().prepare(transactionId, 'ks:0:50');
    expect(
      (await rows('select statement from _vt.redo_statement')).flat().filter((text) => /insert/.test(text ?? '')),
    ).toEqual(['insert into t (id) values (5)']);
    await restart();
    await engine().commitPrepared('ks:0:50');
    expect(await rows('select id from vt_ks.t')).toEqual([['5']]);
  });

  test('what it changed by temporary tables could not be done again', async () => {
    const reservedId = await reserved('create temporary table tmp (id int primary key)', 'insert into tmp values (6)');
    const { transactionId } = await call({ sql: 'insert into t (id) select id from tmp', begin: true, reservedId });
    await expect(engine().prepare(transactionId, 'ks:0:51')).rejects.toThrow(
      'VT10002: atomic distributed transaction not allowed: a change that reads temporary tables cannot be done again',
    );
    expect(await rows('select id from vt_ks.t')).toEqual([]);
  });

  test('under LOCK TABLES it cannot be prepared, and its session keeps the locks', async () => {
    const { reservedId } = await call({ sql: 'lock tables t write', reserve: true });
    const { transactionId } = await call({ sql: 'insert into t (id) values (7)', begin: true, reservedId });
    await expect(engine().prepare(transactionId, 'ks:0:52')).rejects.toThrow('LOCK TABLES cannot be done again');
    await engine().rollbackPrepared('ks:0:52', transactionId);
    await observer.execute('set lock_wait_timeout = 1');
    await expect(observer.execute('select id from vt_ks.t')).rejects.toMatchObject({ errno: 1205 });
    await call({ sql: 'unlock tables', reservedId: transactionId });
    expect(await rows('select id from vt_ks.t')).toEqual([]);
    await call({ method: 'release', reservedId: transactionId });
  });

  test.each<[string, (id: bigint, dtid: string) => Promise<unknown>]>([
    ['that cannot be prepared', (id, dtid) => expect(engine().prepare(id, dtid)).rejects.toThrow('VT10002')],
    ['that cannot be decided', (id, dtid) => expect(engine().startCommit(id, dtid)).rejects.toThrow('transition')],
    ['of which the contrary is decided', (_, dtid) => engine().decideRollback(dtid)],
    ['that is rolled back', (id, dtid) => engine().rollbackPrepared(dtid, id)],
  ])('a transaction %s leaves a reserved connection to its session', async (_, undo) => {
    const reservedId = await reserved('create temporary table tmp (id int primary key)', 'insert into tmp values (6)');
    const { transactionId: id } = await call({ sql: 'insert into t (id) select 9 from tmp', begin: true, reservedId });
    await undo(id, `ks:0:${id}`);
    expect(await rows('select id from vt_ks.t')).toEqual([]);
    await engine().createTransaction('ks:0:late', []);
    await expect(engine().startCommit(id, 'ks:0:late')).rejects.toThrow('not in a transaction');
    await call({ sql: 'insert into tmp values (7)', reservedId: id });
    await call({ method: 'release', reservedId: id });
    for (const dtid of ['ks:0:late', `ks:0:${id}`]) await engine().concludeTransaction(dtid);
  });

  test('it is done again with what its session set on the connection before', async () => {
    const reservedId = await reserved(
      "set @@session.sql_mode = 'STRICT_ALL_TABLES'",
      "set @@session.sql_mode = ''",
      "set @@session.time_zone = '+00:00'",
      ...Array.from({ length: 300 }, (_, i) => `set @i = ${i}`),
    );
    const sql = "insert into t (id, v) values (11, 'longer than its column')";
    const { transactionId } = await call({ sql, begin: true, reservedId });
    await engine().prepare(transactionId, 'ks:0:54');
    await restart();
    await engine().commitPrepared('ks:0:54');
    expect(await rows('select id, v from vt_ks.t')).toEqual([['11', 'longer than its colu']]);
  });

  test('prepared and rolled back, it leaves a reserved connection to its session', async () => {
    const reservedId = await reserved('create temporary table tmp (id int primary key)');
    const { transactionId } = await call({ sql: 'insert into t (id) values (8)', begin: true, reservedId });
    await engine().prepare(transactionId, 'ks:0:53');
    await engine().rollbackPrepared('ks:0:53', transactionId);
    await call({ sql: 'insert into tmp values (1)', reservedId: transactionId });
    await call({ method: 'release', reservedId: transactionId });
  });

  test('prepared, it survives the process and is committed once', async () => {
    const id = await begin(
      "insert into t (id, v) values (1, x'ff00')",
      'savepoint s',
      'insert into t (id) values (2)',
      'rollback to s',
    );
    await engine().prepare(id, 'ks:0:1');
    await expect(call({ sql: 'select 1', transactionId: id })).rejects.toThrow('in use: prepared as ks:0:1');
    const [[at]] = (await rows('select time_created from _vt.redo_state')) as [[string]];
    expect(BigInt(at)).toBeGreaterThan(1_600_000_000_000_000_000n);
    await restart();
    expect(await rows('select id from vt_ks.t')).toEqual([]);
    // Its rows are locked again.
    await observer.execute('set innodb_lock_wait_timeout = 1');
    await expect(observer.execute('insert into vt_ks.t (id) values (1)')).rejects.toMatchObject({ errno: 1205 });
    await engine().commitPrepared('ks:0:1');
    expect(await rows('select id, hex(v) from vt_ks.t')).toEqual([['1', 'FF00']]);
    await engine().commitPrepared('ks:0:1');
    expect(await rows('select count(*) from _vt.redo_state')).toEqual([['0']]);
    expect(await rows('select count(*) from _vt.redo_statement')).toEqual([['0']]);
  });

  test('done again, it has the ids and times that it had', async () => {
    const id = await begin('insert into a (v) values (7), (8)', 'insert into t (id) values (3)');
    await engine().prepare(id, 'ks:0:2');
    await observer.execute('insert into vt_ks.a (v) values (9)');
    await restart();
    await engine().commitPrepared('ks:0:2');
    expect(await rows('select v from vt_ks.a order by id')).toEqual([['7'], ['8'], ['9']]);
    expect(await rows('select at < now(3) from vt_ks.t')).toEqual([['1']]);
  });

  test('rolled back: what was prepared, what was not, and what never was', async () => {
    await engine().prepare(await begin('insert into t (id) values (4)'), 'ks:0:3');
    await engine().rollbackPrepared('ks:0:3', 0n);
    const open = await begin('insert into t (id) values (5)');
    await engine().rollbackPrepared('ks:0:4', open);
    await engine().rollbackPrepared('ks:0:nobody', 0n);
    expect(await rows('select id from vt_ks.t')).toEqual([]);
    await expect(call({ sql: 'select 1', transactionId: open })).rejects.toThrow('rolled back');
    expect(await rows('select count(*) from _vt.redo_state')).toEqual([['0']]);
  });

  test('a decision is made once, together with the commit of the shard that makes it', async () => {
    const id = await begin('insert into t (id) values (6)');
    await engine().createTransaction('ks:0:5', [{ keyspace: 'ks', shard: '1' }]);
    await engine().startCommit(id, 'ks:0:5');
    expect(await rows('select id from vt_ks.t')).toEqual([['6']]);
    await expect(engine().setRollback('ks:0:5', 0n)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await engine().readTransaction('ks:0:5')).toMatchObject({
      state: 'COMMIT',
      participants: [{ keyspace: 'ks', shard: '1' }],
    });
    await engine().concludeTransaction('ks:0:5');
    expect(await engine().readTransaction('ks:0:5')).toBeUndefined();
  });

  test('what was decided to roll back cannot be committed any more', async () => {
    const id = await begin('insert into t (id) values (7)');
    await engine().createTransaction('ks:0:6', []);
    await engine().setRollback('ks:0:6', 0n);
    await expect(engine().startCommit(id, 'ks:0:6')).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await rows('select id from vt_ks.t')).toEqual([]);
    await engine().concludeTransaction('ks:0:6');
  });

  test('abort presumed: decided with nothing written before, once', async () => {
    const id = await begin('insert into t (id) values (9)');
    const dtid = `ks:0:${id}`;
    await engine().decideCommit(id, dtid, [{ keyspace: 'ks', shard: '1' }]);
    expect(await rows('select id from vt_ks.t')).toEqual([['9']]);
    expect(await engine().readTransaction(dtid)).toMatchObject({
      state: 'COMMIT',
      participants: [{ keyspace: 'ks', shard: '1' }],
    });
    await expect(engine().decideRollback(dtid)).rejects.toMatchObject({ code: 'ABORTED' });
    await Promise.all([engine().concludeSoon(dtid), engine().concludeSoon('ks:0:nobody')]);
    expect(await rows('select count(*) from _vt.dt_state')).toEqual([['0']]);
    expect(await rows('select count(*) from _vt.dt_participant')).toEqual([['0']]);
  });

  test('abort presumed: decided to roll back while it is open, it is over, and cannot be committed even when that is forgotten', async () => {
    const id = await begin('insert into t (id) values (10)');
    const dtid = `ks:0:${id}`;
    await engine().decideRollback(dtid);
    await engine().decideRollback(dtid);
    expect(await engine().readTransaction(dtid)).toMatchObject({ state: 'ROLLBACK', participants: [] });
    await engine().concludeSoon(dtid);
    await expect(engine().decideCommit(id, dtid, [])).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await rows('select id from vt_ks.t')).toEqual([]);
  });

  test('abort presumed: of a commit and a rollback that meet, one is decided', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await begin(`insert into t (id) values (${100 + round})`);
      const dtid = `ks:0:${id}`;
      const both = [() => engine().decideCommit(id, dtid, []), () => engine().decideRollback(dtid)];
      const [first, second] = await Promise.allSettled(
        (round % 2 ? both : both.toReversed()).map((decide) => decide()),
      );
      expect([first?.status, second?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      const decided = (await engine().readTransaction(dtid))?.state;
      const found = await rows(`select id from vt_ks.t where id = ${100 + round}`);
      expect(found).toHaveLength(decided === 'COMMIT' ? 1 : 0);
      await engine().concludeTransaction(dtid);
    }
  });

  test('abort presumed: who decides to roll back waits for a decision to commit that is written and not yet committed', async () => {
    const dtid = 'ks:0:11';
    const log = new DecisionLog('_vt');
    const died = await MysqlConnection.connect(mysqld.rootOptions);
    try {
      await died.execute('begin');
      await log.insertCommit(died, dtid, []);
      const failed = expect(log.insertRollback(observer, dtid)).rejects.toMatchObject({ code: 'ABORTED' });
      await died.execute('commit');
      await failed;
      await engine().concludeTransaction(dtid);
    } finally {
      died.close();
    }
  });

  /** A connection that prepared a transaction and was given up, with its commit on the way. */
  const givenUp = async (dtid: string, statement: string) => {
    const log = new RedoLog('_vt');
    const connection = await MysqlConnection.connect(mysqld.rootOptions);
    await log.write(observer, dtid, [statement]);
    await connection.execute('begin');
    await connection.execute(statement);
    return { connection, forget: () => log.forgetPrepared(connection, dtid, 1) };
  };

  test('what a connection that was given up commits all the same is not done twice: before it is prepared again', async () => {
    await observer.execute("insert into vt_ks.t (id, v) values (60, 'a')");
    const { connection, forget } = await givenUp('ks:0:60', "update vt_ks.t set v = concat(v, 'b') where id = 60");
    try {
      await forget();
      await server.close();
      const started = start();
      await untilRunning(observer, "concat(v, 'b') where id = 60");
      await connection.execute('commit');
      await started;
      expect(server.opened?.transactions.size).toBe(0);
      await engine().commitPrepared('ks:0:60');
      expect(await rows('select v from vt_ks.t where id = 60')).toEqual([['ab']]);
    } finally {
      connection.close();
    }
  });

  test('… and when it is to be committed', async () => {
    const { connection, forget } = await givenUp('ks:0:61', "insert into vt_ks.t (id, v) values (61, 'first')");
    try {
      await connection.execute('rollback');
      await restart();
      // What was prepared again holds no lock that the other one's commit must have.
      await connection.execute('begin');
      await forget();
      await connection.execute('commit');
      await engine().commitPrepared('ks:0:61');
      expect(await rows('select v from vt_ks.t where id = 61')).toEqual([]);
      expect(server.opened?.transactions.size).toBe(0);
    } finally {
      connection.close();
    }
  });

  test('a prepared transaction whose connection is killed has its rows again before anybody else', async () => {
    await observer.execute("insert into vt_ks.t (id, v) values (31, 'before')");
    const id = await begin("update t set v = 'prepared' where id = 31");
    await engine().prepare(id, 'ks:0:31');
    const before = engine();
    const [[thread]] = (await rows(
      "select id from information_schema.processlist where db = 'vt_ks' and command = 'Sleep' and id in (select trx_mysql_thread_id from information_schema.innodb_trx)",
    )) as [[string]];
    await observer.execute(`kill ${thread}`);
    await expect.poll(() => server.twoPc !== undefined && server.twoPc !== before).toBe(true);
    await expect.poll(() => server.state.state).toBe('SERVING');
    expect(engine().preparedCount).toBe(1);
    await observer.execute('set innodb_lock_wait_timeout = 1');
    await expect(observer.execute("update vt_ks.t set v = 'other' where id = 31")).rejects.toMatchObject({
      errno: 1205,
    });
    await engine().commitPrepared('ks:0:31');
    await call({ sql: "update t set v = 'other' where id = 31" });
    expect(await rows('select v from vt_ks.t')).toEqual([['other']]);
  });

  test('what finds mysqld read-only is prepared again later, and has not failed for good', async () => {
    const id = await begin('insert into t (id) values (21)');
    await engine().prepare(id, 'ks:0:21');
    engine().close();
    await observer.execute(`set global ${flavor === 'mysql' ? 'super_read_only' : 'read_only'} = 1`);
    const { failed } = engine().counts;
    const { redo } = server.stats.preparedFailed;
    const before = redo.get(['Retryable']) ?? 0;
    await expect(engine().open()).rejects.toMatchObject({ errno: 1290 });
    expect(engine().counts.failed).toBe(failed);
    expect([redo.get(['Retryable']), redo.get(['NonRetryable']) ?? 0]).toEqual([before + 1, 0]);
    await observer.execute('set global read_only = 0');
    await engine().open();
    expect(await rows("select state from _vt.redo_state where dtid = 'ks:0:21'")).toEqual([['1']]);
    await engine().commitPrepared('ks:0:21');
    expect(await rows('select id from vt_ks.t')).toEqual([['21']]);
  });

  test('what cannot be prepared again is counted, and its commit, which an operator must know of', async () => {
    await new RedoLog('_vt').write(observer, 'ks:0:22', [Buffer.from('insert into gone values (1)')]);
    await restart();
    const { redo, commit } = server.stats.preparedFailed;
    expect([redo.get(['NonRetryable']), redo.get(['Retryable']) ?? 0]).toEqual([1, 0]);
    await expect(engine().commitPrepared('ks:0:22')).rejects.toThrow('could not be prepared again');
    expect([commit.get(['NonRetryable']), commit.get(['Retryable']) ?? 0]).toEqual([1, 0]);
    await engine().rollbackPrepared('ks:0:22', 0n);
  });

  test('what was prepared side by side is prepared again side by side, though statements look at rows of others', async () => {
    await observer.execute("insert into vt_ks.t (id, v) values (70, 'a'), (71, 'b')");
    const options = { transaction_isolation: 'READ_COMMITTED' } as const;
    const scan = await call({ sql: "update t set v = 'x' where v = 'a'", begin: true, options });
    const other = await call({ sql: "update t set v = 'y' where id = 71", begin: true, options });
    await engine().prepare(scan.transactionId, 'ks:0:70');
    await engine().prepare(other.transactionId, 'ks:0:71');
    await observer.execute('set global innodb_lock_wait_timeout = 1');
    try {
      await restart();
      for (const dtid of ['ks:0:71', 'ks:0:70']) await engine().commitPrepared(dtid);
      expect(await rows('select id, v from vt_ks.t order by id')).toEqual([
        ['70', 'x'],
        ['71', 'y'],
      ]);
    } finally {
      await observer.execute('set global innodb_lock_wait_timeout = 50');
    }
  });

  test('a transaction whose connection is gone cannot be prepared: its rows may have been changed since', async () => {
    const id = await begin("insert into t (id, v) values (62, 'x')");
    const { connection } = server.opened?.transactions.find(id) ?? {};
    await observer.execute(`kill ${connection?.threadId}`);
    await vi.waitFor(() => expect(connection?.isClosed).toBe(true));
    await expect(engine().prepare(id, 'ks:0:62')).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await rows('select * from _vt.redo_state')).toEqual([]);
    await restart();
    expect(await rows('select * from vt_ks.t')).toEqual([]);
  });

  test('what is prepared does not wait for what is being committed', async () => {
    const log = new RedoLog('_vt');
    await log.write(observer, 'ks:0:12', ['do 1', 'do 2']);
    const committing = await MysqlConnection.connect(mysqld.rootOptions);
    try {
      await committing.execute('begin');
      await log.forgetPrepared(committing, 'ks:0:12', 2);
      await observer.execute('set innodb_lock_wait_timeout = 1');
      // Next to what is deleted, on both sides.
      for (const dtid of ['ks:0:11', 'ks:0:13']) await log.write(observer, dtid, ['do 1', 'do 2']);
      await committing.execute('commit');
      for (const dtid of ['ks:0:11', 'ks:0:13']) await log.forget(observer, dtid);
      expect(await rows('select count(*) from _vt.redo_statement')).toEqual([['0']]);
    } finally {
      committing.close();
    }
  });

  test('undecided transactions are told to the gates', async () => {
    const told: boolean[] = [];
    const subscription = server.health.subscribe({
      send: (response) => {
        told.push(response.realtime_stats?.tx_unresolved ?? false);
        return true;
      },
      end: () => {},
    });
    await engine().createTransaction('ks:0:7', [{ keyspace: 'ks', shard: '1' }]);
    await expect.poll(() => told.at(-1), { timeout: 20_000 }).toBe(true);
    expect((await engine().unresolved(0)).map(({ dtid, state }) => [dtid, state])).toEqual([['ks:0:7', 'PREPARE']]);
    await engine().concludeTransaction('ks:0:7');
    await expect.poll(() => told.at(-1), { timeout: 20_000 }).toBe(false);
    subscription.close();
  });

  test('what only its text does not tell cannot be prepared, and is rolled back', async () => {
    await observer.execute('create procedure vt_ks.p() insert into t (id) values (8)');
    const id = await begin('call p()');
    await expect(engine().prepare(id, 'ks:0:8')).rejects.toMatchObject({ id: 'VT10002' });
    expect(await rows('select id from vt_ks.t')).toEqual([]);
  });
});

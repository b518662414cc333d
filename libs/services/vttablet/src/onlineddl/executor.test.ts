import { randomUUID } from 'node:crypto';
import { commentedStatement, migrationId, parseDdlStrategy, readMigration } from '@vt/migration';
import { MysqlSession } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { ensureSidecar } from '@vt/mysqlctl';
import { defaultOnlineDdlConfig, OnlineDdlExecutor, type StreamView } from '@vt/onlineddl';
import { Stats, silentLogger } from '@vt/servenv';
import { type AlterMigration, parse } from '@vt/sqlparser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const soon = { timeout: 20_000, interval: 20 };
const { signal } = new AbortController();
const nowS = (): number => Math.floor(Date.now() / 1000);

describe.each(availableFlavors())('migrations by a stream that the test plays, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let session: MysqlSession;
  let executor: OnlineDdlExecutor;
  let stream: StreamView | undefined;
  let isCopying = true;
  let atCrashPoint = (_: string): void => {};

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    const server = await MysqlSession.open(mysqld.rootOptions);
    await server.execute('create database d');
    await ensureSidecar(server);
    server.close();
    session = await MysqlSession.open({ ...mysqld.rootOptions, database: 'd' });
  }, 120_000);
  afterAll(async () => {
    session?.close();
    await mysqld?.stop();
  });

  beforeEach(async () => {
    [stream, isCopying, atCrashPoint] = [undefined, true, () => {}];
    executor = new OnlineDdlExecutor({
      tablet: { alias: 'zone1-0000000100', keyspace: 'ks', shard: '0', dbName: 'd' },
      connect: { ...mysqld.rootOptions, database: 'd' },
      streams: {
        create: async () => {
          stream = seen(0);
        },
        find: async () => stream,
        copying: async () => isCopying,
        setState: async (_, state) => {
          if (stream) stream = { ...stream, state };
        },
        waitForPos: async () => {},
        remove: async () => {
          stream = undefined;
        },
      },
      holds: { hold: () => ({ settled: Promise.resolve(true), release: () => {} }) },
      throttling: { setRule: async () => {} },
      schemaChanged: async () => {},
      config: { ...defaultOnlineDdlConfig, checkIntervalMs: 20, busyIntervalMs: 20 },
      stats: new Stats('vttablet'),
      log: silentLogger,
      reachCrashPoint: (point) => atCrashPoint(point),
    });
    executor.open();
    await session.execute('create table t (id int primary key)');
  });
  afterEach(async () => {
    await executor.command(parse('alter vitess_migration cancel all') as AlterMigration, signal);
    await executor.close();
    await session.execute('drop table t');
  });

  const seen = (timeUpdated: number, timeThrottled = 0): StreamView => ({
    id: 1,
    state: 'Copying',
    message: '',
    pos: 'p',
    rowsCopied: 0n,
    timeUpdated,
    transactionTimestamp: 0,
    timeHeartbeat: 0,
    timeThrottled,
    componentThrottled: '',
    reasonThrottled: '',
  });

  async function begin(): Promise<string> {
    const uuid = migrationId(randomUUID());
    const statement = parse('alter table t add column n int');
    const strategy = parseDdlStrategy('vitess');
    const migration = readMigration(commentedStatement({ uuid, context: '', table: 't', statement, strategy }));
    if (migration) await executor.submit(migration, signal);
    await expect.poll(() => stream, soon).toBeDefined();
    return uuid;
  }

  const column = async (uuid: string, name: string): Promise<string | null | undefined> =>
    (await session.query(`select ${name} as it from _vt.schema_migrations where migration_uuid = '${uuid}'`))[0]?.[
      'it'
    ];

  const age = (uuid: string) =>
    session.execute(
      `update _vt.schema_migrations set liveness_timestamp = now() - interval 4 hour where migration_uuid = '${uuid}'`,
    );
  const isOld = 'liveness_timestamp < now() - interval 1 hour';

  test('that no tablet looked after for long go on', { timeout: 60_000 }, async () => {
    const uuid = await begin();
    await executor.close();
    await age(uuid);
    executor.open();
    await expect.poll(() => column(uuid, `migration_status = 'failed' or not ${isOld}`), soon).toBe('1');
    expect(await column(uuid, 'migration_status')).toBe('running');
  });

  test('that are throttled for long are no stale ones', { timeout: 60_000 }, async () => {
    const uuid = await begin();
    const throttledAt = nowS();
    stream = seen(0, throttledAt);
    await age(uuid);
    await expect.poll(() => column(uuid, `migration_status = 'failed' or not ${isOld}`), soon).toBe('1');
    expect(await column(uuid, 'migration_status')).toBe('running');
    // Without any sign they are.
    stream = seen(0);
    await age(uuid);
    await expect.poll(() => column(uuid, 'migration_status'), soon).toBe('failed');
  });

  test('that are exchanged while they are to be put off are told to be over', { timeout: 60_000 }, async () => {
    const uuid = await begin();
    const put = parse(`alter vitess_migration '${uuid}' postpone complete`) as AlterMigration;
    let changed: Promise<number> | undefined;
    atCrashPoint = (point) => {
      if (point === 'onlineddl.sentry-made') changed ??= executor.command(put, signal);
    };
    isCopying = false;
    stream = { ...seen(nowS()), state: 'Running' };
    await expect.poll(() => column(uuid, 'migration_status'), soon).toBe('complete');
    expect(await changed).toBe(0);
  });

  test('whose tables are exchanged already cannot be cancelled any more', { timeout: 60_000 }, async () => {
    const uuid = await begin();
    const cancel = parse(`alter vitess_migration '${uuid}' cancel`) as AlterMigration;
    let changed: Promise<number> | undefined;
    atCrashPoint = (point) => {
      if (point !== 'onlineddl.renamed' || changed) return;
      changed = executor.command(cancel, signal);
      throw new Error('lost before it was noted');
    };
    isCopying = false;
    stream = { ...seen(nowS()), state: 'Running' };
    await expect.poll(() => column(uuid, "migration_status in ('complete', 'cancelled')"), soon).toBe('1');
    expect(await column(uuid, 'migration_status')).toBe('complete');
    expect(await changed).toBe(0);
  });
});

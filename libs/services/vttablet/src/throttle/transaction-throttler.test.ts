import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { decode, encode } from '@vt/proto';
import { plannedReparent, TabletManagers } from '@vt/reparent';
import { GrpcChannel, readFlags, silentLogger } from '@vt/servenv';
import { DEFAULT_LAG_SETTINGS } from '@vt/throttle';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vttabletFlags } from '../flags.ts';
import { openTestTopo, resetTestTopo, TestTablet } from '../testing/test-tablet.ts';
import { readTxFlags } from './open-transaction-throttler.ts';

const eventually = { timeout: 60_000, interval: 200 };

test.each([
  [['--tx-throttler-default-priority=0'], 'must be > 0 and < 100 (specified value: 0)'],
  [['--tx-throttler-tablet-types='], '--tx-throttler-tablet-types must be defined'],
  [['--tx-throttler-tablet-types=spare'], 'unsupported tablet type spare'],
  [['--tx-throttler-config=target_replication_lag_sec:1'], '--tx-throttler-config: max_replication_lag_sec must be'],
])('%s is refused', (args, why) => {
  const { values } = readFlags('vttablet', vttabletFlags, [
    '--tablet-path=zone1-1',
    '--topo-global-server-address=x:1',
    ...args,
  ]);
  expect(() => readTxFlags(values)).toThrow(why);
});

describe.each(availableFlavors())('the transaction throttler of a primary of %s', (flavor: Flavor) => {
  let directory: string;
  let topo: TopoServer;
  let managers: TabletManagers;
  let one: TestTablet;
  let two: TestTablet;

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-tx-throttler-'));
    const args = [
      ...['--init-keyspace=commerce', '--init-shard=0', '--topo-global-server-address=x:1', `--flavor=${flavor}`],
      ...[`--mysqld-prefix=${dirname(findPrograms(flavor) ?? '')}`, `--tablet-dir=${directory}`],
      ...['--mysqld-profile=small', '--mysqld-shutdown', '--tablet-hostname=127.0.0.1'],
      ...['--enable-tx-throttler', '--tx-throttler-topo-refresh-interval=1s'],
      `--tx-throttler-config=${DEFAULT_LAG_SETTINGS.replace('initial_rate:100', 'initial_rate:1')}`,
    ];
    one = new TestTablet(100, [...args, `--mycnf-mysql-port=${await freePort()}`]);
    two = new TestTablet(101, [...args, `--mycnf-mysql-port=${await freePort()}`]);
    await one.start();
    await two.start();
    managers = new TabletManagers((target) => new GrpcChannel({ target }));
    const deps = { topo, tablets: managers, log: silentLogger, remoteTimeoutMs: 15_000 };
    const name = 'vtctldata.PlannedReparentShardRequest';
    const request = { keyspace: 'commerce', shard: '0', new_primary: one.alias };
    await plannedReparent(deps, decode(name, encode(name, request)), new AbortController().signal);
    await one.query('create table t (id int auto_increment primary key)', 'PRIMARY');
    await two.manager.unary('WaitForPosition', { position: await one.position() });
  });

  afterAll(async () => {
    await Promise.all([one?.stop(), two?.stop()]);
    managers?.close();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const target = { keyspace: 'commerce', shard: '0', tablet_type: 'PRIMARY' } as const;
  const insert = async (priority = ''): Promise<string> => {
    const query = { sql: 'insert into t values (null)' };
    const options = { priority, WorkloadName: 'batch' };
    return await one.queries.unary('Execute', { target, query, options }).then(
      () => 'ran',
      (error: { details?: string }) => error.details ?? String(error),
    );
  };

  test('lets all begin, then no more than the rate when a replica lags, but those of priority 0', {
    timeout: 120_000,
  }, async () => {
    const free = await Promise.all(Array.from({ length: 20 }, () => insert()));
    expect(free).toEqual(Array(20).fill('ran'));
    const socket = join(directory, 'vt_0000000101', 'mysql.sock');
    const blocker = await MysqlConnection.connect({ socketPath: socket, user: 'vt_dba', password: '' });
    try {
      await blocker.execute('flush tables with read lock');
      await insert('0');
      await expect.poll(() => insert(), eventually).toContain('Transaction throttled');
      const late = await Promise.all(Array.from({ length: 20 }, () => insert()));
      expect(late.filter((text) => text !== 'ran').length).toBeGreaterThanOrEqual(18);
      const begin = one.queries.unary('Begin', { target }).then(
        async ({ transaction_id }) => {
          await one.queries.unary('Rollback', { target, transaction_id });
          return 'begun';
        },
        (error: { details: string; code: number }) => `${error.code} ${error.details}`,
      );
      expect(await begin).toMatch(/^8 .*Transaction throttled/);
      expect(await Promise.all(Array.from({ length: 20 }, () => insert('0')))).toEqual(Array(20).fill('ran'));
      expect(await one.query('select count(*) > 40 from t', 'PRIMARY')).toEqual([['1']]);
    } finally {
      blocker.close();
    }
    await expect
      .poll(async () => (await Promise.all(Array.from({ length: 20 }, () => insert()))).join(), eventually)
      .toBe(Array(20).fill('ran').join());
    const vars = one.vars as Record<string, Record<string, number>>;
    expect(vars['TransactionThrottlerThrottled']?.['batch']).toBeGreaterThanOrEqual(18);
    expect(vars['TransactionThrottlerRequests']?.['batch']).toBeGreaterThan(80);
    expect(vars['TransactionThrottlerHealthchecksRecorded']?.['zone1.replica']).toBeGreaterThan(1);
    expect(vars['TransactionThrottlerRunning']).toBe(1);
  });
});

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withSession } from '@vt/mysql';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { findServerProgram, Mysqld } from '@vt/mysqlctl';
import { serviceDefinition } from '@vt/proto';
import { GrpcChannel, readFlags, Service, silentLogger } from '@vt/servenv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AckedMarker } from '../mysqld/acked-marker.ts';
import { openTestTopo, resetTestTopo, TestTablet } from '../testing/test-tablet.ts';
import { mysqlctldSpec } from './mysqlctld.ts';

const eventually = { timeout: 60_000, interval: 50 };
const spec = mysqlctldSpec();
const { Start, Shutdown, VersionString, HostMetrics } = serviceDefinition('mysqlctl.MysqlCtl');

describe.each(availableFlavors())('mysqlctld on %s', (flavor: Flavor) => {
  let dir: string;
  let socket: string;
  let common: readonly string[];
  let port: number;
  let channel: GrpcChannel;
  let mysqld: Mysqld;
  let running: Service<typeof spec.flags> | undefined;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'vt-ctld-'));
    socket = join(dir, 'ctl.sock');
    port = await freePort();
    const prefix = dirname(findPrograms(flavor) ?? '');
    common = [...[`--flavor=${flavor}`, `--mysqld-prefix=${prefix}`, `--tablet-dir=${dir}`], '--mysqld-profile=small'];
    channel = new GrpcChannel({ target: `unix:${socket}` });
    await begin();
    mysqld = await Mysqld.open({ program: findServerProgram(flavor, prefix), dataRoot: dir, uid: 100, port });
  });

  afterAll(async () => {
    channel.close();
    await running?.stop();
    await mysqld?.teardown();
    rmSync(dir, { recursive: true, force: true });
  });

  async function begin(): Promise<void> {
    const args = [...common, '--tablet-uid=100', `--mysql-port=${port}`, `--socket-file=${socket}`];
    const { values } = readFlags(spec.name, spec.flags, [...args, '--grpc-port=0', '--lameduck-period=0s']);
    running = new Service(spec, { flags: values, log: silentLogger });
    await running.start();
  }

  const stop = (kill: boolean) => channel.unary(Shutdown, { wait_for_mysqld: true, kill });
  const run = (sql: string) => withSession(mysqld.connectOptions('vt_dba'), (session) => session.query(sql));
  const answers = () =>
    run('select 1').then(
      () => 'answers',
      () => 'down',
    );

  /** Another process than that one, which answers. */
  async function startedAfter(pid: number | undefined): Promise<void> {
    const state = async () => (mysqld.pid === pid || mysqld.pid === undefined ? 'the old one' : await answers());
    await expect.poll(state, eventually).toBe('answers');
  }

  test('makes a server, and says what it is', async () => {
    expect(await answers()).toBe('answers');
    expect(await channel.unary(VersionString, {})).toMatchObject({ version: expect.stringMatching(/\d+\.\d+\.\d+/) });
    const { metrics } = await channel.unary(HostMetrics, {});
    expect(Object.keys(metrics).sort()).toEqual(['datadir-used-ratio', 'loadavg']);
    expect(running?.unhealthy()).toBeUndefined();
  });

  test('what was stopped by order stays down until it is started by order', async () => {
    await stop(false);
    expect(mysqld.pid).toBeUndefined();
    expect(running?.unhealthy()).toBe('mysqld: mysqld was stopped by order');
    await channel.unary(Start, { mysqld_args: ['--max-connections=77'] });
    expect(await run('select @@max_connections as n')).toEqual([{ n: '77' }]);
  });

  test('a server that ends by itself is started again', async () => {
    const pid = mysqld.pid;
    // MySQL exits with status 16, as it does after CLONE, and only because it knows that it has a supervisor.
    if (flavor === 'mysql') await run('restart');
    else await mysqld.kill();
    await startedAfter(pid);
    await expect.poll(() => running?.env.stats.vars()['MysqldRestarts'], eventually).toBe(1);
  });

  test('a primary that crashed with acknowledged commits waits for its tablet, also over a restart of mysqlctld', async () => {
    const marker = new AckedMarker(mysqld.layout.dir);
    marker.set(true);
    await mysqld.kill();
    await expect
      .poll(() => running?.unhealthy(), eventually)
      .toBe('mysqld: mysqld crashed as primary: it waits for its tablet');
    await running?.stop();
    await begin();
    expect(mysqld.pid).toBeUndefined();
    await channel.unary(Start, {});
    expect(await answers()).toBe('answers');
    marker.set(false);
  });

  test('a tablet works with it, and brings its mysqld back through it', async () => {
    resetTestTopo();
    const topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    const tablet = new TestTablet(100, [
      ...common,
      ...['--init-keyspace=commerce', '--init-shard=0', '--topo-global-server-address=x:1', '--mysqld-shutdown'],
      ...['--tablet-hostname=127.0.0.1', `--mycnf-mysql-port=${port}`, `--mysqlctl-socket=${socket}`],
    ]);
    await tablet.start();
    await tablet.manager.unary('InitPrimary', {});
    await tablet.query('create table t (id int primary key)', 'PRIMARY');
    const { pid } = mysqld;
    await stop(true);
    await startedAfter(pid);
    const insert = () =>
      tablet.query('insert ignore into t values (1)', 'PRIMARY').then(
        () => 'written',
        () => 'not yet',
      );
    await expect.poll(insert, eventually).toBe('written');
    await tablet.stop();
    expect(mysqld.pid).toBeUndefined();
    await topo.close();
  });

  test('the server ends with it', async () => {
    await channel.unary(Start, {});
    await running?.stop();
    expect(mysqld.pid).toBeUndefined();
    expect(existsSync(mysqld.layout.pidFile)).toBe(false);
    await begin();
    expect(await answers()).toBe('answers');
  });
});

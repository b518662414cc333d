import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatPosition, withSession } from '@vt/mysql';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { besideServer, findServerProgram, Mysqld, replicationOf } from '@vt/mysqlctl';
import { serviceDefinition } from '@vt/proto';
import { GrpcChannel, readFlags, Service, silentLogger } from '@vt/servenv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AckedMarker } from '../mysqld/acked-marker.ts';
import { openTestTopo, resetTestTopo, TestTablet } from '../testing/test-tablet.ts';
import { mysqlctldSpec } from './mysqlctld.ts';

const eventually = { timeout: 60_000, interval: 50 };
const spec = mysqlctldSpec();
const {
  ApplyBinlogFile,
  HostMetrics,
  ReadBinlogFilesTimestamps,
  RefreshConfig,
  RunMysqlUpgrade,
  Shutdown,
  Start,
  VersionString,
} = serviceDefinition('mysqlctl.MysqlCtl');

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

  const writable = (server: Mysqld) =>
    withSession(server.connectOptions('vt_dba'), (session) =>
      replicationOf(session, server.version).setReadOnly('off'),
    );

  test('applies a binary log, up to a position or all of it, and tells when its transactions were', async () => {
    await writable(mysqld);
    const position = () =>
      withSession(mysqld.connectOptions('vt_dba'), (session) => replicationOf(session, mysqld.version).position());
    for (const sql of ['create database bl', 'create table bl.t (id int primary key)', 'flush binary logs']) {
      await run(sql);
    }
    const began = Math.floor(Date.now() / 1000);
    await run('insert into bl.t values (1)');
    const one = formatPosition(await position());
    await run('insert into bl.t values (2)');
    await run('flush binary logs');
    const names = (await run('show binary logs')).map((row) => row['Log_name'] ?? '');
    const name = names.at(-2) ?? '';
    const times = await channel.unary(ReadBinlogFilesTimestamps, { binlog_file_names: [name] });
    const path = join(mysqld.layout.binLogDir, name);
    expect(times).toMatchObject({ first_timestamp_binlog: path, last_timestamp_binlog: path });
    for (const time of [times.first_timestamp, times.last_timestamp]) {
      expect(Number(time?.seconds)).toBeGreaterThanOrEqual(began);
      expect(Number(time?.seconds)).toBeLessThanOrEqual(Date.now() / 1000);
    }
    const copy = join(dir, name);
    copyFileSync(path, copy);
    await run('truncate bl.t');
    // Forgets what it has executed.
    await run(flavor === 'mysql' ? 'reset binary logs and gtids' : 'reset master');
    const ids = async () => (await run('select id from bl.t order by id')).map(({ id }) => id);
    await channel.unary(ApplyBinlogFile, { binlog_file_name: copy, binlog_restore_position: one });
    expect(await ids()).toEqual(['1']);
    await channel.unary(ApplyBinlogFile, { binlog_file_name: copy });
    expect(await ids()).toEqual(['1', '2']);
    const other = flavor === 'mysql' ? 'MariaDB/0-1-1' : 'MySQL56/00000000-0000-0000-0000-000000000001:1';
    await expect(
      channel.unary(ApplyBinlogFile, { binlog_file_name: copy, binlog_restore_position: other }),
    ).rejects.toThrow(`a position of ${flavor} is wanted`);
    await expect(channel.unary(ApplyBinlogFile, { binlog_file_name: 'nowhere' })).rejects.toThrow(/nowhere/);
    await expect(channel.unary(ReadBinlogFilesTimestamps, { binlog_file_names: ['nowhere'] })).rejects.toThrow(
      /nowhere/,
    );
  });

  test('writes the option file anew, and looks after an upgrade', async () => {
    rmSync(mysqld.layout.myCnf);
    await channel.unary(RefreshConfig, {});
    expect(existsSync(mysqld.layout.myCnf)).toBe(true);
    const upgrade = channel.unary(RunMysqlUpgrade, {});
    const program = besideServer(mysqld.program, 'mariadb-upgrade');
    if (flavor === 'mysql' || existsSync(program)) await upgrade;
    else await expect(upgrade).rejects.toThrow('mariadb-upgrade is neither beside');
  });

  test.runIf(flavor === 'mysql')(
    'a server that was cloned over is started again with the data of the other',
    async () => {
      const prefix = dirname(findPrograms(flavor) ?? '');
      const donorPort = await freePort();
      const donor = await Mysqld.open({
        program: findServerProgram(flavor, prefix),
        dataRoot: dir,
        uid: 200,
        port: donorPort,
        profile: 'small',
      });
      await donor.init();
      try {
        await writable(donor);
        await withSession(donor.connectOptions('vt_dba'), async (session) => {
          await session.query("install plugin clone soname 'mysql_clone.so'");
          await session.query('create database cloned');
        });
        await writable(mysqld);
        await run("install plugin clone soname 'mysql_clone.so'");
        await run(`set global clone_valid_donor_list = '127.0.0.1:${donorPort}'`);
        const pid = mysqld.pid;
        // The answer is lost where the server is quicker to end than to give it.
        await run(`clone instance from 'vt_clone'@'127.0.0.1':${donorPort} identified by ''`).catch(() => {});
        await startedAfter(pid);
        expect(await run("show databases like 'cloned'")).toHaveLength(1);
      } finally {
        await donor.teardown();
      }
    },
  );

  test('what was stopped by order stays down until it is started by order', async () => {
    await stop(false);
    expect(mysqld.pid).toBeUndefined();
    expect(running?.unhealthy()).toBe('mysqld: mysqld was stopped by order');
    await channel.unary(Start, { mysqld_args: ['--max-connections=77'] });
    expect(await run('select @@max_connections as n')).toEqual([{ n: '77' }]);
  });

  test('a server that ends by itself is started again', async () => {
    const pid = mysqld.pid;
    const restarts = (): number => Number(running?.env.stats.vars()['MysqldRestarts'] ?? 0);
    const before = restarts();
    // MySQL exits with status 16, as it does after CLONE, and only because it knows that it has a supervisor.
    if (flavor === 'mysql') await run('restart');
    else await mysqld.kill();
    await startedAfter(pid);
    await expect.poll(restarts, eventually).toBe(before + 1);
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

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from './testing/test-tablet.ts';

const state = (tablet: TestTablet) => tablet.state;
const eventually = { timeout: 120_000, interval: 100 };

describe.each(availableFlavors())('two tablets of one shard on %s', (flavor: Flavor) => {
  let directory: string;
  let topo: TopoServer;
  let one: TestTablet;
  let two: TestTablet;

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-tablet-'));
    const prefix = dirname(findPrograms(flavor) ?? '');
    const common = [
      '--init-keyspace=commerce',
      '--init-shard=0',
      '--topo-global-server-address=x:1',
      `--flavor=${flavor}`,
      `--mysqld-prefix=${prefix}`,
    ];
    common.push(
      `--tablet-dir=${directory}`,
      '--mysqld-profile=small',
      '--mysqld-shutdown',
      '--tablet-hostname=127.0.0.1',
      '--heartbeat-enable',
      '--heartbeat-interval=200ms',
    );
    one = new TestTablet(100, [...common, `--mycnf-mysql-port=${await freePort()}`]);
    two = new TestTablet(101, [...common, `--mycnf-mysql-port=${await freePort()}`]);
    await one.start();
    await two.start();
  });

  afterAll(async () => {
    await Promise.all([one?.stop(), two?.stop()]);
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('both registered, the shard and the serving graph exist, nobody serves without a primary', async () => {
    const { value: tablet } = await topo.tablets.get(one.alias);
    expect(tablet).toMatchObject({ keyspace: 'commerce', shard: '0', type: 'REPLICA', hostname: '127.0.0.1' });
    expect(await topo.shardReplications.nodes('zone1', 'commerce', '0')).toEqual([one.alias, two.alias]);
    const graph = await topo.serving.keyspace('zone1', 'commerce');
    expect(graph.partitions.map(({ shard_references }) => shard_references.map(({ name }) => name))).toEqual([
      ['0'],
      ['0'],
      ['0'],
    ]);
    expect(state(one)).not.toContain('SERVING SERVING');
    await expect(one.query('select 1', 'REPLICA')).rejects.toMatchObject({ code: 17 });
  });

  test('a first primary and its replica', async () => {
    const { position } = await one.manager.unary('InitPrimary', {});
    expect(position).toMatch(flavor === 'mysql' ? /^MySQL56\// : /^MariaDB\//);
    const created = BigInt(Date.now()) * 1_000_000n;
    const follow = two.manager.unary('SetReplicationSource', {
      parent: one.alias,
      time_created_ns: created,
      force_start_replication: true,
    });
    await one.manager.unary('PopulateReparentJournal', {
      time_created_ns: created,
      action_name: 'test',
      primary_alias: one.alias,
      replication_position: position,
    });
    await follow;
    await expect.poll(() => state(one), eventually).toBe('primary SERVING');
    await expect.poll(() => state(two), eventually).toBe('replica SERVING');
    const shard = await topo.shards.get('commerce', '0');
    expect(shard.value.primary_alias).toMatchObject(one.alias);
    await one.query('create table t (id int primary key, v varchar(10))', 'PRIMARY');
    await one.query("insert into t values (1, 'a')", 'PRIMARY');
    await two.manager.unary('WaitForPosition', { position: await one.position() });
    expect(await two.query('select * from t', 'REPLICA')).toEqual([['1', 'a']]);
    const beat = async (tablet: TestTablet) => {
      const query = Buffer.from('select keyspaceShard, tabletUid from _vt.heartbeat');
      const { result } = await tablet.manager.unary('ExecuteFetchAsDba', { query, db_name: '', max_rows: 10n });
      return (result?.rows ?? []).map(({ values }) => Buffer.from(values).toString());
    };
    await expect.poll(() => beat(two), eventually).toEqual(['commerce:0100']);
    expect(one.vars['HeartbeatWrites']).toBeGreaterThan(0);
    expect(two.vars['HeartbeatWrites']).toBe(0);
    await expect(two.query('select 1', 'PRIMARY')).rejects.toMatchObject({
      details: 'wrong tablet type: PRIMARY, want: REPLICA or []',
    });
    await expect(two.query('insert into t values (2, 2)', 'REPLICA')).rejects.toMatchObject({
      details: expect.stringContaining('(errno 1290)'),
    });
  });

  test('what the tablet manager tells', async () => {
    expect((await one.manager.unary('Ping', { payload: 'x' })).payload).toBe('x');
    const { schema_definition: schema } = await one.manager.unary('GetSchema', { include_views: true });
    expect(
      schema?.table_definitions.map(({ name, columns, primary_key_columns }) => [name, columns, primary_key_columns]),
    ).toEqual([['t', ['id', 'v'], ['id']]]);
    const { status } = await two.manager.unary('ReplicationStatus', {});
    expect(status).toMatchObject({ io_state: 3, sql_state: 3, source_host: '127.0.0.1' });
    await expect(one.manager.unary('ReplicationStatus', {})).rejects.toMatchObject({
      details: 'no replication status',
    });
    const full = (await one.manager.unary('FullStatus', {})).status;
    expect(full).toMatchObject({ server_id: 100, read_only: false, tablet_type: 'PRIMARY' });
    const fetched = await one.manager.unary('ExecuteFetchAsDba', {
      query: Buffer.from('select 1 union select 2'),
      max_rows: 10n,
    });
    expect(fetched.result?.rows.length).toBe(2);
    const many = one.manager.unary('ExecuteFetchAsDba', {
      query: Buffer.from('select 1 union select 2'),
      max_rows: 1n,
    });
    await expect(many).rejects.toMatchObject({ code: 8 });
    const { permissions } = await one.manager.unary('GetPermissions', {});
    expect(permissions?.user_permissions.map(({ user }) => user)).toContain('vt_app');
    await expect(one.manager.unary('ExecuteHook', {})).rejects.toMatchObject({
      code: 12,
      details: expect.stringContaining('ExecuteHook'),
    });
  });

  test('health is streamed', async () => {
    const stream = two.queries.serverStream('StreamHealth', {});
    const first = await new Promise((resolve, reject) => {
      stream.once('data', resolve);
      stream.once('error', reject);
    });
    expect(first).toMatchObject({
      serving: true,
      target: { keyspace: 'commerce', tablet_type: 'REPLICA' },
      tablet_alias: two.alias,
    });
    stream.on('error', () => {});
    stream.cancel();
  });

  test('a mysqld that dies is started again, a primary writable', async () => {
    const pid = await one.mysqldPid();
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => one.query('select count(*) from t', 'PRIMARY').catch(() => []), eventually)
      .toEqual([['1']]);
    await expect
      .poll(
        () =>
          one.query("insert into t values (2, 'b')", 'PRIMARY').then(
            () => 'ok',
            (e: Error) => e.message,
          ),
        eventually,
      )
      .toMatch(/^ok$|Duplicate entry/);
  });

  test('the roles change hands', async () => {
    await one.manager.unary('DemotePrimary', {});
    await expect(one.query('select 1', 'PRIMARY')).rejects.toMatchObject({ code: 17 });
    await one.manager.unary('UndoDemotePrimary', {});
    await one.query("insert into t values (3, 'c')", 'PRIMARY');
    const { primary_status: status } = await one.manager.unary('DemotePrimary', {});
    await two.manager.unary('WaitForPosition', { position: status?.position ?? '' });
    await two.manager.unary('PromoteReplica', {});
    await one.manager.unary('SetReplicationSource', { parent: two.alias, force_start_replication: true });
    await expect.poll(() => [state(one), state(two)], eventually).toEqual(['replica SERVING', 'primary SERVING']);
    await two.query("insert into t values (4, 'd')", 'PRIMARY');
    await one.manager.unary('WaitForPosition', { position: await two.position() });
    expect(await one.query('select count(*) from t', 'REPLICA')).toEqual([['4']]);
    const shard = await topo.shards.get('commerce', '0');
    expect(shard.value.primary_alias).toMatchObject(two.alias);
  });

  test('a primary that starts again goes on as primary, with its data', async () => {
    await two.stop();
    await two.start();
    await expect.poll(() => state(two), eventually).toBe('primary SERVING');
    await two.query("insert into t values (5, 'e')", 'PRIMARY');
    expect(await two.query('select count(*) from t', 'PRIMARY')).toEqual([['5']]);
  });
});

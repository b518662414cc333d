import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { serviceDefinition } from '@vt/proto';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rpcs, streamRpcs } from './rpc/registry.ts';
import { openTestTopo, resetTestTopo, TestTablet } from './testing/test-tablet.ts';

const state = (tablet: TestTablet) => tablet.state;
const eventually = { timeout: 120_000, interval: 100 };

describe.each(availableFlavors())('two tablets of one shard on %s', (flavor: Flavor) => {
  let directory: string;
  let topo: TopoServer;
  let one: TestTablet;
  let two: TestTablet;
  let common: string[];
  /** Of the first one's mysqld. */
  let port: number;

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-tablet-'));
    const prefix = dirname(findPrograms(flavor) ?? '');
    common = [
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
    port = await freePort();
    one = new TestTablet(100, [...common, `--mycnf-mysql-port=${port}`, '--mysqld-bind-address=*']);
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

  test('a mysqld listens where it is told, for tablets of other hosts', async () => {
    const socket = connect({ host: '127.0.0.2', port });
    const [greeting] = await once(socket, 'data');
    socket.destroy();
    expect(String(greeting)).toMatch(/(native|sha2)_password/);
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
    expect(two.vars['QPS']).toMatchObject({ All: expect.any(Array) });
    expect([two.vars['TabletKeyRangeStart'], two.vars['TabletKeyRangeEnd'], two.vars['TabletTags']]).toEqual([
      '',
      '',
      {},
    ]);
    const watch = async () => (await two.manager.unary('FullStatus', {})).status?.replication_configuration;
    expect(await watch()).toMatchObject({ heartbeat_interval: 4, replica_net_timeout: 8 });
    const parent = { parent: one.alias, force_start_replication: true };
    await two.manager.unary('SetReplicationSource', { ...parent, heartbeat_interval: 3 });
    expect(await watch()).toMatchObject({ heartbeat_interval: 3 });
    await two.manager.unary('SetReplicationSource', { ...parent, heartbeat_interval: 4 });
    await expect(two.query('select 1', 'PRIMARY')).rejects.toMatchObject({
      details: 'wrong tablet type: PRIMARY, want: REPLICA or []',
    });
    await expect(two.query('insert into t values (2, 2)', 'REPLICA')).rejects.toMatchObject({
      details: expect.stringContaining('(errno 1290)'),
    });
  });

  test('what ran before a statement that fails is known as well', async () => {
    const reads = () => (one.vars['SchemaReload'] as { TotalCount: number }).TotalCount;
    const before = reads();
    const sql = Buffer.from('create table ran_before (id int); create table ran_before (id int)');
    const request = { sql, db_name: 'vt_commerce', max_rows: 1n, reload_schema: true };
    await expect(one.manager.unary('ExecuteMultiFetchAsDba', request)).rejects.toThrow('already exists');
    expect(reads()).toBeGreaterThan(before);
    await one.query('drop table ran_before', 'PRIMARY');
  });

  test('what the tablet manager tells', async () => {
    expect((await one.manager.unary('Ping', { payload: 'x' })).payload).toBe('x');
    const { schema_definition: schema } = await one.manager.unary('GetSchema', { include_views: true });
    expect(
      schema?.table_definitions.map(({ name, columns, primary_key_columns }) => [name, columns, primary_key_columns]),
    ).toEqual([['t', ['id', 'v'], ['id']]]);
    expect(schema?.database_schema).toContain(' {{.DatabaseName}} ');
    expect(schema?.table_definitions[0]?.fields[0]).toMatchObject({ name: 'id', table: 't', org_name: 'id' });
    const matching = async (...tables: string[]): Promise<string[]> => {
      const { schema_definition: found } = await one.manager.unary('GetSchema', { tables });
      return found?.table_definitions.map(({ name }) => name) ?? [];
    };
    // Vitess's Reshard asks for the first of these.
    expect(await Promise.all([matching('/.*'), matching('/^t$/'), matching('/x/'), matching('t')])).toEqual([
      ['t'],
      ['t'],
      [],
      ['t'],
    ]);
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
  });

  test('FullStatus of both, with semi-sync and without', async () => {
    const statusOf = async (tablet: TestTablet) => (await tablet.manager.unary('FullStatus', {})).status;
    const off = { semi_sync_primary_enabled: false, semi_sync_primary_status: false, semi_sync_primary_clients: 0 };
    expect(await statusOf(one)).toMatchObject({
      ...off,
      read_only: false,
      super_read_only: false,
      log_bin_enabled: true,
    });
    expect(await statusOf(two)).toMatchObject({ read_only: true, super_read_only: true, log_replica_updates: true });
    await two.manager.unary('SetReplicationSource', {
      parent: one.alias,
      semiSync: true,
      force_start_replication: true,
    });
    await one.manager.unary('UndoDemotePrimary', { semiSync: true });
    await expect
      .poll(() => statusOf(one), eventually)
      .toMatchObject({
        semi_sync_primary_enabled: true,
        semi_sync_primary_status: true,
        semi_sync_primary_clients: 1,
        semi_sync_wait_for_replica_count: 1,
        semi_sync_primary_timeout: 1_000_000_000_000_000_000n,
        binlog_format: 'ROW',
        binlog_row_image: 'FULL',
      });
    const on = { semi_sync_replica_enabled: true, semi_sync_replica_status: true };
    await expect.poll(() => statusOf(two), eventually).toMatchObject(on);
    const { primary_status: status, server_uuid: uuid } = (await statusOf(one)) ?? {};
    const position = (await one.position()).replace(/\d+$/, '');
    expect(status).toMatchObject({ position: expect.stringContaining(position), server_uuid: uuid });
    await two.manager.unary('SetReplicationSource', { parent: one.alias, force_start_replication: true });
    await one.manager.unary('UndoDemotePrimary', {});
  });

  test('hooks and metrics of the host', async () => {
    const hooks = join(directory, 'vthook');
    mkdirSync(hooks, { recursive: true });
    const program = join(hooks, 'greet.sh');
    writeFileSync(program, '#!/bin/sh\necho "$1 from $TABLET_ALIAS, $WHO"; echo oh >&2; exit 3\n', { mode: 0o755 });
    vi.stubEnv('VTROOT', directory);
    const hook = (name: string) =>
      one.manager.unary('ExecuteHook', { name, parameters: ['hello'], extra_env: { WHO: 'me' } });
    expect(await hook('greet.sh')).toEqual({
      exit_status: 3n,
      stdout: 'hello from zone1-0000000100, me\n',
      stderr: 'oh\n',
    });
    expect(await hook('none')).toMatchObject({ exit_status: -1n, stderr: expect.stringContaining('missing hook') });
    expect(await hook('../greet.sh')).toMatchObject({ exit_status: -4n });
    vi.unstubAllEnvs();
    const { HostMetrics: host } = await one.manager.unary('MysqlHostMetrics', {});
    expect(host?.metrics['datadir-used-ratio']?.value).toBeGreaterThan(0);
    expect(host?.metrics['loadavg']?.name).toBe('loadavg');
  });

  test('changes of the schema are tried, and applied; tables are locked, and emptied', async () => {
    const sql = 'create table made (id int primary key)';
    const { change_results: tried } = await one.manager.unary('PreflightSchema', {
      changes: [sql, 'alter table made add v int', 'drop table made'],
    });
    const tables = tried.map(({ before_schema, after_schema }) =>
      [before_schema, after_schema].map((schema) => schema?.table_definitions.map(({ name }) => name)),
    );
    expect(tables).toEqual([
      [['t'], ['made', 't']],
      [
        ['made', 't'],
        ['made', 't'],
      ],
      [['made', 't'], ['t']],
    ]);
    const [first] = tried;
    const wanted = { before_schema: first?.before_schema ?? null, after_schema: first?.after_schema ?? null };
    const applied = await one.manager.unary('ApplySchema', { sql, allow_replication: true, ...wanted });
    expect(applied.after_schema?.table_definitions.map(({ name }) => name)).toEqual(['made', 't']);
    // It is there already: nothing is done.
    await one.manager.unary('ApplySchema', { sql, ...wanted });
    const other = { sql: 'drop table made', before_schema: wanted.before_schema };
    await expect(one.manager.unary('ApplySchema', other)).rejects.toMatchObject({ code: 9 });

    await one.query('insert into made values (1), (2), (3), (4), (5)', 'PRIMARY');
    await one.manager.unary('LockTables', {});
    await expect(one.manager.unary('LockTables', {})).rejects.toMatchObject({ code: 9 });
    let isWritten = false;
    const write = one.query('insert into made values (6)', 'PRIMARY').then(() => {
      isWritten = true;
    });
    const waiting = async () => {
      const query = Buffer.from(
        "select 1 from information_schema.processlist where state like 'Waiting for table%lock'",
      );
      const { result } = await one.manager.unary('ExecuteFetchAsDba', { query, max_rows: 10n });
      return result?.rows.length ?? 0;
    };
    await expect.poll(waiting, eventually).toBeGreaterThan(0);
    expect(isWritten).toBe(false);
    await one.manager.unary('UnlockTables', {});
    await write;
    await expect(one.manager.unary('UnlockTables', {})).rejects.toMatchObject({ code: 9 });
    await one.manager.unary('DeleteTableData', { table_filters: { made: 'id <> 3' }, batch_size: 2n });
    expect(await one.query('select id from made', 'PRIMARY')).toEqual([['3']]);
    await one.manager.unary('ApplySchema', { sql: 'drop table made', allow_replication: true });
    expect(Object.keys(rpcs).length + Object.keys(streamRpcs).length).toBe(
      Object.keys(serviceDefinition('tabletmanagerservice.TabletManager')).length,
    );
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

  test('a schema of another name is made, and its users may work in it', async () => {
    await Promise.all([one.stop(), two.stop()]);
    const override = '--init-db-name-override=shop_100%';
    one = new TestTablet(100, [...common, override]);
    two = new TestTablet(101, [...common, override]);
    await Promise.all([one.start(), two.start()]);
    await expect.poll(() => [state(one), state(two)], eventually).toEqual(['replica SERVING', 'primary SERVING']);
    await two.query('create table sold (id int primary key)', 'PRIMARY');
    await two.query('insert into sold values (7)', 'PRIMARY');
    await one.manager.unary('WaitForPosition', { position: await two.position() });
    expect(await one.query('select id, database() from sold', 'REPLICA')).toEqual([['7', 'shop_100%']]);
  });
});

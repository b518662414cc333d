import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseManifest } from '@vt/backupstorage';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { decode, encode } from '@vt/proto';
import { plannedReparent, type ReparentDeps, TabletManagers } from '@vt/reparent';
import { GrpcChannel, silentLogger } from '@vt/servenv';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from './testing/test-tablet.ts';

const eventually = { timeout: 60_000, interval: 100 };
const never = new AbortController().signal;

describe.each(availableFlavors())('backups on %s', (flavor: Flavor) => {
  let directory: string;
  let topo: TopoServer;
  let deps: ReparentDeps;
  let args: string[];
  let one: TestTablet;
  let two: TestTablet;
  let three: TestTablet | undefined;

  const root = () => join(directory, 'backups');
  const names = () => readdirSync(join(root(), 'commerce', '0')).sort();

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-backup-'));
    mkdirSync(root());
    args = [
      ...['--init-keyspace=commerce', '--init-shard=0', '--topo-global-server-address=x:1', `--flavor=${flavor}`],
      ...[`--mysqld-prefix=${dirname(findPrograms(flavor) ?? '')}`, `--tablet-dir=${directory}`],
      ...['--mysqld-profile=small', '--mysqld-shutdown', '--tablet-hostname=127.0.0.1', '--restore-from-backup'],
      ...['--backup-storage-implementation=file', `--file-backup-storage-root=${root()}`],
    ];
    one = new TestTablet(100, [...args, `--mycnf-mysql-port=${await freePort()}`]);
    two = new TestTablet(101, [...args, `--mycnf-mysql-port=${await freePort()}`]);
    await one.start();
    await two.start();
    deps = {
      topo,
      tablets: new TabletManagers((target) => new GrpcChannel({ target })),
      log: silentLogger,
      remoteTimeoutMs: 15_000,
    };
    const request = { keyspace: 'commerce', shard: '0', new_primary: one.alias };
    const name = 'vtctldata.PlannedReparentShardRequest';
    await plannedReparent(deps, decode(name, encode(name, request)), never);
    await one.query('create table t (id int primary key, v varchar(2000))', 'PRIMARY');
    await one.query("insert into t values (1, repeat('a', 2000)), (2, 'b')", 'PRIMARY');
    await two.manager.unary('WaitForPosition', { position: await one.position() });
  });

  afterAll(async () => {
    await Promise.all([one?.stop(), two?.stop(), three?.stop()]);
    deps?.tablets.close();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function said(stream: AsyncIterable<{ readonly event: { readonly value: string } | null }>): Promise<string> {
    const lines: string[] = [];
    for await (const { event } of stream) lines.push(event?.value ?? '');
    return lines.join('\n');
  }

  async function caughtUp(tablet: TestTablet): Promise<void> {
    await expect.poll(() => tablet.state, eventually).toBe('replica SERVING');
    await tablet.manager.unary('WaitForPosition', { position: await one.position() });
    expect(await tablet.query('select id from t order by id', 'REPLICA')).toEqual(
      await one.query('select id from t order by id', 'PRIMARY'),
    );
  }

  test('a primary is not backed up unless that is meant', async () => {
    const attempt = said(one.manager.serverStream('Backup', {}));
    await expect(attempt).rejects.toMatchObject({
      details: expect.stringContaining('type PRIMARY cannot take backup'),
    });
  });

  test('a replica is, and serves again afterwards', async () => {
    const text = await said(two.manager.serverStream('Backup', { concurrency: 2 }));
    expect(text).toContain('is complete');
    const [name = ''] = names();
    expect(name).toMatch(/^\d{4}-\d\d-\d\d\.\d{6}\.zone1-0000000101$/);
    const manifest = parseManifest(readFileSync(join(root(), 'commerce', '0', name, 'MANIFEST'), 'utf8'), name);
    expect(manifest).toMatchObject({
      BackupMethod: 'builtin',
      TabletAlias: 'zone1-0000000101',
      Keyspace: 'commerce',
      CompressionEngine: 'pargzip',
    });
    expect(manifest.Position).toMatch(flavor === 'mysql' ? /^MySQL56\// : /^MariaDB\//);
    expect(manifest.FileEntries.map(({ Name }) => Name)).toContain('vt_commerce/t.ibd');
    await one.query("insert into t values (3, 'c')", 'PRIMARY');
    await caughtUp(two);
  });

  test('a tablet that is made begins with the last backup, and catches up', async () => {
    three = new TestTablet(102, [...args, `--mycnf-mysql-port=${await freePort()}`]);
    await three.start();
    await caughtUp(three);
  });

  test('a replica that lost its data gets them back', async () => {
    await two.manager.unary('StopReplication', {});
    await two.manager.unary('SetReadWrite', {});
    await two.manager.unary('ExecuteFetchAsDba', {
      query: Buffer.from('drop table t'),
      db_name: 'vt_commerce',
      max_rows: 1n,
    });
    const text = await said(two.manager.serverStream('RestoreFromBackup', {}));
    expect(text).toContain('restored commerce/0/');
    await caughtUp(two);
    expect(existsSync(join(directory, 'vt_0000000101', 'restore'))).toBe(false);
  });

  test('a backup that is damaged, cut short or half there is refused, and nothing changes', async () => {
    const [name = ''] = names();
    const file = join(root(), 'commerce', '0', name, '0');
    const whole = readFileSync(file);
    const flipped = Buffer.from(whole);
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 0xff;
    for (const bad of [flipped, whole.subarray(0, whole.length - 100)]) {
      writeFileSync(file, bad);
      const attempt = said(two.manager.serverStream('RestoreFromBackup', {}));
      await expect(attempt).rejects.toMatchObject({ details: expect.stringContaining('cannot be restored: file 0') });
      await caughtUp(two);
    }
    writeFileSync(file, whole);
    const manifest = join(root(), 'commerce', '0', name, 'MANIFEST');
    const text = readFileSync(manifest);
    rmSync(manifest);
    const attempt = said(two.manager.serverStream('RestoreFromBackup', {}));
    await expect(attempt).rejects.toMatchObject({ details: 'there is no complete backup of commerce/0' });
    writeFileSync(manifest, text);
  });
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { parseManifest } from '@vt/backupstorage';
import { parsePosition, positionContains } from '@vt/mysql';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { findServerProgram, Mysqld } from '@vt/mysqlctl';
import { decode, encode } from '@vt/proto';
import { plannedReparent, type ReparentDeps, TabletManagers } from '@vt/reparent';
import { GrpcChannel, readFlags, Service, silentLogger } from '@vt/servenv';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from './testing/test-tablet.ts';
import { vtbackupSpec } from './vtbackup/vtbackup.ts';

const eventually = { timeout: 60_000, interval: 100 };
const never = new AbortController().signal;
const SID = '00000000-0000-0000-0000-000000000001';

describe.each(availableFlavors())('backups on %s', (flavor: Flavor) => {
  let directory: string;
  let topo: TopoServer;
  let deps: ReparentDeps;
  let args: string[];
  let one: TestTablet;
  let two: TestTablet;
  let three: TestTablet | undefined;
  /** Between two writes that backups hold. */
  let moment = 0;
  let between = '';

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

  async function dba(tablet: TestTablet, sql: string): Promise<void> {
    await tablet.manager.unary('ExecuteFetchAsDba', { query: Buffer.from(sql), max_rows: 1n });
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

  test('one that is meant, and whose mysqld does not start at once afterwards, serves when it does', async () => {
    const file = join(directory, 'vt_0000000100', 'flavor');
    const backup = (async () => {
      for await (const { event } of one.manager.serverStream('Backup', { allow_primary: true }))
        if (event?.value.startsWith('mysqld stops')) writeFileSync(file, 'another');
    })();
    await expect(backup).rejects.toMatchObject({ details: expect.stringContaining('holds the data of another') });
    writeFileSync(file, flavor);
    await expect.poll(() => one.state, eventually).toBe('primary SERVING');
    const write = () => one.query('update t set v = v', 'PRIMARY').then(() => 'written', String);
    await expect.poll(write, eventually).toBe('written');
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

  test('one whose primary cannot be found meanwhile serves again all the same, and follows it later', async () => {
    const { value: record } = await topo.tablets.get(one.alias);
    const texts: string[] = [];
    for (const method of ['Backup', 'RestoreFromBackup'] as const) {
      await topo.tablets.delete(one.alias);
      texts.push(await said(two.manager.serverStream(method, {})));
      expect(two.state).toMatch(/^replica /);
      await topo.tablets.createOrReplace(record);
      await caughtUp(two);
    }
    const [, name = ''] = /backup (\S+) is complete/.exec(texts.join('\n')) ?? [];
    rmSync(join(root(), name), { recursive: true });
  });

  test('a tablet that is made begins with the last backup, and catches up', async () => {
    three = new TestTablet(102, [...args, `--mycnf-mysql-port=${await freePort()}`]);
    await three.start();
    await caughtUp(three);
  });

  test('one whose first restore was broken off is restored when it starts again', async () => {
    await three?.stop();
    const mark = join(directory, 'vt_0000000102', 'restore-wanted');
    writeFileSync(mark, '');
    await three?.start();
    expect(existsSync(mark)).toBe(false);
    if (three) await caughtUp(three);
  });

  test('a primary whose data folder is gone does not start as the empty primary of its shard', async () => {
    const own = join(directory, 'vt_0000000100');
    await one.stop();
    renameSync(own, `${own}-aside`);
    try {
      await expect(one.start()).rejects.toThrow('its data are gone');
      await expect(one.start()).rejects.toThrow('its data are gone');
    } finally {
      rmSync(own, { recursive: true, force: true });
      renameSync(`${own}-aside`, own);
    }
    await one.start();
    await caughtUp(two);
  });

  test('remains of a backup that its process did not survive go with the next; those of others stay', async () => {
    const remains = (uid: number) => join(root(), 'commerce', '0', `2024-01-01.000000.zone1-0000000${uid}`);
    for (const uid of [101, 555]) {
      mkdirSync(remains(uid));
      writeFileSync(join(remains(uid), '0'), 'half');
    }
    expect(await said(two.manager.serverStream('Backup', {}))).toContain('which was never completed');
    expect([existsSync(remains(101)), existsSync(remains(555))]).toEqual([false, true]);
    rmSync(remains(555), { recursive: true });
    await caughtUp(two);
  });

  test('a running server is copied while it serves, and a tablet begins with the copy', async () => {
    const engine = flavor === 'mysql' ? 'clone' : 'mariadb-backup';
    await one.query("insert into t values (5, 'hot')", 'PRIMARY');
    await dba(one, 'create database vt_empty');
    await two.manager.unary('WaitForPosition', { position: await one.position() });
    const pid = await two.mysqldPid();
    const init_sql = { queries: ['flush local tables', 'nonsense'], tablet_types: ['REPLICA' as const] };
    const text = await said(two.manager.serverStream('Backup', { backup_engine: engine, init_sql }));
    expect(text).toMatch(
      /executed before the backup: flush local tables\n.*failed before the backup: nonsense.*is complete/s,
    );
    const strict = { ...init_sql, fail_on_error: true };
    const ended = said(two.manager.serverStream('Backup', { backup_engine: engine, init_sql: strict }));
    await expect(ended).rejects.toMatchObject({ details: expect.stringContaining('nonsense') });
    expect([await two.mysqldPid(), two.state]).toEqual([pid, 'replica SERVING']);
    expect(existsSync(join(directory, 'vt_0000000101', 'hot-copy'))).toBe(false);
    const other = said(two.manager.serverStream('Backup', { backup_engine: 'xtrabackup' }));
    await expect(other).rejects.toMatchObject({ details: expect.stringContaining(`builtin, logical and ${engine}`) });
    await one.query("insert into t values (6, 'after')", 'PRIMARY');
    expect(await said(two.manager.serverStream('RestoreFromBackup', {}))).toContain(names().at(-1));
    await dba(one, 'create table vt_empty.made (id int primary key)');
    await caughtUp(two);
    await dba(one, 'drop database vt_empty');
  });

  test('a running server is dumped as statements, and a replica begins anew with them', async () => {
    await one.query("insert into t values (7, 'it\\'s')", 'PRIMARY');
    await two.manager.unary('WaitForPosition', { position: await one.position() });
    const pid = await two.mysqldPid();
    const text = await said(two.manager.serverStream('Backup', { backup_engine: 'logical', concurrency: 2 }));
    expect(text).toMatch(/dumped \d+ rows of vt_commerce\.t\n.*is complete/s);
    expect([await two.mysqldPid(), two.state]).toEqual([pid, 'replica SERVING']);
    const name = names().at(-1) ?? '';
    const manifest = parseManifest(readFileSync(join(root(), 'commerce', '0', name, 'MANIFEST'), 'utf8'), name);
    expect(manifest).toMatchObject({ BackupMethod: 'logical', Incremental: false });
    await one.query("insert into t values (8, 'after')", 'PRIMARY');
    const uuid = async () => (await two.manager.unary('FullStatus', {})).status?.server_uuid;
    const before = await uuid();
    // A file that is damaged is seen before anything is replaced.
    const file = join(root(), 'commerce', '0', name, '2');
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 10));
    const wanted = { allowed_backup_engines: ['logical'] };
    await expect(said(two.manager.serverStream('RestoreFromBackup', wanted))).rejects.toMatchObject({
      details: expect.stringContaining('cannot be restored: file 2'),
    });
    expect(await two.mysqldPid()).toBe(pid);
    writeFileSync(file, whole);
    expect(await said(two.manager.serverStream('RestoreFromBackup', wanted))).toContain(name);
    await caughtUp(two);
    if (flavor === 'mysql') expect(await uuid()).not.toBe(before);
    for (const left of ['logical-dump', 'logical-restore', 'restore']) {
      expect(existsSync(join(directory, 'vt_0000000101', left))).toBe(false);
    }
    const rows = await two.query('select v from t where id in (7, 8) order by id', 'REPLICA');
    expect(rows).toEqual([["it's"], ['after']]);
    rmSync(join(root(), 'commerce', '0', name), { recursive: true });
  });

  test('vtbackup makes one beside the tablets, and removes what is old', async () => {
    const spec = vtbackupSpec(() => openTestTopo());
    const vtbackup = async (...more: string[]): Promise<void> => {
      const own = /init-|topo-|flavor|prefix|tablet-dir|profile|backup-storage/;
      const argv = [...args.filter((arg) => own.test(arg)), `--mysql-port=${await freePort()}`, ...more];
      const { values } = readFlags(spec.name, spec.flags, argv);
      const service = new Service(spec, { flags: values, log: silentLogger });
      try {
        await service.start();
      } finally {
        await service.stop();
      }
    };
    let before = names();
    await expect(vtbackup('--initial-backup')).rejects.toThrow('has backups already');
    await vtbackup('--min-backup-interval=1h');
    expect(names()).toEqual(before);
    await one.query("insert into t values (40, 'not for long')", 'PRIMARY');
    await one.query('delete from t where id = 40', 'PRIMARY');
    await vtbackup();
    before = names();
    await expect(vtbackup()).rejects.toThrow('did not make any progress');
    expect(names()).toEqual(before);
    await expect(vtbackup('--incremental-from-pos=2001-01-01.000000.zone1-0000000100')).rejects.toThrow('no complete');
    await vtbackup('--incremental-from-pos=auto');
    expect(names()).toEqual(before);
    await one.query("insert into t values (50, 'in the increment')", 'PRIMARY');
    const reached = await one.position();
    await vtbackup('--incremental-from-pos=auto');
    const added = names().filter((name) => !before.includes(name));
    expect(added).toEqual([expect.stringMatching(/\.vtbackup-\d{10}$/)]);
    const text = readFileSync(join(root(), 'commerce', '0', added[0] ?? '', 'MANIFEST'), 'utf8');
    const increment = parseManifest(text, added[0] ?? '');
    expect(increment).toMatchObject({ Incremental: true, FromBackup: before.at(-1) });
    expect(positionContains(parsePosition(increment.Position), parsePosition(reached))).toBe(true);
    const to = await said(two.manager.serverStream('RestoreFromBackup', { restore_to_pos: reached, dry_run: true }));
    expect(to).toContain(`restore path: ${before.at(-1)}, ${added[0]}`);
    await one.query('delete from t where id = 50', 'PRIMARY');
    await one.query("insert into t values (4, 'd')", 'PRIMARY');
    await vtbackup('--min-retention-time=1ms', '--restart-before-backup');
    expect(names()).toEqual([expect.stringMatching(/\.vtbackup-\d{10}$/)]);
  });

  test('a replica that lost its data gets them back', async () => {
    await two.manager.unary('StopReplication', {});
    await two.manager.unary('SetReadWrite', {});
    await two.manager.unary('ExecuteFetchAsDba', {
      query: Buffer.from('drop table t'),
      db_name: 'vt_commerce',
      max_rows: 1n,
    });
    await two.manager.unary('ChangeType', { tablet_type: 'RDONLY' });
    const text = await said(two.manager.serverStream('RestoreFromBackup', {}));
    expect(text).toContain('restored commerce/0/');
    expect(two.state).toMatch(/^rdonly /);
    await two.manager.unary('ChangeType', { tablet_type: 'REPLICA' });
    await caughtUp(two);
    expect(existsSync(join(directory, 'vt_0000000101', 'restore'))).toBe(false);
  });

  test('one whose mysqld does not start on the restored data at first begins with them when it does', async () => {
    const file = join(directory, 'vt_0000000101', 'flavor');
    writeFileSync(file, 'another');
    await expect(said(two.manager.serverStream('RestoreFromBackup', {}))).rejects.toMatchObject({
      details: expect.stringContaining('holds the data of another'),
    });
    expect(two.state).toMatch(/^restore /);
    writeFileSync(file, flavor);
    await caughtUp(two);
  });

  test('incremental backups lead to any position in between, and to a time', async () => {
    const write = (id: number) => one.query(`insert into t values (${id}, 'later')`, 'PRIMARY');
    const increment = async () => {
      await two.manager.unary('WaitForPosition', { position: await one.position() });
      return await said(two.manager.serverStream('Backup', { incremental_from_pos: 'auto' }));
    };
    // A backup's time, and a transaction's, are told in whole seconds.
    const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));
    await nextSecond();
    await said(two.manager.serverStream('Backup', {}));
    await nextSecond();
    await write(11);
    await nextSecond();
    const early = Math.floor(Date.now() / 1000);
    expect(await increment()).toContain('is complete');
    // As a replica has it that lags: a log that was opened later than what is in it was written.
    const sql = Buffer.from(`set timestamp = ${early - 1}; insert into vt_commerce.t values (14, 'late')`);
    await one.manager.unary('ExecuteMultiFetchAsDba', { sql, max_rows: 1n });
    await nextSecond();
    await write(12);
    between = await one.position();
    await nextSecond();
    moment = Math.floor(Date.now() / 1000);
    await write(13);
    await nextSecond();
    expect(await increment()).toContain('is complete');
    expect(await increment()).toContain('no backup is needed');

    const manifests = names().map((name) =>
      parseManifest(readFileSync(join(root(), 'commerce', '0', name, 'MANIFEST'), 'utf8'), name),
    );
    const [before, last] = manifests.slice(-2);
    expect(last).toMatchObject({ Incremental: true, FromPosition: before?.Position, FromBackup: before?.BackupName });
    expect(last?.IncrementalDetails?.FirstTimestampBinlog).toMatch(/^vt-0000000101-bin\.\d+$/);

    const later = () => two.query('select id from t where id > 10 order by id', 'REPLICA');
    const types = { tablet_type: 'DRAINED' as const, state: 'drained SERVING' };
    for (const [wanted, expected] of [
      [{ restore_to_pos: between }, ['11', '12', '14']],
      [{ restore_to_timestamp: { seconds: BigInt(early), nanoseconds: 0 } }, ['11', '14']],
      [{ restore_to_timestamp: { seconds: BigInt(moment), nanoseconds: 0 } }, ['11', '12', '14']],
    ] as const) {
      const text = await said(two.manager.serverStream('RestoreFromBackup', wanted));
      expect(text).toContain('does not replicate');
      await expect.poll(() => two.state, eventually).toBe(types.state);
      expect(await rowsOf(two, 'DRAINED')).toEqual(expected);
    }
    const beyond = { restore_to_timestamp: { seconds: BigInt(moment + 1_000), nanoseconds: 0 } };
    await expect(said(two.manager.serverStream('RestoreFromBackup', beyond))).rejects.toMatchObject({
      details: expect.stringContaining('the backups end before'),
    });

    // A log that is what was stored, but cannot be executed.
    const broken = join(root(), 'commerce', '0', names().at(-1) ?? '');
    const [whole, text] = ['0', 'MANIFEST'].map((file) => readFileSync(join(broken, file)));
    const rubbish = gzipSync('rubbish');
    const bad = JSON.parse(String(text));
    bad.FileEntries[0].Hash = crc32(rubbish).toString(16).padStart(8, '0');
    writeFileSync(join(broken, '0'), rubbish);
    writeFileSync(join(broken, 'MANIFEST'), JSON.stringify(bad));
    const attempt = said(two.manager.serverStream('RestoreFromBackup', { restore_to_pos: bad.Position }));
    await expect(attempt).rejects.toMatchObject({
      details: expect.stringContaining('binary logs could not be applied'),
    });
    await caughtUp(two);
    writeFileSync(join(broken, '0'), whole ?? '');
    writeFileSync(join(broken, 'MANIFEST'), text ?? '');
    await two.manager.unary('ChangeType', { tablet_type: 'REPLICA' });
    await two.manager.unary('SetReplicationSource', { parent: one.alias, force_start_replication: true });
    await caughtUp(two);
    await one.query('delete from t where id = 14', 'PRIMARY');
    await caughtUp(two);
    expect(await later()).toEqual([['11'], ['12'], ['13']]);
  });

  test('a tablet of a SNAPSHOT keyspace begins with what its base was, and serves it without a primary', async () => {
    const at = (seconds: number) => ({ seconds: BigInt(seconds), nanoseconds: 0 });
    const record = { keyspace_type: 'SNAPSHOT', base_keyspace: 'commerce' } as const;
    const made = async (keyspace: string, seconds: number, ...more: string[]) => {
      await topo.keyspaces.create(keyspace, { ...record, snapshot_time: at(seconds) });
      const own = args.map((arg) => (arg === '--init-keyspace=commerce' ? `--init-keyspace=${keyspace}` : arg));
      return new TestTablet(103, [...own, ...more, `--mycnf-mysql-port=${await freePort()}`]);
    };
    const asBase = '--init-db-name-override=vt_commerce';
    const program = findServerProgram(flavor, dirname(findPrograms(flavor) ?? ''));
    const forget = async (tablet: TestTablet) => {
      await tablet.stop();
      // The mysqld of a tablet that did not start runs on.
      await (await Mysqld.open({ program, dataRoot: directory, uid: 103, port: 1 })).teardown();
      await topo.tablets.delete(tablet.alias).catch(() => {});
    };
    const nameless = await made('snap0', moment);
    await expect(nameless.start()).rejects.toThrow('--init-db-name-override is needed');
    await forget(nameless);
    const early = await made('snap1', 1_000_000_000, asBase);
    await expect(early.start()).rejects.toThrow('there is no complete backup of commerce/0');
    await forget(early);
    for (const [keyspace, more, expected] of [
      ['snap2', [], []],
      ['snap3', [`--restore-to-timestamp=${new Date(moment * 1000).toISOString()}`], ['11', '12', '14']],
      ['snap4', [`--restore-to-pos=${between}`], ['11', '12', '14']],
    ] as const) {
      const tablet = await made(keyspace, moment, asBase, ...more);
      try {
        await tablet.start();
        await expect.poll(() => tablet.state, eventually).toBe('replica SERVING');
        expect(await rowsOf(tablet, 'REPLICA')).toEqual(expected);
        await one.query(`insert into t values (2${keyspace.slice('snap'.length)}, 'not for it')`, 'PRIMARY');
        expect(await rowsOf(tablet, 'REPLICA')).toEqual(expected);
      } finally {
        await forget(tablet);
      }
    }
    await one.query('delete from t where id > 20', 'PRIMARY');
  });

  async function rowsOf(tablet: TestTablet, type: 'DRAINED' | 'REPLICA'): Promise<string[]> {
    const query = {
      query: Buffer.from('select id from t where id > 10 order by id'),
      db_name: 'vt_commerce',
      max_rows: 100n,
    };
    expect(tablet.state).toContain(type.toLowerCase());
    const { result } = await tablet.manager.unary('ExecuteFetchAsDba', query);
    return (result?.rows ?? []).map((row) => String(row.values));
  }

  test('a backup that is damaged, cut short or half there is refused, and nothing changes', async () => {
    // Only one is left, so that there is no other to take.
    const [name = '', ...others] = names();
    for (const other of others) rmSync(join(root(), 'commerce', '0', other), { recursive: true });
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
    rmSync(file);
    const without = said(two.manager.serverStream('RestoreFromBackup', {}));
    await expect(without).rejects.toMatchObject({ details: expect.stringContaining('cannot be restored: file 0') });
    writeFileSync(file, whole);
    const manifest = join(root(), 'commerce', '0', name, 'MANIFEST');
    const text = readFileSync(manifest);
    const wrong = (change: object) =>
      writeFileSync(manifest, JSON.stringify({ ...JSON.parse(String(text)), ...change }));
    for (const [change, why] of [
      [{ Keyspace: 'other' }, 'its manifest is of other/0'],
      [{ MySQLVersion: '99.1.2' }, 'it is of version 99.1.2, which is newer'],
      [{ Position: flavor === 'mysql' ? 'MariaDB/0-1-1' : `MySQL56/${SID}:1` }, 'it is of another kind of server'],
      [{ FileEntries: [{ Base: 'Data', Name: 'a' }] }, 'its file 0 has no name or no checksum'],
      [{ FileEntries: 'none' }, 'it lists no files'],
      [{ FileEntries: [1, 2].map(() => ({ Base: 'Data', Name: 'a', Hash: '0' })) }, 'it lists Data/a twice'],
    ] as const) {
      wrong(change);
      const attempt = said(two.manager.serverStream('RestoreFromBackup', {}));
      await expect(attempt).rejects.toMatchObject({ details: expect.stringContaining(why) });
    }
    writeFileSync(manifest, text.subarray(0, text.length >> 1));
    const cut = said(two.manager.serverStream('RestoreFromBackup', {}));
    await expect(cut).rejects.toMatchObject({ details: expect.stringContaining('cannot be read') });
    await caughtUp(two);
    rmSync(manifest);
    const attempt = said(two.manager.serverStream('RestoreFromBackup', {}));
    await expect(attempt).rejects.toMatchObject({ details: 'there is no complete backup of commerce/0' });
    writeFileSync(manifest, text);
  });
});

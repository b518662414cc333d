import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { create } from '@vt/proto';
import { emergencyReparent, plannedReparent, type ReparentDeps, TabletManagers } from '@vt/reparent';
import { GrpcChannel, silentLogger } from '@vt/servenv';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from '../testing/test-tablet.ts';

const eventually = { timeout: 60_000, interval: 50 };
const never = new AbortController().signal;
const where = { keyspace: 'commerce', shard: '0' };

/** gzip, which does nothing as long as a file is there, and says with another that it was begun. */
const slowly = (directory: string, name: string, command: string): string => `#!/bin/sh
touch ${directory}/${name}-began
while [ -e ${directory}/${name}-holds ]; do sleep 0.05; done
exec ${command}
`;

describe.each(availableFlavors())('a failover of three semi-sync tablets of %s', (flavor: Flavor) => {
  let directory: string;
  let topo: TopoServer;
  let deps: ReparentDeps;
  const tablets: TestTablet[] = [];

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    await topo.keyspaces.create('commerce', { durability_policy: 'semi_sync' });
    directory = mkdtempSync(join(tmpdir(), 'vt-backup-failover-'));
    mkdirSync(join(directory, 'backups'));
    for (const [name, command] of [
      ['pack', 'gzip -1 -c'],
      ['unpack', 'gzip -d -c'],
    ] as const) {
      writeFileSync(join(directory, name), slowly(directory, name, command));
      chmodSync(join(directory, name), 0o755);
    }
    const args = [
      ...['--init-keyspace=commerce', '--init-shard=0', '--topo-global-server-address=x:1', `--flavor=${flavor}`],
      ...[`--mysqld-prefix=${dirname(findPrograms(flavor) ?? '')}`, `--tablet-dir=${directory}`],
      ...['--mysqld-profile=small', '--mysqld-shutdown', '--tablet-hostname=127.0.0.1', '--crash-failover-grace=60s'],
      ...['--backup-storage-implementation=file', `--file-backup-storage-root=${join(directory, 'backups')}`],
      ...['--compression-engine-name=external', `--external-compressor=${join(directory, 'pack')}`],
      `--external-decompressor=${join(directory, 'unpack')}`,
    ];
    for (const uid of [100, 101, 102])
      tablets.push(new TestTablet(uid, [...args, `--mycnf-mysql-port=${await freePort()}`]));
    for (const tablet of tablets) await tablet.start();
    const managers = new TabletManagers((target) => new GrpcChannel({ target }));
    deps = { topo, tablets: managers, log: silentLogger, remoteTimeoutMs: 15_000 };
    const request = create('vtctldata.PlannedReparentShardRequest', { ...where, new_primary: of(100).alias });
    await plannedReparent(deps, request, never);
    await of(100).query('create table t (id int primary key)', 'PRIMARY');
  });

  afterAll(async () => {
    await Promise.all(tablets.map((tablet) => tablet.stop()));
    deps?.tablets.close();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const of = (uid: number): TestTablet => tablets.find((tablet) => tablet.uid === uid) as TestTablet;
  const hold = (name: 'pack' | 'unpack'): void => {
    rmSync(join(directory, `${name}-began`), { force: true });
    writeFileSync(join(directory, `${name}-holds`), '');
  };
  const letGo = (name: 'pack' | 'unpack'): void => rmSync(join(directory, `${name}-holds`), { force: true });
  const began = async (name: 'pack' | 'unpack'): Promise<void> => {
    await expect.poll(() => existsSync(join(directory, `${name}-began`)), eventually).toBe(true);
  };

  async function whole(primary: number): Promise<void> {
    const states = tablets.map(({ uid }) => (uid === primary ? 'primary SERVING' : 'replica SERVING'));
    await expect.poll(() => tablets.map(({ state }) => state), eventually).toEqual(states);
    await of(primary).query('select 1', 'PRIMARY');
    const position = await of(primary).position();
    for (const { uid, manager } of tablets) if (uid !== primary) await manager.unary('WaitForPosition', { position });
  }

  async function said(stream: AsyncIterable<{ readonly event: { readonly value: string } | null }>): Promise<string> {
    const lines: string[] = [];
    for await (const { event } of stream) lines.push(event?.value ?? '');
    return lines.join('\n');
  }

  async function replaced(uid: number): Promise<number> {
    process.kill(await of(uid).mysqldPid(), 'SIGKILL');
    const request = create('vtctldata.EmergencyReparentShardRequest', {
      ...where,
      wait_replicas_timeout: { seconds: 15n, nanos: 0 },
    });
    const { primary } = await emergencyReparent(deps, request, never);
    const next = primary.alias?.uid ?? 0;
    await of(next).query(`insert into t values (${next})`, 'PRIMARY');
    return next;
  }

  test('does not wait for a replica that fetches a backup', { timeout: 120_000 }, async () => {
    await whole(100);
    expect(await said(of(101).manager.serverStream('Backup', {}))).toContain('is complete');
    await whole(100);
    hold('unpack');
    const restore = said(of(101).manager.serverStream('RestoreFromBackup', {})).catch(String);
    await began('unpack');
    const next = await replaced(100);
    expect([101, 102]).toContain(next);
    letGo('unpack');
    // Who has become primary itself keeps its data.
    const end = next === 101 ? 'type PRIMARY cannot restore' : 'restored commerce/0';
    expect(await restore).toContain(end);
    await whole(next);
    expect(await of(101).query('select count(*) from t', next === 101 ? 'PRIMARY' : 'REPLICA')).toEqual([['1']]);
  });

  test('has the only other replica give up a backup of its stopped mysqld', { timeout: 120_000 }, async () => {
    const { value } = await topo.shards.get('commerce', '0');
    const old = value.primary_alias?.uid ?? 0;
    const copied = tablets.find(({ uid }) => uid !== old) as TestTablet;
    const before = readdirSync(join(directory, 'backups', 'commerce', '0'));
    hold('pack');
    const backup = said(copied.manager.serverStream('Backup', {})).catch(String);
    await began('pack');
    expect(copied.state).toMatch(/^backup/);
    try {
      const next = await replaced(old);
      expect(next).not.toBe(old);
      expect(await backup).toContain('the backup was given up: the shard is to get another primary');
      expect(readdirSync(join(directory, 'backups', 'commerce', '0'))).toEqual(before);
      await whole(next);
      for (const tablet of tablets) {
        const type = tablet.uid === next ? 'PRIMARY' : 'REPLICA';
        expect(await tablet.query('select count(*) from t', type)).toEqual([['2']]);
      }
    } finally {
      letGo('pack');
    }
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram, TestCluster } from '../harness/cluster.ts';
import { freePortBase } from '../harness/ports.ts';
import { explainSkip, prefixOf, repoRoot } from '../harness/servers.ts';

const etcd = prefixOf('etcd');
const skip = (prefixOf('mysql') === undefined || !etcd) && explainSkip('start-again', 'no mysql or etcd here');

describe.skipIf(skip)('a first start that failed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vt-again-'));
  const schema = join(dir, 'schema', 'shop', 'schema.sql');
  const flags = ['--keyspace', 'shop=0', '--replicas', '0', '--schema-dir', join(dir, 'schema')];
  let portBase = 0;
  let cluster: TestCluster | undefined;

  beforeAll(async () => {
    mkdirSync(join(dir, 'schema', 'shop'), { recursive: true });
    portBase = await freePortBase();
  });

  afterAll(async () => {
    await cluster?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  test('is begun anew when the mistake in the files is mended', { timeout: 240_000 }, async () => {
    const table = 'create table a (id int primary key);\ninsert into a values (1);\n';
    writeFileSync(schema, `${table}create table b (id nonsense);\n`);
    const args = ['up', '--dir', join(dir, 'the cluster'), '--port-base', String(portBase), '--topo', 'etcd', ...flags];
    const failed = await runProgram(process.execPath, [join(repoRoot, 'apps/vt/bin.mjs'), ...args, '--detach']);
    expect(failed.stderr).toContain('shop/schema.sql:3: ');
    expect(failed.code).toBe(1);
    writeFileSync(schema, `${table}create table b (id int primary key);\n`);
    cluster = await TestCluster.start({ topo: 'etcd', dir: join(dir, 'the cluster'), portBase, flags });
    const connection = await cluster.connect('shop');
    const [rows] = await connection.query<RowDataPacket[]>(
      'select (select count(*) from a) a, (select count(*) from b) b',
    );
    expect(rows).toEqual([{ a: 1, b: 0 }]);
  });

  test('another folder of files than the cluster was made with is refused', async () => {
    const other = join(dir, 'other');
    mkdirSync(join(other, 'shop'), { recursive: true });
    const again = cluster?.up('--schema-dir', other);
    await expect(again).rejects.toThrow(/was made with another --schema-dir/);
  });

  test('a tablet finds its mysqld again, though there is a space in the folder’s name', {
    timeout: 120_000,
  }, async () => {
    const before = await cluster?.processNamed('mysqld-100');
    await cluster?.restart('vttablet-100');
    expect(await cluster?.processNamed('mysqld-100')).toEqual(before);
  });

  test('etcd is found again by who restarts it', { timeout: 120_000 }, async () => {
    const env = ['env', '-u', 'VT_ETCD_PREFIX', `PATH=${join(etcd ?? '', 'bin')}:${process.env['PATH']}`];
    await cluster?.restart('topo', env);
    expect(await cluster?.processNamed('topo')).toMatchObject({ running: true });
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { dumpAndRestore } from './dump.ts';
import { orms, outputOn } from './orms.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('ORMs', 'no mysql here');
const sharded = [
  ...[
    'ar_customers',
    'ar_orders',
    'dz_customers',
    'dz_orders',
    'knex_customers',
    'knex_orders',
    'ky_c',
    'ky_o',
    'mk_c',
    'mk_o',
    'ob_c',
    'ob_o',
    'pr_c',
    'pr_o',
    'sa_customer',
    'sa_order',
    'seq_customers',
    'seq_orders',
  ],
  ...['to_customer', 'to_order', 'vtshop_customer', 'vtshop_order'],
];
/** What ORMs keep for themselves lives on one shard. */
const pinned = [
  ...['ar_internal_metadata', 'schema_migrations'],
  ...['django_migrations', 'knex_migrations', 'knex_migrations_lock', 'to_migrations'],
];
const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: Object.fromEntries([
    ...sharded.map((name) => [name, { column_vindexes: [{ column: 'id', name: 'hash' }] }]),
    ...pinned.map((name) => [name, { pinned: '00' }]),
  ]),
};

/** A small shop with each ORM does the same on a plain mysqld, on an unsharded keyspace and on one of two shards. */
describe.skipIf(skip)('ORMs', () => {
  let folder: string;
  let plain: PlainServer;
  let cluster: TestCluster;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vt-orms-'));
    await mkdir(join(folder, 'plain'));
    for (const [keyspace, document] of [
      ['whole', {}],
      ['parts', vschema],
    ] as const) {
      await mkdir(join(folder, 'schema', keyspace), { recursive: true });
      await writeFile(join(folder, 'schema', keyspace, 'vschema.json'), JSON.stringify(document));
    }
    plain = await PlainServer.start(join(folder, 'plain'));
    await plain.client('create database whole');
    const keyspaces = ['--keyspace', 'whole', '--keyspace', 'parts=-80,80-'];
    cluster = await TestCluster.start({
      flags: [...keyspaces, '--schema-dir', join(folder, 'schema'), '--replicas', '0'],
    });
  });

  afterAll(async () => {
    await cluster?.stop();
    await plain?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(orms)('$name', async ({ name, prepare }) => {
    const ready = await prepare();
    if (typeof ready === 'string') return console.warn(`${name} is skipped: ${ready}`);
    const on = async (port: number, database: string) =>
      outputOn(ready, port, database, await mkdtemp(join(folder, 'work-')));
    const expected = await on(plain.port, 'whole');
    expect(expected).not.toContain('FAILED');
    expect(await on(cluster.mysqlPort, 'whole')).toBe(expected);
    expect(await on(cluster.mysqlPort, 'parts')).toBe(expected);
  });

  test.each(['whole', 'parts'])('mysqldump of %s restores to the same rows', async (keyspace) => {
    const gate = await cluster.connect(keyspace);
    await gate.query(
      'create table sa_order (id bigint primary key, v varchar(20), b blob, j json, d datetime(3), key (v))',
    );
    const rows = Array.from({ length: 200 }, (_, i) => [
      i,
      i % 7 ? `rów ${i}` : null,
      Buffer.from([0, i, 39, 92]),
      `{"n": ${i}}`,
    ]);
    await gate.query('insert into sa_order (id, v, b, j) values ?', [rows]);
    await dumpAndRestore(cluster.mysqlPort, keyspace, plain, `restored_${keyspace}`);
    const sum = 'select count(*) as n, sum(crc32(concat_ws("|", id, v, hex(b), j, d))) as c from sa_order';
    const [expected] = await gate.query(sum);
    const restored = await plain.connect(`restored_${keyspace}`);
    expect((await restored.query(sum))[0]).toEqual(expected);
  });
});

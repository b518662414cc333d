import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { partsVschema, wholeSchema, wholeVschema } from './blog-schema.ts';
import { blogs, outputOn } from './orms.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('ORMs', 'no mysql here');

/** A blog with the newest of each ORM tells the same story on a plain mysqld, on an unsharded keyspace and on two shards. */
describe.skipIf(skip)('blogs', () => {
  let folder: string;
  let plain: PlainServer;
  let cluster: TestCluster;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vt-blogs-'));
    await mkdir(join(folder, 'plain'));
    for (const [keyspace, document] of [
      ['whole', wholeVschema],
      ['parts', partsVschema],
    ] as const) {
      await mkdir(join(folder, 'schema', keyspace), { recursive: true });
      await writeFile(join(folder, 'schema', keyspace, 'vschema.json'), JSON.stringify(document));
    }
    await writeFile(join(folder, 'schema/whole/tables.sql'), wholeSchema);
    plain = await PlainServer.start(join(folder, 'plain'));
    await plain.client(`create database parts; create database whole; use whole;\n${wholeSchema}`);
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

  test.each(blogs)('$name', async ({ name, prepare }) => {
    const ready = await prepare();
    if (typeof ready === 'string') return console.warn(`${name} is skipped: ${ready}`);
    const on = async (port: number, database: string) =>
      outputOn(ready, port, database, await mkdtemp(join(folder, 'work-')));
    const whole = await on(plain.port, 'whole');
    expect(whole).toContain('exit 0');
    expect(await on(cluster.mysqlPort, 'whole')).toBe(whole);
    const parts = await on(plain.port, 'parts');
    expect(parts).toContain('exit 0');
    expect(await on(cluster.mysqlPort, 'parts')).toBe(parts);
  });
});

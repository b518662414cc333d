import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { drivers, outputOn } from './drivers.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('drivers', 'no mysql here');
const DATABASE = 'drivers';
const table = `create table dt (id bigint primary key, ti tinyint, su smallint unsigned, m mediumint, i int, bu bigint unsigned,
  f float, dbl double, de decimal(20,5), da date, t time(3), dtm datetime(6), ts timestamp null, y year, c char(5), v varchar(50),
  b binary(4), vb varbinary(50), bl longblob, tx text, e enum('a','b'), s set('x','y'), j json, bi bit(10));`;
const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: { dt: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
};

/** Each driver's program prints the same against a plain mysqld and against a gate before two shards. */
describe.skipIf(skip)('drivers', () => {
  let folder: string;
  let plain: PlainServer;
  let cluster: TestCluster;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vt-drivers-'));
    await mkdir(join(folder, 'plain'));
    await mkdir(join(folder, 'schema', DATABASE), { recursive: true });
    await writeFile(join(folder, 'schema', DATABASE, 'tables.sql'), table);
    await writeFile(join(folder, 'schema', DATABASE, 'vschema.json'), JSON.stringify(vschema));
    plain = await PlainServer.start(join(folder, 'plain'));
    await plain.client(`create database ${DATABASE}; use ${DATABASE}; ${table}`);
    const flags = ['--keyspace', `${DATABASE}=-80,80-`, '--schema-dir', join(folder, 'schema'), '--replicas', '0'];
    cluster = await TestCluster.start({ flags });
  });

  afterAll(async () => {
    await cluster?.stop();
    await plain?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(drivers)('$name', async (driver) => {
    const ready = await driver.prepare();
    if (typeof ready === 'string') return console.warn(`driver ${driver.name} is skipped: ${ready}`);
    const expected = await outputOn(ready, plain.port, DATABASE);
    if (expected.includes('could not be loaded'))
      return console.warn(`driver ${driver.name} is skipped: ${expected.split('\n')[0]}`);
    const actual = await outputOn(ready, cluster.mysqlPort, DATABASE);
    expect(actual).toBe(expected);
  });
});

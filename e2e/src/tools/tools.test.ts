import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { ResultSetHeader } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { debianClients, hasSysbench, mydumper, myloader, mysqlTool, type Server, sysbench } from './tools.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('tools', 'no mysql here');
const tables = ['sbtest1', 'sbtest2', 't'];
const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: Object.fromEntries(tables.map((name) => [name, { column_vindexes: [{ column: 'id', name: 'hash' }] }])),
};
const sum = 'select count(*) as n, sum(crc32(concat_ws("|", id, v, hex(b), j))) as c from t';
const workloads = ['point_select', 'read_only', 'read_write', 'write_only', 'insert', 'delete', 'update_index'];

/** The tools that come with servers, and Debian's, do on a gate what they do on a plain mysqld. */
describe.skipIf(skip)('tools', () => {
  let folder: string;
  let plain: PlainServer;
  let cluster: TestCluster;
  let at: (database: string) => Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vt-tools-'));
    await mkdir(join(folder, 'plain'));
    for (const [keyspace, document] of Object.entries({ whole: {}, parts: vschema })) {
      await mkdir(join(folder, 'schema', keyspace), { recursive: true });
      await writeFile(join(folder, 'schema', keyspace, 'vschema.json'), JSON.stringify(document));
    }
    plain = await PlainServer.start(join(folder, 'plain'));
    const keyspaces = ['--keyspace', 'whole', '--keyspace', 'parts=-80,80-'];
    const flags = [...keyspaces, '--schema-dir', join(folder, 'schema'), '--replicas', '0'];
    cluster = await TestCluster.start({ flags });
    at = (database) => ({ port: cluster.mysqlPort, database });
  });

  afterAll(async () => {
    await cluster?.stop();
    await plain?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  // Two transactions that wait for each other on different shards are told by no mysqld: they end by a timeout, as in Vitess.
  test.each([
    ['whole', 2],
    ['parts', 1],
  ])('sysbench runs its workloads on %s', async (keyspace, threads) => {
    const root = await debianClients();
    if (typeof root !== 'string') return console.warn(`sysbench is skipped: ${root.reason}`);
    if (!hasSysbench(root)) return console.warn('sysbench is skipped: the client programs are without it');
    expect(await sysbench(root, 'oltp_read_write', 'prepare', at(keyspace), threads)).toMatchObject({ code: 0 });
    for (const name of workloads) {
      const { code, stdout } = await sysbench(root, `oltp_${name}`, 'run', at(keyspace), threads);
      expect({ name, code, ran: /transactions:\s+20 /.test(stdout) }, stdout).toEqual({ name, code: 0, ran: true });
    }
    expect(await sysbench(root, 'oltp_read_write', 'cleanup', at(keyspace), threads)).toMatchObject({ code: 0 });
  });

  test('mysqlslap makes its schema, loads it and drops it', async () => {
    const size = ['--create-schema=whole', '--concurrency=2', '--number-of-queries=20'];
    for (const more of [
      ['--auto-generate-sql-add-autoincrement', '--engine=innodb'],
      ['--auto-generate-sql-load-type=update', '--auto-generate-sql-guid-primary', '--commit=5'],
    ]) {
      const { code, stderr } = await mysqlTool('mysqlslap', at('whole'), ['--auto-generate-sql', ...size, ...more]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });

  test.each(['whole', 'parts'])('dumps, imports and checks of %s', async (keyspace) => {
    const gate = await cluster.connect(keyspace);
    await gate.query('create table t (id bigint primary key, v varchar(20), b blob, j json, key (v))');
    // More than an application gets at once (--queryserver-config-max-result-size).
    const rows = Array.from({ length: 10_050 }, (_, i) => [
      i,
      i % 7 ? `rów ${i}` : null,
      Buffer.from([0, i, 39]),
      '[1]',
    ]);
    await gate.query('insert into t (id, v, b, j) values ?', [rows]);
    await writeFile(join(folder, 't.txt'), '20000\thundred\n20001\tmore\n');
    const imported = await mysqlTool('mysqlimport', at(keyspace), [
      '--local',
      '--columns=id,v',
      keyspace,
      join(folder, 't.txt'),
    ]);
    expect(imported).toMatchObject({
      code: 0,
      stdout: `${keyspace}.t: Records: 2  Deleted: 0  Skipped: 0  Warnings: 0\n`,
    });
    const [expected] = await gate.query(sum);
    await plain.client(`create database ${keyspace}`);
    const everything = ['--routines', '--triggers', '--events', '--set-gtid-purged=OFF', '--no-tablespaces', keyspace];
    for (const way of ['--single-transaction', '--lock-all-tables', '--lock-tables']) {
      const dump = await mysqlTool('mysqldump', at(keyspace), [way, '--hex-blob', ...everything]);
      expect({ way, code: dump.code, stderr: dump.stderr }).toEqual({ way, code: 0, stderr: '' });
      expect(await plain.client(`use ${keyspace};\n${dump.stdout}`)).toMatchObject({ code: 0 });
      expect((await (await plain.connect(keyspace)).query(sum))[0]).toEqual(expected);
    }
    const like = `${keyspace.slice(0, 3)}%`;
    const [schemas] = await gate.query(
      'select schema_name as s from information_schema.schemata where schema_name like ?',
      [like],
    );
    expect(schemas).toEqual([{ s: keyspace }]);
    // What a dump locks is free again: this waits for nobody.
    await gate.query('update t set v = v where id = 1');
    for (const [tool, args] of Object.entries({ mysqlcheck: [keyspace], mysqlshow: [keyspace, 't'] })) {
      const { code, stdout } = await mysqlTool(tool, at(keyspace), args);
      expect({ tool, code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(keyspace) });
    }
    await gate.query('drop table t');
  });

  test.each(['whole', 'parts'])('a file is loaded into %s for as long as it comes', async (keyspace) => {
    await setTimeouts(4_000);
    const gate = await cluster.connect(keyspace);
    await gate.query('create table t (id bigint primary key, v varchar(20), b blob, j json, key (v))');
    let rows = 0;
    // Longer than a transaction may last. 1 is on the first shard, which then hears nothing for as long.
    async function* file() {
      yield Buffer.from(`1\tfirst\n`);
      for (const end = performance.now() + 6_000; performance.now() < end; await setTimeout(50))
        yield Buffer.from(`4\t${++rows}\n`);
    }
    const sql = "load data local infile 'f' replace into table t (id, v)";
    const [{ info }] = await gate.query<ResultSetHeader>({ sql, infileStreamFactory: () => Readable.from(file()) });
    expect(info).toMatch(new RegExp(`^Records: ${rows + 1} `));
    expect((await gate.query('select id, v from t order by id'))[0]).toEqual([
      { id: 1, v: 'first' },
      { id: 4, v: `${rows}` },
    ]);
    await gate.query('begin');
    await gate.query("update t set v = 'lost'");
    // One that is an application's own is ended still.
    await waitFor('the transaction to be ended', async () =>
      gate.query('select 1 from t where id = 1').then(
        () => false,
        () => true,
      ),
    );
    await gate.query('rollback');
    await gate.query('drop table t');
    await setTimeouts(30_000);
  });

  async function setTimeouts(value: number): Promise<void> {
    for (const { kind, ports } of await cluster.status()) {
      if (kind !== 'vttablet') continue;
      const form = new URLSearchParams({ varname: 'TransactionTimeout', value: String(value) });
      const response = await fetch(`http://127.0.0.1:${ports?.['http']}/debug/env?${form}`, { method: 'POST' });
      expect(response.ok, await response.text()).toBe(true);
    }
  }

  test('what mydumper writes of a keyspace, myloader loads into a sharded one', async () => {
    const root = await debianClients();
    if (typeof root !== 'string') return console.warn(`mydumper is skipped: ${root.reason}`);
    const gate = await cluster.connect('whole');
    await gate.query('create table t (id bigint primary key, v varchar(20), b blob, j json, key (v))');
    await gate.query("insert into t values (1, 'a', x'00ff27', '{}'), (2, null, null, null), (3, 'ä', '', '[1]')");
    const more = Array.from({ length: 10_050 }, (_, i) => [i + 4, 'more']);
    await gate.query('insert into t (id, v) values ?', [more]);
    const dumped = await mydumper(root, at('whole'), join(folder, 'md'));
    expect(dumped, dumped.stderr).toMatchObject({ code: 0 });
    const loaded = await myloader(root, at('parts'), join(folder, 'md'));
    expect(loaded, loaded.stderr).toMatchObject({ code: 0 });
    expect((await gate.query(sum.replace('from t', 'from parts.t')))[0]).toEqual((await gate.query(sum))[0]);
    await gate.query('drop table t');
  });
});

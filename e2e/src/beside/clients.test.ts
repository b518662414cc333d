import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../harness/cluster.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { copied, MoveCluster } from '../reshard/move-cluster.ts';
import { VitessPrograms, vitessBin } from './vitess-programs.ts';

const bin = vitessBin();
const missing = (['mysql', 'etcd'] as const).find((name) => prefixOf(name) === undefined);
const noPrograms = bin === undefined ? 'VT_VITESS_BIN names no folder with programs of Vitess' : undefined;
const reason = missing ? `no ${missing} here` : (noPrograms ?? longTestsReason());
const skip = reason !== undefined && explainSkip("Vitess's client beside ours", reason);

const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: { customer: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
};

describe.skipIf(skip)("Vitess's client at our vtctld", { timeout: 300_000 }, () => {
  let cluster: MoveCluster;
  let vitess: VitessPrograms;
  let gate: Connection;
  let backups: string;

  beforeAll(async () => {
    backups = mkdtempSync(join(tmpdir(), 'vt-beside-backups-'));
    const storage = ['--backup-storage-implementation', 'file', '--file-backup-storage-root', backups];
    cluster = await MoveCluster.start({ topo: 'etcd', storage });
    vitess = new VitessPrograms(bin as string, cluster);
    await cluster.addShard('plain', '0');
    for (const shard of ['-80', '80-']) await cluster.addShard('split', shard);
    await cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(vschema), 'split');
    await cluster.startGate();
    gate = await cluster.connect('split');
    await waitFor('the shards', async () => {
      await gate.query('create table customer (id bigint primary key, email varchar(64), n int)');
      return true;
    });
    const values = Array.from({ length: 200 }, (_, i) => `(${i}, 'c${i}@example.com', ${i % 7})`);
    await gate.query(`insert into customer values ${values.join()}`);
  }, 300_000);

  afterAll(async () => {
    await vitess?.stop();
    await cluster?.stop();
    if (backups) rmSync(backups, { recursive: true, force: true });
  });

  /** What asks and changes nothing: both clients must print the same, but for what moves by itself. */
  async function same(...args: string[]): Promise<string> {
    const settled = (text: string): string =>
      text
        .replaceAll(
          /"(seconds|nanoseconds|max_v_replication_lag|max_v_replication_transaction_lag|last_throttled|time_heartbeat|time_updated)": "?-?\d+"?/g,
          '"$1": 0',
        )
        .replaceAll(/\d+(\.\d+)?(ms|s|µs) ago/g, 'ago');
    const [ours, theirs] = [await cluster.tryVtctl(...args), await vitess.client(args)];
    expect({ args, code: ours.code, text: settled(ours.stdout) }).toEqual({
      args,
      code: theirs.code,
      text: settled(theirs.stdout),
    });
    return theirs.stdout;
  }

  const column = async (keyspace: string, shard: string, sql: string): Promise<unknown[]> =>
    (await cluster.rowsOf(keyspace, shard, sql)).map((row) => Object.values(row)[0]);

  test('Materialize', async () => {
    const settings = [
      {
        target_table: 'by_n',
        source_expression: 'select n, count(*) as c from customer group by n',
        create_ddl: 'create table by_n (n int primary key, c bigint)',
      },
    ];
    const of = ['--workflow', 'mat', '--target-keyspace', 'plain'];
    await vitess.ask(
      'Materialize',
      ...of,
      'create',
      '--source-keyspace',
      'split',
      '--tablet-types',
      'PRIMARY',
      '--table-settings',
      JSON.stringify(settings),
    );
    await copied(cluster, 'plain', 'mat');
    await gate.query("insert into customer values (1000, 'x', 6)");
    await waitFor('the new row to be counted', async () => {
      const [total] = await column('plain', '0', 'select sum(c) from by_n');
      return Number(total) === 201;
    });
    await same('Materialize', ...of, 'show');
    await same('Workflow', '--keyspace', 'plain', 'list');
    await same('Workflow', '--keyspace', 'plain', 'show', '--workflow', 'mat');
    await same('Workflow', '--keyspace', 'plain', 'show', '--workflow', 'mat', '--include-logs=false');
    await same('GetWorkflows', 'plain');
    await vitess.ask('Materialize', ...of, 'stop');
    expect(await same('Workflow', '--keyspace', 'plain', 'show', '--workflow', 'mat')).toContain('"state": "Stopped"');
    await vitess.ask('Materialize', ...of, 'start');
    await vitess.ask(
      'Workflow',
      '--keyspace',
      'plain',
      'update',
      '--workflow',
      'mat',
      '--tablet-types',
      'PRIMARY,REPLICA',
    );
    await copied(cluster, 'plain', 'mat');
    const diff = ['VDiff', ...of];
    await vitess.ask(...diff, 'create');
    await waitFor('the VDiff', async () => /State:\s+completed/.test(await vitess.ask(...diff, 'show', 'last')));
    for (const format of ['json', 'text']) {
      await same(...diff, 'show', 'last', '--format', format);
      await same(...diff, 'show', 'last', '--verbose', '--format', format);
      await same(...diff, 'show', 'all', '--format', format);
    }
    await vitess.ask(...diff, 'delete', 'all');
    await same(...diff, 'show', 'all');
    await vitess.ask('Materialize', ...of, 'cancel');
    await same('Workflow', '--keyspace', 'plain', 'list');
  });

  test('LookupVindex is filled, put to use, taken out of use, and completed', async () => {
    const of = ['--name', 'by_email', '--table-keyspace', 'split'];
    const create = ['--keyspace', 'split', '--type', 'consistent_lookup_unique', '--table-owner', 'customer'];
    const table = ['--table-owner-columns', 'email', '--table-name', 'customer_email', '--table-vindex-type', 'xxhash'];
    await vitess.ask('LookupVindex', ...of, 'create', ...create, ...table, '--tablet-types', 'PRIMARY');
    await copied(cluster, 'split', 'by_email');
    await same('LookupVindex', ...of, 'show');
    await vitess.ask('LookupVindex', ...of, 'externalize', '--keyspace', 'split');
    const route = async (): Promise<string> => {
      const [rows] = await gate.query("vexplain plan select id from customer where email = 'c5@example.com'");
      return JSON.stringify(rows);
    };
    await waitFor('the vindex to be used', async () => (await route()).includes('by_email'));
    const [found] = await gate.query("select id from customer where email = 'c5@example.com'");
    expect(found).toEqual([{ id: 5 }]);
    await gate.query("insert into customer values (2000, 'new@example.com', 1)");
    const [own] = await gate.query("select id from customer where email = 'new@example.com'");
    expect(own).toEqual([{ id: 2000 }]);
    await same('GetVSchema', 'split');
    await vitess.ask('LookupVindex', ...of, 'internalize', '--keyspace', 'split');
    await same('GetVSchema', 'split');
    await vitess.ask('LookupVindex', ...of, 'externalize', '--keyspace', 'split');
    await vitess.ask('LookupVindex', ...of, 'complete', '--keyspace', 'split');
    await same('Workflow', '--keyspace', 'split', 'list');
    const [again] = await gate.query("select id from customer where email = 'new@example.com'");
    expect(again).toEqual([{ id: 2000 }]);
  });

  test('OnlineDDL', async () => {
    const apply = (sql: string, strategy: string) =>
      vitess.ask('ApplySchema', '--ddl-strategy', strategy, '--sql', sql, 'split');
    const status = async (uuid: string): Promise<string[]> => {
      const shown = JSON.parse(await vitess.ask('OnlineDDL', 'show', '--json', 'split', uuid)) as {
        migrations: { status: string }[];
      };
      return shown.migrations.map((one) => one.status);
    };
    const settled = async (uuid: string, wanted: string): Promise<void> =>
      waitFor(
        `${uuid} to be ${wanted}`,
        async () => {
          const all = await status(uuid);
          return all.length === 2 && all.every((one) => one === wanted);
        },
        120_000,
      );
    const uuid = (await apply('alter table customer add column a int', 'vitess')).trim();
    await settled(uuid, 'COMPLETE');
    for (const args of [[], ['all'], ['complete'], ['recent'], [uuid]]) {
      await same('OnlineDDL', 'show', 'split', ...args);
      await same('OnlineDDL', 'show', '--json', 'split', ...args);
    }
    await same('OnlineDDL', 'show', '--order', 'desc', '--limit', '1', 'split');
    const later = (await apply('alter table customer add column b int', 'vitess --postpone-completion')).trim();
    await waitFor('it to run', async () => (await status(later)).every((one) => one === 'RUNNING'));
    await vitess
      .ask('OnlineDDL', 'throttle', 'split', later)
      .catch(() => vitess.ask('OnlineDDL', 'throttle', 'split', 'all'));
    await vitess
      .ask('OnlineDDL', 'unthrottle', 'split', later)
      .catch(() => vitess.ask('OnlineDDL', 'unthrottle', 'split', 'all'));
    await vitess.ask('OnlineDDL', 'complete', 'split', later);
    await settled(later, 'COMPLETE');
    const cancelled = (await apply('alter table customer add column d int', 'vitess --postpone-completion')).trim();
    await waitFor('it to run', async () => (await status(cancelled)).every((one) => one === 'RUNNING'));
    await vitess.ask('OnlineDDL', 'cancel', 'split', cancelled);
    await settled(cancelled, 'CANCELLED');
    await vitess.ask('OnlineDDL', 'retry', 'split', cancelled);
    await waitFor('it to run again', async () => (await status(cancelled)).every((one) => one === 'RUNNING'));
    await vitess.ask('OnlineDDL', 'complete', 'split', cancelled);
    await settled(cancelled, 'COMPLETE');
    await vitess.ask('OnlineDDL', 'cleanup', 'split', cancelled);
    const launched = (await apply('alter table customer add column e int', 'vitess --postpone-launch')).trim();
    await waitFor('it to wait', async () => (await status(launched)).every((one) => one === 'QUEUED'));
    await vitess.ask('OnlineDDL', 'launch', 'split', launched);
    await settled(launched, 'COMPLETE');
    const columns =
      "select group_concat(column_name order by ordinal_position) from information_schema.columns where table_schema = 'vt_split' and table_name = 'customer'";
    for (const shard of ['-80', '80-']) expect(await column('split', shard, columns)).toEqual(['id,email,n,a,b,d,e']);
    const [rows] = await gate.query('select count(*) as n from customer');
    expect(rows).toEqual([{ n: 202 }]);
  });

  test('backups', async () => {
    const alias = `zone1-${cluster.uid('plain', '0')}`;
    await vitess.ask('Backup', '--allow-primary', alias);
    await same('GetBackups', 'plain/0');
    await same('GetBackups', '--json', 'plain/0');
    const name = (await vitess.ask('GetBackups', 'plain/0')).trim();
    expect(name).toMatch(/^\d{4}-\d\d-\d\d\.\d{6}\.zone1-\d{10}$/);
    await vitess.ask('RemoveBackup', 'plain/0', name);
    expect((await same('GetBackups', 'plain/0')).trim()).toBe('');
  });

  test('what tells of tablets, shards and cells', async () => {
    const alias = `zone1-${cluster.uid('plain', '0')}`;
    const commands = [
      ...[['GetTablets'], ['GetTablets', '--format', 'json'], ['GetTablet', alias], ['GetPermissions', alias]],
      ...[
        ['GetSchema', alias],
        ['GetSchema', '--table-sizes-only', alias],
        ['GetSchema', '--include-views', alias],
      ],
      ...[
        ['GetShard', 'split/-80'],
        ['GetShardReplication', 'split/-80'],
        ['FindAllShardsInKeyspace', 'split'],
      ],
      ...[
        ['GetKeyspace', 'split'],
        ['GetKeyspaces'],
        ['GetCellInfo', 'zone1'],
        ['GetCellInfoNames'],
        ['GetCellsAliases'],
      ],
      ...[['GetSrvKeyspaces', 'split'], ['GetSrvKeyspaceNames'], ['GetSrvVSchema', 'zone1'], ['GetSrvVSchemas']],
      ...[['GetRoutingRules'], ['GetShardRoutingRules'], ['GetKeyspaceRoutingRules'], ['GetMirrorRules']],
      ...[
        ['Validate'],
        ['ValidateKeyspace', 'split'],
        ['ValidateSchemaKeyspace', 'split'],
        ['ValidateVersionKeyspace', 'split'],
      ],
      ...[
        ['CheckThrottler', alias],
        ['GetThrottlerStatus', alias],
        ['DistributedTransaction', 'unresolved-list', 'split'],
      ],
      ...[
        ['ExecuteFetchAsDBA', alias, 'select 1 as a, null as b'],
        ['ExecuteFetchAsDBA', '--json', alias, 'select 1'],
      ],
      ...[
        ['ExecuteFetchAsApp', alias, "select 'x' as a"],
        ['ExecuteMultiFetchAsDBA', alias, 'select 1; select 2'],
      ],
      ...[
        ['GetTopologyPath', '/'],
        ['GetTopologyPath', '/keyspaces/split/Keyspace'],
        ['GenerateShardRanges', '4'],
      ],
      ...[
        ['ReloadSchemaShard', 'split/-80'],
        ['ReloadSchemaKeyspace', 'split'],
        ['RefreshStateByShard', 'split/-80'],
      ],
    ];
    for (const args of commands) await same(...args);
  });
});

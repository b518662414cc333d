import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serviceDefinition } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { GrpcServer } from '@vt/servenv/grpc';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { type VtctldContext, vtctldImplementation } from '@vt/vtctld';
import { describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import { FakeManagers } from './testing/fake-managers.ts';
import { golden, run, tell, wordsOf } from './testing/story.ts';
import { inProcess } from './transport.ts';

const TIMEOUT_MS = 60_000;
/** Path of a Vitess v24's own vtctldclient; where it is given, it must print of our vtctld what ours prints. */
const THEIRS = process.env['VT_VITESS_VTCTLDCLIENT'];

/** What changes nothing, and so prints the same when it is asked again. */
const reading = [
  'GetTablets',
  'GetTablets --format json',
  'GetTablets --keyspace customer --shard -80',
  'GetTablets --tablet-type replica',
  'GetTablets --tablet-alias zone1-200',
  'GetTablet zone1-201',
  'PingTablet zone1-200',
  'RunHealthCheck zone1-200',
  'GetFullStatus zone1-200',
  'GetFullStatus zone1-201',
  'GetPermissions zone1-200',
  'GetSchema zone1-200',
  'GetSchema --tables customer zone1-200',
  'GetSchema --table-names-only zone1-200',
  'GetSchema --table-sizes-only zone1-200',
  'GetShard customer/-80',
  'GetShardReplication customer/-80',
  'ShardReplicationPositions customer/-80',
  'CheckThrottler zone1-200',
  'Validate',
  'ValidateKeyspace customer',
  'ValidateShard customer/-80',
  'ValidateSchemaKeyspace customer',
  'ValidateSchemaShard customer/80-',
  'ValidatePermissionsShard customer/80-',
  'ValidateVersionShard customer/80-',
  'Workflow --keyspace customer list',
  'GetWorkflows customer',
  'ExecuteFetchAsDBA zone1-200 select\u00a01',
  'ExecuteFetchAsDBA --json zone1-200 select\u00a01',
  'ExecuteFetchAsApp zone1-200 select\u00a01',
  'ExecuteMultiFetchAsDBA zone1-200 select\u00a01;select\u00a02',
  'ExecuteHook zone1-200 check.sh',
  'RefreshState zone1-200',
  'RefreshStateByShard customer/80-',
  'ReloadSchema zone1-200',
  'ReloadSchemaShard customer/80-',
  'SetWritable zone1-200 true',
  'StartReplication zone1-201',
  'StopReplication zone1-201',
  'ChangeTabletType --dry-run zone1-201 rdonly',
];

/** What fails, with what our client says of it. */
const failing = [
  'PingTablet zone1-209',
  'GetTablet zone1-999',
  'ChangeTabletType zone1-200 rdonly',
  'Validate --ping-tablets',
  'ValidateSchemaShard customer/-80',
  'DeleteTablets zone1-200',
];

/** Two shards, of which one has a tablet that does not answer. */
async function twoShards(): Promise<VtctldContext> {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  const fetch = async () => Response.json({ BuildVersion: '24.0.0' });
  const context = { topo, tablets: new FakeManagers(), log: silentLogger, remoteTimeoutMs: TIMEOUT_MS, fetch };
  const client = new Client(await inProcess(context), TIMEOUT_MS, false);
  await run(client, 'AddCellInfo --root /zone1 --server-address zone1 zone1');
  await run(client, 'CreateKeyspace --durability-policy semi_sync customer');
  for (const [shard, uids] of [
    ['-80', [200, 201, 209]],
    ['80-', [300, 301]],
  ] as const) {
    await run(client, `CreateShard customer/${shard}`);
    for (const uid of uids) await addTablet(topo, shard, uid);
  }
  return context;
}

const TERM = { seconds: 1_795_803_000n, nanoseconds: 0 };

async function addTablet(topo: TopoServer, shard: string, uid: number): Promise<void> {
  const isPrimary = uid % 10 === 0;
  const alias = { cell: 'zone1', uid };
  await topo.tablets.create({
    alias,
    hostname: `host${uid}`,
    port_map: { grpc: 16_000 + uid, vt: 15_000 + uid },
    keyspace: 'customer',
    shard,
    type: isPrimary ? 'PRIMARY' : 'REPLICA',
    mysql_hostname: `host${uid}`,
    mysql_port: 3306,
    ...(isPrimary && { primary_term_start_time: TERM }),
  });
  await topo.shardReplications.add('customer', shard, alias);
  if (!isPrimary) return;
  await topo.shards.updateFields('customer', shard, (record) => {
    record.primary_alias = alias;
    record.primary_term_start_time = TERM;
  });
}

describe('a story with tablets', () => {
  test('as it is printed', async () => {
    const client = new Client(await inProcess(await twoShards()), TIMEOUT_MS, false);
    golden('output-tablets.txt', await tell(client, [...reading, ...failing]));
    await client.close();
  });

  test.skipIf(THEIRS === undefined)(
    "Vitess's own client prints the same of our vtctld",
    async () => {
      const context = await twoShards();
      const client = new Client(await inProcess(context), TIMEOUT_MS, false);
      const server = new GrpcServer();
      server.addService(serviceDefinition('vtctlservice.Vtctld'), vtctldImplementation(context));
      const port = await server.listen(0, '127.0.0.1');
      const different: object[] = [];
      for (const typed of [...reading, ...failing]) {
        const lines: string[] = [];
        await run(client, typed, lines).catch(() => {});
        const ours = lines.join('\n').trim();
        const argv = ['--server', `127.0.0.1:${port}`, ...wordsOf(typed)];
        const { stdout } = await promisify(execFile)(THEIRS ?? '', argv).catch((error: { stdout: string }) => error);
        if (stdout.trim() !== ours) different.push({ typed, theirs: stdout.trim(), ours });
      }
      await server.close(0);
      await client.close();
      expect(different).toEqual([]);
    },
    180_000,
  );
});

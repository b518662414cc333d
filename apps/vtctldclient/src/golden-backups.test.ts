import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStorage } from '@vt/backupstorage';
import type { RequestInput, Response } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, type Tablet, TopoServer } from '@vt/topo';
import type { TabletManagers, VtctldContext } from '@vt/vtctld';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Client } from './client.ts';
import { FakeManagers, wired } from './testing/fake-managers.ts';
import { golden, run, tell } from './testing/story.ts';
import { inProcess } from './transport.ts';

type Manager = 'tabletmanagerservice.TabletManager';
type Method = Parameters<TabletManagers['call']>[1];
type StreamMethod = Parameters<TabletManagers['stream']>[1];

const TIMEOUT_MS = 60_000;
const NOW_S = 1_795_803_060;
const at = (secondsAgo: number) => ({ seconds: BigInt(NOW_S - secondsAgo), nanoseconds: 500 });

const workflow = {
  workflow: 'commerce2customer',
  cells: 'zone1',
  tablet_types: ['REPLICA', 'PRIMARY'],
  tablet_selection_preference: 'INORDER',
  db_name: 'vt_customer',
  tags: 'night',
  workflow_type: 'MoveTables',
  workflow_sub_type: 'None',
  options: '{"tenant_id": "", "shards": ["0"]}',
  streams: [
    {
      id: 1,
      bls: {
        keyspace: 'commerce',
        shard: '0',
        filter: { rules: [{ match: 'customer', filter: 'select * from customer' }] },
      },
      pos: 'MySQL56/3e11fa47-71ca-11e1-9e33-c80aa9429562:1-40',
      max_tps: 9_223_372_036_854_775_807n,
      max_replication_lag: 9_223_372_036_854_775_807n,
      time_updated: at(1),
      transaction_timestamp: at(3),
      time_heartbeat: at(1),
      state: 'Running',
      message: '',
      rows_copied: 12n,
    },
  ],
};

const event = (value: string, level: string) => ({ event: { time: at(60), level, file: '', line: 0n, value } });

/** Tablets of which one is the target of a workflow, and all can be backed up. */
class Tablets extends FakeManagers {
  override async call<M extends Method>(
    tablet: Tablet,
    method: M,
    request: RequestInput<Manager, M>,
  ): Promise<Response<Manager, M>> {
    if (method === 'ReadVReplicationWorkflows') {
      const { include_workflows: names = [] } = request as RequestInput<Manager, 'ReadVReplicationWorkflows'>;
      const isWanted = tablet.keyspace === 'customer' && (names.length === 0 || names.includes(workflow.workflow));
      return wired(method, { workflows: isWanted ? [workflow] : [] });
    }
    if (method === 'ExecuteFetchAsDba') return wired(method, { result: {} });
    return await super.call(tablet, method, request);
  }

  override async *stream<M extends StreamMethod>(tablet: Tablet, method: M): AsyncGenerator<Response<Manager, M>> {
    const place = 'customer/0/2026-11-27.203000.zone1-0000000201';
    if (tablet.type === 'PRIMARY') throw new Error('type PRIMARY cannot take backup');
    yield wired(method as never, event(`${method} of ${place}`, 'INFO')) as Response<Manager, M>;
    yield wired(method as never, event(`a \\ and a "quote"\nof ${place}`, 'WARNING')) as Response<Manager, M>;
  }
}

let dir = '';
let client: Client;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW_S * 1000 });
  dir = mkdtempSync(join(tmpdir(), 'vt-golden-'));
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  const backups = new FileStorage(dir);
  const context: VtctldContext = {
    topo,
    tablets: new Tablets(),
    log: silentLogger,
    remoteTimeoutMs: TIMEOUT_MS,
    backups,
  };
  client = new Client(await inProcess(context), TIMEOUT_MS, false);
  await run(client, 'AddCellInfo --root /zone1 --server-address zone1 zone1');
  await run(client, 'CreateKeyspace customer');
  await run(client, 'CreateShard customer/0');
  await run(client, 'CreateKeyspace commerce');
  await run(client, 'CreateShard commerce/0');
  for (const uid of [100, 200, 201]) {
    const alias = { cell: 'zone1', uid };
    const type = uid % 100 === 0 ? 'PRIMARY' : 'REPLICA';
    const keyspace = uid < 200 ? 'commerce' : 'customer';
    await topo.tablets.create({ alias, hostname: `host${uid}`, keyspace, shard: '0', type });
    await topo.shardReplications.add(keyspace, '0', alias);
    if (type === 'PRIMARY') {
      await topo.shards.updateFields(keyspace, '0', (record) => {
        record.primary_alias = alias;
      });
    }
  }
});

afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What three backups have left in the storage: a whole one, one that nobody can read, and one that never ended. */
function leaveBackups(): void {
  const manifest = {
    BackupMethod: 'builtin',
    Position: 'MySQL56/3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5',
    FileEntries: [],
  };
  for (const [name, text] of [
    ['2026-11-25.203000.zone1-0000000201', JSON.stringify(manifest)],
    ['2026-11-26.203000.zone1-0000000201', 'nonsense'],
    ['2026-11-27.203000.zone1-0000000202', undefined],
  ] as const) {
    const folder = join(dir, 'customer', '0', name);
    mkdirSync(folder, { recursive: true });
    if (text !== undefined) writeFileSync(join(folder, 'MANIFEST'), text);
  }
}

test('backups, as they are printed', async () => {
  const before = await tell(client, ['GetBackups customer/0']);
  leaveBackups();
  const story = [
    'GetBackups customer/0',
    'GetBackups --limit 1 customer/0',
    'GetBackups --json customer/0',
    'Backup zone1-201',
    'Backup zone1-200',
    'BackupShard customer/0',
    'RestoreFromBackup --dry-run zone1-201',
    'RemoveBackup customer/0 2026-11-26.203000.zone1-0000000201',
    'GetBackups customer/0',
  ];
  golden('output-backups.txt', before + (await tell(client, story)));
});

test('workflows, as they are printed', async () => {
  const story = [
    'Workflow --keyspace customer list',
    'Workflow --keyspace customer show --workflow commerce2customer',
    'Workflow --keyspace customer show --workflow other',
    'Workflow --keyspace commerce list',
    'MoveTables --workflow commerce2customer --target-keyspace customer status --format json',
    'MoveTables --workflow commerce2customer --target-keyspace customer status',
  ];
  const text = await tell(client, story);
  expect(text).not.toContain('UNIMPLEMENTED');
  golden('output-workflows.txt', text);
});

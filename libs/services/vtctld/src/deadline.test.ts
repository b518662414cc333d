import { createServer, type Socket } from 'node:net';
import { serviceDefinition } from '@vt/proto';
import { TabletManagers } from '@vt/reparent';
import { GrpcChannel, silentLogger } from '@vt/servenv';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callInternal, streamInternal } from './service.ts';

const REMOTE_MS = 300;
/** Some ask several times, or wait for a lock first; none of it is minutes. */
const LIMIT_MS = 30_000;

const sockets = new Set<Socket>();
/** Takes connections and never says a word. */
const silent = createServer((socket) => void sockets.add(socket));
let topo: TopoServer;
let tablets: TabletManagers;

beforeAll(async () => {
  const port = await new Promise<number>((resolve) => {
    silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port));
  });
  const memory = new Map<string, MemoryServer>();
  topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  await topo.cells.create('z', { server_address: 'z', root: '/z' });
  for (const keyspace of ['ks', 'other']) {
    await topo.keyspaces.create(keyspace, { durability_policy: 'none' });
    await topo.keyspaces.saveVSchema(keyspace, {});
  }
  for (const [keyspace, shard, uid] of [
    ['ks', '0', 1],
    ['ks', '0', 2],
    ['other', '0', 3],
  ] as const) {
    await topo.shards.getOrCreate(keyspace, shard);
    const type = uid === 2 ? 'REPLICA' : 'PRIMARY';
    const alias = { cell: 'z', uid };
    await topo.tablets.create({ alias, keyspace, shard, type, hostname: '127.0.0.1', port_map: { grpc: port } });
    if (type === 'PRIMARY')
      await topo.shards.updateFields(keyspace, shard, (record) => {
        record.primary_alias = alias;
      });
  }
  tablets = new TabletManagers((target) => new GrpcChannel({ target }));
});

afterAll(async () => {
  tablets.close();
  for (const socket of sockets) socket.destroy();
  silent.close();
  await topo.close();
});

const ID = '11111111_2222_3333_4444_555555555555';
const second = { seconds: 1n, nanos: 0 };

/** A request with whatever its method may want; fields that it has not are not looked at. */
const request = (method: string) => ({
  alias: 'a',
  arg: '',
  backup_time: null,
  caller_id: null,
  cell: 'z',
  cells: ['z'],
  concurrency: 1,
  config: {},
  db_type: 'REPLICA',
  ddl_strategy: 'direct',
  dtid: 'ks:0:1',
  event: {},
  exclude_tables: [],
  expected_primary: null,
  from_keyspace: 'other',
  ignore_replicas: [],
  include_views: false,
  incremental_from_pos: '',
  init_sql: null,
  keyspace: 'ks',
  limit: 0n,
  max_rows: 10n,
  migration_context: '',
  name: method.includes('Cell') ? 'z' : 'w',
  names: ['w'],
  new_primary: null,
  new_type: 'RDONLY',
  order: 'ASCENDING',
  participants: [],
  path: '/',
  pos: '',
  primary_elect_tablet_alias: { cell: 'z', uid: 1 },
  query: Buffer.from('select 1'),
  recent: null,
  request_id: 'r',
  settings: {},
  shard: '0',
  shards: [],
  skip: 0n,
  source_keyspace: 'other',
  source_shard: '0',
  source_shards: ['0'],
  source_tablet_alias: { cell: 'z', uid: 1 },
  destination_keyspace: 'other',
  destination_shard: '0',
  sql: ['create table t (id bigint)'],
  status: 'UNKNOWN',
  tables: ['t'],
  tablet: { cell: 'z', uid: 2 },
  tablet_alias: { cell: 'z', uid: 2 },
  tablet_aliases: [],
  tablet_types: [],
  target_keyspace: 'ks',
  target_shards: ['0'],
  timeout: second,
  uuid: method.includes('SchemaMigration') ? ID : '',
  uuid_list: [],
  version: 1,
  wait_replicas_timeout: second,
  wait_time: second,
  workflow: 'w',
});

const methods = Object.entries(serviceDefinition('vtctlservice.Vtctld'));

test('no method outlives the limit of its calls to tablets that never answer, and those that must ask one fail', async () => {
  const context = { topo, tablets, log: silentLogger, remoteTimeoutMs: REMOTE_MS };
  const end = new AbortController();
  const outcomes = new Map<string, string>();
  const run = async (name: string, isStream: boolean): Promise<void> => {
    try {
      if (!isStream) await callInternal(name, request(name), context, end.signal);
      else for await (const _ of streamInternal(name, request(name), context, end.signal));
      outcomes.set(name, 'answered');
    } catch (error) {
      outcomes.set(name, String(error));
    }
  };
  // What deletes comes last.
  const last = /^(Delete|Remove)/;
  const waves = [methods.filter(([name]) => !last.test(name)), methods.filter(([name]) => last.test(name))];
  const began = Date.now();
  for (const wave of waves) {
    const all = Promise.all(wave.map(([name, { responseStream }]) => run(name, responseStream)));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, LIMIT_MS))]);
    expect(
      wave.map(([name]) => name).filter((name) => !outcomes.has(name)),
      `after ${Date.now() - began} ms`,
    ).toEqual([]);
  }
  end.abort();
  for (const name of ['GetSchemaMigrations', 'CancelSchemaMigration', 'PingTablet', 'GetSchema', 'GetFullStatus']) {
    expect(outcomes.get(name), name).toMatch(/tablet z-000000000\d: .*[Dd]eadline|DEADLINE/);
  }
}, 90_000);

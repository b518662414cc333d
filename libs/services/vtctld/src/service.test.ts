import { create, serviceDefinition } from '@vt/proto';
import { Stats, silentLogger } from '@vt/servenv';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { afterEach, describe, expect, test } from 'vitest';
import type { Context } from './context.ts';
import { TabletManagers } from './index.ts';
import { backupShard } from './rpc/backups.ts';
import { handlers, streamHandlers } from './rpc/index.ts';
import { callInternal, vtctldImplementation } from './service.ts';
import { reparentStats } from './stats.ts';

const never = new AbortController().signal;
type Alias = { cell: string; uid: number };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function open(): Promise<Context> {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  const tablets = new TabletManagers(() => {
    throw new Error('there are no tablets here');
  });
  closers.push(() => topo.close());
  await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
  return { topo, tablets, log: silentLogger, remoteTimeoutMs: 10_000 };
}

describe('every method of the service', () => {
  const methods = Object.keys(serviceDefinition('vtctlservice.Vtctld'));

  test('is in the implementation, and each handler is of a method', async () => {
    expect(Object.keys(vtctldImplementation(await open())).sort()).toEqual([...methods].sort());
    expect(Object.keys(handlers).filter((name) => !methods.includes(name))).toEqual([]);
  });

  test('has a handler, or answers UNIMPLEMENTED with its name', async () => {
    const context = await open();
    for (const name of methods.filter((method) => !(method in handlers) && !(method in streamHandlers))) {
      await expect(callInternal(name, {}, context, never)).rejects.toMatchObject({
        code: 'UNIMPLEMENTED',
        message: expect.stringContaining(name),
      });
    }
  });
});

test('a hundred calls on one keyspace at once lose nothing of each other', async () => {
  const context = await open();
  const call = (name: string, request: unknown) => callInternal(name, request, context, never);
  await call('CreateKeyspace', create('vtctldata.CreateKeyspaceRequest', { name: 'ks' }));
  const shards = Array.from({ length: 16 }, (_, i) => {
    const bound = (n: number) => (n === 0 || n === 16 ? '' : (n * 16).toString(16).padStart(2, '0'));
    return `${bound(i)}-${bound(i + 1)}`;
  });
  await Promise.all(
    shards.map((shard_name) =>
      call('CreateShard', create('vtctldata.CreateShardRequest', { keyspace: 'ks', shard_name })),
    ),
  );
  const jobs = Array.from({ length: 100 }, (_, i) => {
    const shard = shards[i % 16] as string;
    const kind = i % 4;
    if (kind === 0) {
      const source = { keyspace: 'ks', shard, uid: i, source_keyspace: 'old', source_shard: '0' };
      return call('SourceShardAdd', create('vtctldata.SourceShardAddRequest', source));
    }
    if (kind === 1) {
      const control = { keyspace: 'ks', shard, tablet_type: 'RDONLY' as const, denied_tables: [`t${i}`] };
      return call('SetShardTabletControl', create('vtctldata.SetShardTabletControlRequest', control));
    }
    if (kind === 2)
      return call(
        'RebuildKeyspaceGraph',
        create('vtctldata.RebuildKeyspaceGraphRequest', { keyspace: 'ks', allow_partial: true }),
      );
    return call(
      'SetKeyspaceDurabilityPolicy',
      create('vtctldata.SetKeyspaceDurabilityPolicyRequest', { keyspace: 'ks', durability_policy: 'semi_sync' }),
    );
  });
  await Promise.all(jobs);
  const all = await context.topo.shards.all('ks');
  expect(all.map(({ name }) => name).sort()).toEqual([...shards].sort());
  expect(all.flatMap(({ value }) => value.source_shards.map(({ uid }) => uid)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 25 }, (_, i) => i * 4),
  );
  expect(all.flatMap(({ value }) => value.tablet_controls.flatMap((c) => c.denied_tables)).length).toBe(25);
});

test('a keyspace with a shard goes at once although others wait for the shard’s lock, and not while one has it', async () => {
  const context = await open();
  const call = (name: string, request: unknown) => callInternal(name, request, context, never);
  await call('CreateKeyspace', create('vtctldata.CreateKeyspaceRequest', { name: 'ks' }));
  await call('CreateShard', create('vtctldata.CreateShardRequest', { keyspace: 'ks', shard_name: '-' }));
  const held = await context.topo.shards.lock('ks', '-', 'a repair');
  const request = create('vtctldata.DeleteKeyspaceRequest', { keyspace: 'ks', recursive: true });
  const deleted = call('DeleteKeyspace', request);
  const repaired = context.topo.shards.lock('ks', '-', 'another repair').then((lock) => lock.unlock());
  expect((await context.topo.shards.get('ks', '-')).name).toBe('-');
  await held.unlock();
  await Promise.all([deleted, repaired]);
  expect(await context.topo.keyspaces.names()).toEqual([]);
});

test('a query service that was switched off is switched on by the same command without the flag; tables do not touch it', async () => {
  const context = await open();
  await context.topo.cells.create('z', { server_address: 'z', root: '/z' });
  await context.topo.keyspaces.create('ks', {});
  await context.topo.shards.getOrCreate('ks', '0');
  const set = async (fields: { disable_query_service?: boolean; denied_tables?: string[]; remove?: boolean }) => {
    const of = { keyspace: 'ks', shard: '0', tablet_type: 'RDONLY' as const, ...fields };
    await callInternal('SetShardTabletControl', create('vtctldata.SetShardTabletControlRequest', of), context, never);
  };
  const rebuild = async () => {
    const request = create('vtctldata.RebuildKeyspaceGraphRequest', { keyspace: 'ks' });
    await callInternal('RebuildKeyspaceGraph', request, context, never);
  };
  await rebuild();
  await set({ disable_query_service: true });
  await expect(rebuild()).rejects.toThrow('the query service of ks/0 (RDONLY, cell z) is switched off');
  await set({ denied_tables: ['t'] });
  await set({ denied_tables: ['t'], remove: true });
  await expect(rebuild()).rejects.toThrow('is switched off');
  await set({ disable_query_service: false });
  await rebuild();
});

test('ALTER VSCHEMA statements at once all stay, also for the gates', async () => {
  const context = await open();
  await context.topo.keyspaces.create('ks', {});
  const tables = Array.from({ length: 8 }, (_, i) => `t${i}`);
  const alter = (table: string) => {
    const request = { keyspace: 'ks', sql: `alter vschema add table ${table}` };
    return callInternal('ApplyVSchema', create('vtctldata.ApplyVSchemaRequest', request), context, never);
  };
  await Promise.all(tables.map(alter));
  const { keyspaces } = await context.topo.serving.vschema('zone1');
  expect(Object.keys(keyspaces['ks']?.tables ?? {}).sort()).toEqual(tables);
});

describe('a command that names a cell that is not there changes nothing', () => {
  const rules = { rules: [{ from_table: 'a', to_tables: ['ks.a'] }] };
  const elsewhere = { rules: [{ from_keyspace: 'ks', to_keyspace: 'other', shard: '0' }] };
  test.each([
    ['ApplyVSchema', { keyspace: 'ks', v_schema: { tables: { a: {} } } }, 'cells'],
    ['ApplyRoutingRules', { routing_rules: rules }, 'rebuild_cells'],
    ['ApplyShardRoutingRules', { shard_routing_rules: elsewhere }, 'rebuild_cells'],
    [
      'ApplyKeyspaceRoutingRules',
      { keyspace_routing_rules: { rules: [{ from_keyspace: 'ks', to_keyspace: 'other' }] } },
      'rebuild_cells',
    ],
    ['RebuildVSchemaGraph', {}, 'cells'],
    ['RebuildKeyspaceGraph', { keyspace: 'ks' }, 'cells'],
    ['SetShardTabletControl', { keyspace: 'ks', shard: '0', tablet_type: 'REPLICA', denied_tables: ['a'] }, 'cells'],
  ] as const)('%s; an alias stands for its cells', async (method, request, field) => {
    const context = await open();
    await context.topo.keyspaces.create('ks', {});
    await context.topo.shards.getOrCreate('ks', '0');
    await context.topo.cells.createAlias('region', ['zone1']);
    const versions = async () => {
      const conn = await context.topo.cellConn('global', { signal: never });
      const there = await context.topo.cellConn('zone1', { signal: never });
      const [own, served] = await Promise.all([conn.list(''), there.list('').catch(() => [])]);
      return [...own, ...served].map(({ path, version }) => `${path} ${String(version)}`);
    };
    const before = await versions();
    const call = (cell: string) => {
      const message = create(`vtctldata.${method}Request`, { ...request, [field]: ['zone1', cell] } as never);
      return callInternal(method, message, context, never);
    };
    await expect(call('nowhere')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('nowhere'),
    });
    expect(await versions()).toEqual(before);
    await call('region');
    expect(await versions()).not.toEqual(before);
  });
});

test('two rules of one keyspace are refused, and the rules stay what they were', async () => {
  const context = await open();
  const apply = async (...targets: string[]) => {
    const rules = targets.map((to_keyspace) => ({ from_keyspace: 'a', to_keyspace }));
    const request = create('vtctldata.ApplyKeyspaceRoutingRulesRequest', { keyspace_routing_rules: { rules } });
    await callInternal('ApplyKeyspaceRoutingRules', request, context, never);
  };
  await apply('b');
  await expect(apply('c', 'd')).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('duplicate rule for keyspace a'),
  });
  expect((await context.topo.rules.keyspaceRouting.get()).rules).toMatchObject([
    { from_keyspace: 'a', to_keyspace: 'b' },
  ]);
});

test('a serving graph that the shards do not allow is FAILED_PRECONDITION', async () => {
  const context = await open();
  await context.topo.keyspaces.create('ks', {});
  await context.topo.shards.create('ks', '-80');
  const request = create('vtctldata.RebuildKeyspaceGraphRequest', { keyspace: 'ks' });
  await expect(callInternal('RebuildKeyspaceGraph', request, context, never)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    message: expect.stringContaining('no shard serves the keys behind shard -80'),
  });
});

test('where another tool moves primaries nobody moves one here', async () => {
  const context: Context = { ...(await open()), isReparentedElsewhere: true };
  const shard = { keyspace: 'ks', shard: '0' };
  const requests = {
    PlannedReparentShard: create('vtctldata.PlannedReparentShardRequest', shard),
    EmergencyReparentShard: create('vtctldata.EmergencyReparentShardRequest', shard),
    InitShardPrimary: create('vtctldata.InitShardPrimaryRequest', shard),
    ReparentTablet: create('vtctldata.ReparentTabletRequest', { tablet: { cell: 'zone1', uid: 100 } }),
  };
  for (const [method, request] of Object.entries(requests)) {
    await expect(callInternal(method, request, context, never)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('--disable-active-reparents'),
    });
  }
});

test('each reparent is counted by how it ended, and timed', async () => {
  const stats = new Stats('vtctld');
  const context: Context = { ...(await open()), onReparent: reparentStats(stats) };
  await context.topo.keyspaces.create('ks', {});
  await context.topo.shards.getOrCreate('ks', '0');
  const request = create('vtctldata.PlannedReparentShardRequest', { keyspace: 'ks', shard: '0' });
  await expect(callInternal('PlannedReparentShard', request, context, never)).rejects.toThrow('ks/0');
  expect(stats.vars()).toMatchObject({
    PlannedReparentCounts: { 'ks.0.failure': 1 },
    ReparentShardOperationTimings: { TotalCount: 1, Histograms: { PlannedReparentShard: { Count: 1 } } },
  });
});

describe('what is asked of a shard that is not there is refused', () => {
  const missing = { code: 'NOT_FOUND', message: expect.stringContaining('keyspaces/ks/shards/9/Shard') };

  async function openShard(): Promise<Context> {
    const context = await open();
    await context.topo.keyspaces.create('ks', {});
    await context.topo.shards.getOrCreate('ks', '0');
    return context;
  }

  test.each([
    [
      'GetShardReplication',
      (shard: string) => create('vtctldata.GetShardReplicationRequest', { keyspace: 'ks', shard }),
    ],
    ['GetTablets', (shard: string) => create('vtctldata.GetTabletsRequest', { keyspace: 'ks', shard })],
    ['ReloadSchemaShard', (shard: string) => create('vtctldata.ReloadSchemaShardRequest', { keyspace: 'ks', shard })],
    [
      'ValidateVersionShard',
      (shard: string) => create('vtctldata.ValidateVersionShardRequest', { keyspace: 'ks', shard }),
    ],
    [
      'ValidateSchemaKeyspace',
      (shard: string) => create('vtctldata.ValidateSchemaKeyspaceRequest', { keyspace: 'ks', shards: [shard] }),
    ],
    [
      'ValidateVSchema',
      (shard: string) => create('vtctldata.ValidateVSchemaRequest', { keyspace: 'ks', shards: [shard] }),
    ],
    [
      'ValidatePermissionsKeyspace',
      (shard: string) => create('vtctldata.ValidatePermissionsKeyspaceRequest', { keyspace: 'ks', shards: [shard] }),
    ],
  ])('%s', async (name, request) => {
    const context = await openShard();
    await expect(callInternal(name, request('9'), context, never)).rejects.toMatchObject(missing);
    await expect(callInternal(name, request('0'), context, never)).resolves.toBeDefined();
  });

  test('BackupShard', async () => {
    const context = await openShard();
    const of = (shard: string) => create('vtctldata.BackupShardRequest', { keyspace: 'ks', shard });
    const first = (shard: string) => backupShard(of(shard), context, never)[Symbol.asyncIterator]().next();
    await expect(first('9')).rejects.toThrow("node doesn't exist: keyspaces/ks/shards/9/Shard");
    await expect(first('0')).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });
});

test('a path of the topology begins with a slash', async () => {
  const request = create('vtctldata.GetTopologyPathRequest', { path: 'zone1' });
  const call = callInternal('GetTopologyPath', request, await open(), never);
  await expect(call).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: 'invalid path: zone1' });
});

test('a shard whose primary is deleted has none', async () => {
  const context = await open();
  const { topo } = context;
  const call = (name: string, request: unknown) => callInternal(name, request, context, never);
  await call('CreateKeyspace', create('vtctldata.CreateKeyspaceRequest', { name: 'ks' }));
  await call('CreateShard', create('vtctldata.CreateShardRequest', { keyspace: 'ks', shard_name: '0' }));
  const [alias, other] = [100, 101].map((uid) => ({ cell: 'zone1', uid }));
  await topo.tablets.create({ alias, keyspace: 'ks', shard: '0', type: 'PRIMARY' });
  await topo.tablets.create({ alias: other, keyspace: 'ks', shard: '0', type: 'PRIMARY' });
  await topo.shards.updateFields('ks', '0', (record) => void (record.primary_alias = alias ?? null), {});
  const remove = (tablet_alias: typeof alias, allow_primary: boolean) =>
    call('DeleteTablets', { tablet_aliases: [tablet_alias], allow_primary });
  await expect(remove(alias, false)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  await remove(other, true);
  expect((await topo.shards.get('ks', '0', {})).value.primary_alias).toEqual(alias);
  await remove(alias, true);
  expect((await topo.shards.get('ks', '0', {})).value.primary_alias).toBeNull();
});

test('a tablet whose type is changed, or that replicates again, acknowledges as the durability policy has it', async () => {
  const sent: unknown[] = [];
  const tablets = {
    call: (_tablet: unknown, method: string, { semiSync }: { semiSync?: boolean }) =>
      Promise.resolve(sent.push([method, semiSync])),
  } as unknown as Context['tablets'];
  const context: Context = { ...(await open()), tablets };
  const { topo } = context;
  await topo.keyspaces.create('ks', { durability_policy: 'semi_sync' });
  await topo.shards.getOrCreate('ks', '0');
  const [alias, primary_alias] = [101, 100].map((uid) => ({ cell: 'zone1', uid })) as [Alias, Alias];
  await topo.tablets.create({ alias, keyspace: 'ks', shard: '0', type: 'REPLICA' });
  const call = (name: string, request: unknown) => callInternal(name, request, context, never);
  const change = (db_type: 'RDONLY' | 'REPLICA') =>
    call('ChangeTabletType', create('vtctldata.ChangeTabletTypeRequest', { tablet_alias: alias, db_type }));
  await change('REPLICA');
  await topo.tablets.create({ alias: primary_alias, keyspace: 'ks', shard: '0', type: 'PRIMARY' });
  await topo.shards.updateFields('ks', '0', (record) => void (record.primary_alias = primary_alias), {});
  await change('REPLICA');
  await change('RDONLY');
  await call('StartReplication', create('vtctldata.StartReplicationRequest', { tablet_alias: alias }));
  expect(sent).toEqual([
    ['ChangeType', false],
    ['ChangeType', true],
    ['ChangeType', false],
    ['StartReplication', true],
  ]);
});

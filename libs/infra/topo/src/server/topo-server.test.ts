import { describe, expect, test, vi } from 'vitest';
import { MemoryServer } from '../kv/memory-kv.ts';
import type { TabletChange } from '../records/watches.ts';
import { rebuildSrvKeyspace } from './rebuild-srv-keyspace.ts';
import { rebuildSrvVSchema } from './rebuild-srv-vschema.ts';
import { ServingCache } from './serving-cache.ts';
import { TopoServer } from './topo-server.ts';

type World = { readonly memory: Map<string, MemoryServer>; readonly topo: TopoServer };

async function world(): Promise<World> {
  const memory = new Map<string, MemoryServer>([['global', new MemoryServer()]]);
  const topo = TopoServer.open({
    implementation: 'memory',
    globalServerAddress: 'global',
    globalRoot: '/vitess/global',
    memory,
    conn: { callTimeoutMs: 300 },
  });
  await topo.cells.create('zone1', { server_address: 'one', root: '/vitess/zone1' });
  await topo.cells.create('zone2', { server_address: 'two', root: '/vitess/zone2' });
  return { memory, topo };
}

const tablet = (cell: string, uid: number, shard = '-80') =>
  ({ alias: { cell, uid }, keyspace: 'ks', shard, hostname: `host${uid}`, type: 'REPLICA' }) as const;

describe('records', () => {
  test('cells and their aliases', async () => {
    const { topo } = await world();
    expect(await topo.cells.names()).toEqual(['zone1', 'zone2']);
    await topo.cells.createAlias('region', ['zone1']);
    await expect(topo.cells.createAlias('other', ['zone1'])).rejects.toMatchObject({ kind: 'Invalid' });
    await topo.cells.updateAlias('region', ['zone1', 'zone2']);
    expect(await topo.cells.expand(['zone2', 'region'])).toEqual(['zone2', 'zone1']);
    await expect(topo.cells.expand(['nowhere'])).rejects.toMatchObject({ kind: 'NoNode' });
    await topo.cells.deleteAlias('region');
    expect([...(await topo.cells.aliases()).keys()]).toEqual([]);
    await topo.close();
  });

  test('names cannot lead to other records', async () => {
    const { topo } = await world();
    for (const name of ['', '..', 'a/b', 'a b']) {
      await expect((async () => topo.keyspaces.create(name))()).rejects.toMatchObject({ kind: 'Invalid' });
    }
    await topo.close();
  });

  test('a shard that overlaps another does not serve', async () => {
    const { topo } = await world();
    await expect(topo.shards.names('ks')).rejects.toMatchObject({ kind: 'NoNode' });
    await topo.keyspaces.create('ks', { durability_policy: 'semi_sync' });
    expect(await topo.shards.names('ks')).toEqual([]);
    const left = await topo.shards.create('ks', '-80');
    expect(left.value).toMatchObject({ is_primary_serving: true });
    expect(left.value.key_range?.end).toEqual(Buffer.of(0x80));
    await topo.shards.create('ks', '80-');
    expect((await topo.shards.create('ks', '-40')).value.is_primary_serving).toBe(false);
    await expect(topo.shards.create('ks', '-80')).rejects.toMatchObject({ kind: 'NodeExists' });
    expect((await topo.shards.getOrCreate('ks', '80-')).value.is_primary_serving).toBe(true);
    expect(await topo.shards.names('ks')).toEqual(['-40', '-80', '80-']);
    await expect(topo.keyspaces.delete('ks')).rejects.toMatchObject({ kind: 'NodeNotEmpty' });
    await topo.close();
  });

  test('concurrent changes of a shard all happen', async () => {
    const { topo } = await world();
    await topo.keyspaces.create('ks');
    await topo.shards.create('ks', '0');
    const add = (cell: string) =>
      topo.shards.updateFields('ks', '0', (shard) => {
        shard.tablet_controls.push({
          tablet_type: 'REPLICA',
          cells: [cell],
          denied_tables: [],
          frozen: false,
          allow_reads: false,
        });
      });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(add));
    const cells = (await topo.shards.get('ks', '0')).value.tablet_controls.flatMap((control) => control.cells);
    expect(cells.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    await topo.close();
  });

  test('tablets are found through their shard and their cell, and cells that do not answer are named', async () => {
    const { topo, memory } = await world();
    await topo.keyspaces.create('ks');
    await topo.shards.create('ks', '-80');
    await topo.tablets.create(tablet('zone1', 101));
    await topo.tablets.create(tablet('zone2', 200));
    await topo.tablets.create(tablet('zone1', 100));
    await topo.tablets.createOrReplace(tablet('zone1', 100));
    await expect(topo.tablets.create(tablet('zone1', 100))).rejects.toMatchObject({ kind: 'NodeExists' });
    const uids = (found: readonly { value: { alias: { uid: number } | null } }[]) =>
      found.map((t) => t.value.alias?.uid);
    expect(uids((await topo.tablets.inShard('ks', '-80')).found)).toEqual([100, 101, 200]);
    expect(uids(await topo.tablets.inCell('zone1'))).toEqual([100, 101]);
    expect(await topo.shardReplications.nodes('zone1', 'ks', '-80')).toHaveLength(2);

    memory.get('two')?.setReachable(false);
    const partial = await topo.tablets.inCells();
    expect(uids(partial.found)).toEqual([100, 101]);
    expect([...partial.errors.keys()]).toEqual(['zone2']);
    memory.get('two')?.setReachable(true);

    await topo.tablets.delete({ cell: 'zone1', uid: 100 });
    expect(uids((await topo.tablets.inShard('ks', '-80')).found)).toEqual([101, 200]);
    await topo.close();
  });

  test('metadata, vschemas and rules', async () => {
    const { topo } = await world();
    await topo.metadata.set('app.flag', 'on');
    await topo.metadata.set('app.other', 'off');
    expect(await topo.metadata.all('app.f')).toEqual(new Map([['app.flag', 'on']]));
    await topo.metadata.delete('app.flag');
    await topo.metadata.delete('app.flag');
    expect(await topo.metadata.all()).toEqual(new Map([['app.other', 'off']]));
    expect((await topo.rules.routing.get()).rules).toEqual([]);
    const lock = await topo.rules.lock('ApplyRoutingRules');
    await topo.rules.routing.update((rules) => {
      rules.rules.push({ from_table: 't', to_tables: ['ks.t'] });
    });
    await lock.unlock();
    expect((await topo.rules.routing.get()).rules).toEqual([{ from_table: 't', to_tables: ['ks.t'] }]);
    await topo.close();
  });
});

describe('serving graph', () => {
  async function sharded(): Promise<World> {
    const made = await world();
    await made.topo.keyspaces.create('ks');
    for (const shard of ['80-', '-80']) await made.topo.shards.create('ks', shard);
    return made;
  }

  test('every type serves the shards in order, in every cell', async () => {
    const { topo } = await sharded();
    await rebuildSrvKeyspace(topo, 'ks');
    for (const cell of ['zone1', 'zone2']) {
      const { partitions } = await topo.serving.keyspace(cell, 'ks');
      expect(partitions.map(({ served_type }) => served_type)).toEqual(['PRIMARY', 'REPLICA', 'RDONLY']);
      for (const partition of partitions) {
        expect(partition.shard_references.map(({ name }) => name)).toEqual(['-80', '80-']);
        expect(partition.shard_tablet_controls).toEqual([]);
      }
      expect(await topo.serving.keyspaceNames(cell)).toEqual(['ks']);
    }
    await topo.close();
  });

  test('gaps and overlaps are refused', async () => {
    const { topo } = await sharded();
    const serve = (shard: string, serving: boolean) =>
      topo.shards.updateFields('ks', shard, (record) => {
        record.is_primary_serving = serving;
      });
    await serve('80-', false);
    await expect(rebuildSrvKeyspace(topo, 'ks')).rejects.toThrow('no shard serves the keys behind shard -80');
    await rebuildSrvKeyspace(topo, 'ks', { allowPartial: true });
    await serve('80-', true);
    await topo.shards.create('ks', '40-c0');
    await serve('40-c0', true);
    await expect(rebuildSrvKeyspace(topo, 'ks', { allowPartial: true })).rejects.toThrow('both serve keys');
    await serve('-80', false);
    await serve('80-', false);
    await expect(rebuildSrvKeyspace(topo, 'ks')).rejects.toThrow('no shard serves the keys before shard 40-c0');
    await topo.close();
  });

  test('not while traffic is being switched', async () => {
    const { topo } = await sharded();
    await rebuildSrvKeyspace(topo, 'ks');
    const graph = await topo.serving.keyspace('zone2', 'ks');
    const partition = graph.partitions[1];
    if (partition) partition.shard_tablet_controls = [{ name: '-80', key_range: null, query_service_disabled: true }];
    await topo.serving.saveKeyspace('zone2', 'ks', graph);
    await expect(rebuildSrvKeyspace(topo, 'ks')).rejects.toThrow('ks/-80 (REPLICA, cell zone2)');
    await topo.close();
  });

  test('SrvVSchema holds every keyspace and the rules; a cell that is away does not keep the others from it', async () => {
    const { topo, memory } = await sharded();
    await topo.keyspaces.create('bare');
    await topo.keyspaces.saveVSchema('ks', { sharded: true });
    await topo.rules.shardRouting.save({ rules: [{ from_keyspace: 'a', to_keyspace: 'b', shard: '0' }] });
    await rebuildSrvVSchema(topo);
    const stored = await topo.serving.vschema('zone2');
    expect(Object.keys(stored.keyspaces).sort()).toEqual(['bare', 'ks']);
    expect(stored.keyspaces['ks']?.sharded).toBe(true);
    expect(stored.shard_routing_rules?.rules).toHaveLength(1);

    memory.get('two')?.setReachable(false);
    await topo.keyspaces.saveVSchema('bare', { require_explicit_routing: true });
    await expect(rebuildSrvVSchema(topo)).rejects.toMatchObject({ kind: 'PartialResult' });
    expect((await topo.serving.vschema('zone1')).keyspaces['bare']?.require_explicit_routing).toBe(true);
    await topo.close();
  });

  test('SrvVSchema of one who has read before others have changed something, and writes after them, is made anew', async () => {
    const { topo } = await sharded();
    const read = topo.keyspaces.vschema.bind(topo.keyspaces);
    await topo.keyspaces.saveVSchema('ks', { sharded: false });
    const others = async (): Promise<void> => {
      await topo.keyspaces.saveVSchema('ks', { sharded: true });
      await rebuildSrvVSchema(topo);
    };
    vi.spyOn(topo.keyspaces, 'vschema').mockImplementationOnce(async (...args) => {
      const found = await read(...args);
      await others();
      return found;
    });
    await rebuildSrvVSchema(topo);
    for (const cell of ['zone1', 'zone2'])
      expect((await topo.serving.vschema(cell)).keyspaces['ks']?.sharded).toBe(true);
    await topo.close();
  });

  test('the cache serves its last value while the topology is away, and the new one after', async () => {
    const { topo, memory } = await sharded();
    await rebuildSrvKeyspace(topo, 'ks');
    const cache = new ServingCache(topo, { firstReadTimeoutMs: 500 });
    expect((await cache.srvKeyspace('zone1', 'ks')).partitions).toHaveLength(3);
    await expect(cache.srvKeyspace('zone1', 'none')).rejects.toMatchObject({ kind: 'NoNode' });
    const seen: (number | undefined)[] = [];
    cache.onSrvKeyspace('zone1', 'ks', (graph) => seen.push(graph?.partitions.length));
    expect(await cache.keyspaceNames('zone1')).toEqual(['ks']);

    for (const server of memory.values()) server.setReachable(false);
    expect((await cache.srvKeyspace('zone1', 'ks')).partitions).toHaveLength(3);
    expect(await cache.keyspaceNames('zone1')).toEqual(['ks']);
    await expect(cache.srvVSchema('zone2')).rejects.toMatchObject({
      kind: expect.stringMatching(/Timeout|Unavailable/),
    });
    expect(cache.status().find(({ subject }) => subject === 'zone1/SrvKeyspace/ks')).toMatchObject({
      known: true,
      connected: false,
    });

    for (const server of memory.values()) server.setReachable(true);
    const changed = new Promise<void>((resolve) => {
      cache.onSrvKeyspace('zone1', 'ks', (graph) => graph?.partitions.length === 0 && resolve());
    });
    await topo.serving.saveKeyspace('zone1', 'ks', {});
    await changed;
    expect(seen.at(-1)).toBe(0);
    await cache.close();
    await topo.close();
  });
});

test('a watch that missed compacted history tells the differences', async () => {
  const { topo, memory } = await world();
  await topo.tablets.create(tablet('zone1', 1));
  await topo.tablets.create(tablet('zone1', 2));
  const stop = new AbortController();
  const batches = topo.watches.tablets('zone1', { signal: stop.signal })[Symbol.asyncIterator]();
  const first = ((await batches.next()).value ?? []) as readonly TabletChange[];
  expect(first.map(({ alias }) => alias.uid)).toEqual([1, 2]);
  const server = memory.get('one');
  server?.setReachable(false);
  const key = (uid: number) => `/vitess/zone1/tablets/zone1-000000000${uid}/Tablet`;
  server?.txn(
    [],
    [
      { kind: 'delete', key: key(1) },
      { kind: 'put', key: key(3), value: Buffer.alloc(0) },
    ],
  );
  server?.compact();
  server?.setReachable(true);
  const changes = ((await batches.next()).value ?? []) as readonly TabletChange[];
  expect(
    changes.map(({ alias, tablet: now }) => `${alias.uid} ${now === undefined ? 'gone' : 'there'}`).sort(),
  ).toEqual(['1 gone', '3 there']);
  stop.abort();
  await topo.close();
});

test('a cell whose topology moves to another server is followed there', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const { memory, topo } = await world();
  const seen: string[] = [];
  const stop = new AbortController();
  try {
    await topo.tablets.create(tablet('zone1', 1));
    const following = (async () => {
      for await (const changes of topo.watches.tablets('zone1', { signal: stop.signal }))
        seen.push(...changes.map((change) => `${change.alias.uid} ${change.tablet ? 'is there' : 'is gone'}`));
    })();
    await vi.waitFor(() => expect(seen).toEqual(['1 is there']));
    memory.get('one')?.setReachable(false);
    await topo.cells.update('zone1', (info) => {
      info.server_address = 'moved';
    });
    await vi.advanceTimersByTimeAsync(30_000);
    await vi.waitFor(async () => topo.tablets.create(tablet('zone1', 2)), { timeout: 5_000 });
    await vi.waitFor(() => expect(seen.slice(1).sort()).toEqual(['1 is gone', '2 is there']), { timeout: 5_000 });
    stop.abort();
    await following;
  } finally {
    stop.abort();
    vi.useRealTimers();
    await topo.close();
  }
});

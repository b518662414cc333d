import { MemoryServer, TopoServer } from '@vt/topo';
import { expect, test } from 'vitest';
import { ShardReplicas } from './shard-replicas.ts';

const never = new AbortController().signal;
const tablet = (cell: string, uid: number) =>
  ({ alias: { cell, uid }, keyspace: 'ks', shard: '0', hostname: `host${uid}`, type: 'REPLICA' }) as const;

test('replicas are asked on while the topology, or that of their cell, is away', async () => {
  const memory = new Map(['global', 'one', 'two'].map((name) => [name, new MemoryServer()]));
  const topo = TopoServer.open({
    implementation: 'memory',
    globalServerAddress: 'global',
    globalRoot: '/global',
    memory,
    conn: { callTimeoutMs: 300 },
  });
  let now = 0;
  const identity = { alias: { cell: 'zone1', uid: 1 }, keyspace: 'ks', shard: '0', dbName: 'vt_ks' };
  const replicas = new ShardReplicas(topo, identity, () => now);
  /** Once it was looked up again. */
  const listed = async () => {
    now += 10_001;
    await replicas.list(never);
    return (await replicas.list(never)).map(({ alias }) => alias?.uid);
  };
  try {
    memory.get('global')?.setReachable(false);
    await expect(replicas.list(never)).rejects.toThrow();
    memory.get('global')?.setReachable(true);
    await topo.cells.create('zone1', { server_address: 'one', root: '/zone1' });
    await topo.cells.create('zone2', { server_address: 'two', root: '/zone2' });
    await topo.keyspaces.create('ks', {});
    await topo.shards.getOrCreate('ks', '0');
    for (const one of [tablet('zone1', 1), tablet('zone1', 2), tablet('zone2', 3)]) await topo.tablets.create(one);
    await expect.poll(listed).toEqual([2, 3]);
    memory.get('two')?.setReachable(false);
    await topo.tablets.create(tablet('zone1', 4));
    await expect.poll(listed, { timeout: 10_000 }).toEqual([2, 4, 3]);
    memory.get('global')?.setReachable(false);
    for (let i = 0; i < 3; i++) expect(await listed()).toEqual([2, 4, 3]);
  } finally {
    await topo.close();
  }
});

import { type MemoryServer, TopoServer, tabletAliasString } from '@vt/topo';
import { expect, test } from 'vitest';
import { ClusterView } from './cluster-view.ts';

test('the tablets of a cell are known while its topology is away, and only if it was ever read', async () => {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  for (const cell of ['y', 'z']) await topo.cells.create(cell, { server_address: cell, root: `/${cell}` });
  await topo.keyspaces.create('ks', {});
  await topo.shards.getOrCreate('ks', '0');
  for (const [cell, uid] of [
    ['y', 1],
    ['z', 2],
  ] as const) {
    await topo.tablets.create({ alias: { cell, uid }, keyspace: 'ks', shard: '0', type: 'REPLICA' });
  }
  memory.get('z')?.setReachable(false);
  const end = new AbortController();
  const view = new ClusterView({
    topo,
    cells: [],
    clusters: [],
    refreshMs: 1_000,
    onProblem: () => {},
    onChange: () => {},
    onTablets: () => {},
  });
  view.run(end.signal);
  const known = (cell: string) =>
    view.lastKnown(cell, 'ks', '0')?.map(({ alias }) => alias && tabletAliasString(alias));
  await expect.poll(() => known('y'), { timeout: 30_000 }).toEqual(['y-0000000001']);
  expect(view.lastKnown('y', 'ks', '-80')).toEqual([]);
  expect(known('z')).toBeUndefined();
  memory.get('y')?.setReachable(false);
  expect(known('y')).toEqual(['y-0000000001']);
  end.abort();
  await topo.close();
});

import { type MemoryServer, TopoServer, tabletAliasString } from '@vt/topo';
import { afterEach, expect, test } from 'vitest';
import { ClusterView } from './cluster-view.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Cells y and z, each with one tablet of ks/0. */
async function twoCells() {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({
    implementation: 'memory',
    globalServerAddress: 'g',
    globalRoot: '/global',
    memory,
    conn: { callTimeoutMs: 500 },
  });
  closing.push(() => topo.close());
  for (const cell of ['y', 'z']) await topo.cells.create(cell, { server_address: cell, root: `/${cell}` });
  await topo.keyspaces.create('ks', {});
  await topo.shards.getOrCreate('ks', '0');
  const add = (cell: string, uid: number) =>
    topo.tablets.create({ alias: { cell, uid }, keyspace: 'ks', shard: '0', type: 'REPLICA' });
  await add('y', 1);
  await add('z', 2);
  const isThere = (cell: string, reachable: boolean) => memory.get(cell)?.setReachable(reachable);
  return { topo, add, isThere };
}

/** The view of a vtorc that starts now. */
function startView(topo: TopoServer) {
  const end = new AbortController();
  const view = new ClusterView({
    topo,
    cells: [],
    clusters: [],
    refreshMs: 100,
    onProblem: () => {},
    onChange: () => {},
    onTablets: () => {},
  });
  view.run(end.signal);
  closing.push(() => end.abort());
  const known = (cell: string) =>
    view.lastKnown(cell, 'ks', '0')?.map(({ alias }) => alias && tabletAliasString(alias));
  return { view, known, stop: () => end.abort() };
}

const soon = { timeout: 30_000 };
const copies = async (topo: TopoServer, cell: string) =>
  (await topo.tabletCopies.inCell(cell))?.map(({ alias }) => alias && tabletAliasString(alias));

test('the tablets of a cell are known while its topology is away, and only if somebody ever read it', async () => {
  const { topo, isThere } = await twoCells();
  isThere('z', false);
  const { view, known } = startView(topo);
  await expect.poll(() => known('y'), soon).toEqual(['y-0000000001']);
  expect(view.lastKnown('y', 'ks', '-80')).toEqual([]);
  expect(known('z')).toBeUndefined();
  isThere('y', false);
  expect(known('y')).toEqual(['y-0000000001']);
});

test('a primary is missing only where its cell was read, or is no more', async () => {
  const { topo, isThere } = await twoCells();
  const named = (cell: string) =>
    topo.shards.updateFields('ks', '0', (record) => void (record.primary_alias = { cell, uid: 9 }));
  isThere('z', false);
  await named('z');
  const { view, known } = startView(topo);
  await expect.poll(() => known('y'), soon).toEqual(['y-0000000001']);
  await expect.poll(() => view.shard('ks/0')?.record.primary_alias?.cell, soon).toBe('z');
  expect(view.shard('ks/0')?.isPrimaryCellRead).toBe(false);
  await named('y');
  await expect.poll(() => view.shard('ks/0')?.isPrimaryCellRead, soon).toBe(true);
  await named('gone');
  await expect.poll(() => view.shard('ks/0')?.record.primary_alias?.cell, soon).toBe('gone');
  await expect.poll(() => view.shard('ks/0')?.isPrimaryCellRead, soon).toBe(true);
});

test('a keyspace whose record, or durability policy, nobody understands hides no other', async () => {
  const { topo } = await twoCells();
  for (const [name, durability_policy] of [
    ['a', 'of-a-newer-version'],
    ['z', 'none'],
  ] as const) {
    await topo.keyspaces.create(name, { durability_policy });
    await topo.shards.getOrCreate(name, '0');
  }
  const global = await topo.cellConn('global');
  await global.update('keyspaces/b/Keyspace', Buffer.from([0xff]), undefined);
  const { view } = startView(topo);
  const shards = () => view.shards().map(({ keyspace }) => keyspace);
  await expect.poll(shards, soon).toEqual(['ks', 'z']);
  await topo.keyspaces.update('a', (keyspace) => void (keyspace.durability_policy = 'semi_sync'));
  await expect.poll(shards, soon).toContain('a');
  await topo.keyspaces.update('ks', (keyspace) => void (keyspace.durability_policy = 'of-a-newer-version'));
  await expect.poll(shards, soon).not.toContain('ks');
});

test('who starts while a cell is away knows its tablets from those who saw it, and from the tablets themselves', async () => {
  const { topo, add, isThere } = await twoCells();
  const first = startView(topo);
  await expect.poll(() => copies(topo, 'z'), soon).toEqual(['z-0000000002']);
  first.stop();
  // One that comes while nobody watches writes its own copy.
  await add('z', 3);
  await topo.tabletCopies.save({ alias: { cell: 'z', uid: 3 }, keyspace: 'ks', shard: '0', type: 'REPLICA' });
  isThere('z', false);
  const { known, view } = startView(topo);
  await expect.poll(() => known('z'), soon).toEqual(['z-0000000002', 'z-0000000003']);
  expect(view.shard('ks/0')?.tablets.map((o) => o.alias)).toEqual(expect.arrayContaining(['z-0000000002']));
});

test('when the cell is back its own records stand, and the copies follow them', async () => {
  const { topo, add, isThere } = await twoCells();
  const first = startView(topo);
  await expect.poll(() => copies(topo, 'z'), soon).toEqual(['z-0000000002']);
  await add('z', 4);
  await expect.poll(() => copies(topo, 'z'), soon).toEqual(['z-0000000002', 'z-0000000004']);
  first.stop();
  await topo.tablets.delete({ cell: 'z', uid: 2 });
  isThere('z', false);
  const { known } = startView(topo);
  await expect.poll(() => known('z'), soon).toEqual(['z-0000000002', 'z-0000000004']);
  isThere('z', true);
  await expect.poll(() => known('z'), soon).toEqual(['z-0000000004']);
  await expect.poll(() => copies(topo, 'z'), soon).toEqual(['z-0000000004']);
  await topo.tablets.delete({ cell: 'z', uid: 4 });
  await expect.poll(() => copies(topo, 'z'), soon).toEqual([]);
});

test('copies wait for a global topology that is away', async () => {
  const { topo, add, isThere } = await twoCells();
  startView(topo);
  await expect.poll(() => copies(topo, 'y'), soon).toEqual(['y-0000000001']);
  isThere('g', false);
  await add('y', 5);
  isThere('g', true);
  await expect.poll(() => copies(topo, 'y'), soon).toEqual(['y-0000000001', 'y-0000000005']);
});

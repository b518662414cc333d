import { afterEach, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo } from '../testing/test-tablet.ts';
import { ensureShard, writeRecord } from './registration.ts';

const { signal } = new AbortController();
const alias = { cell: 'zone1', uid: 100 };
const identityOf = (keyspace: string) => ({ alias, keyspace, shard: '0', dbName: `vt_${keyspace}` });

afterEach(resetTestTopo);

test('a tablet that is started for another keyspace than its own is refused, and no such keyspace is made', async () => {
  const topo = openTestTopo();
  await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
  const own = identityOf('commerce');
  const record = { alias, keyspace: 'commerce', shard: '0', type: 'REPLICA' } as const;
  await ensureShard(topo, own, signal);
  await writeRecord(topo, record, own, signal);
  const why = 'the topology has this alias for commerce/0: delete that tablet first, or choose another uid';
  await expect(ensureShard(topo, identityOf('other'), signal)).rejects.toThrow(why);
  await expect(writeRecord(topo, record, identityOf('other'), signal)).rejects.toThrow(why);
  expect(await topo.keyspaces.names()).toEqual(['commerce']);
  await ensureShard(topo, own, signal);
  await topo.close();
});

test('before its cell’s record is there a tablet leaves nothing', async () => {
  const topo = openTestTopo();
  const started = ensureShard(topo, identityOf('commerce'), signal);
  await expect(started).rejects.toThrow('cells/zone1/CellInfo');
  expect(await topo.keyspaces.names()).toEqual([]);
  await topo.close();
});

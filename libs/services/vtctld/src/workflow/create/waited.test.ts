import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

let cluster: SmallCluster;
afterEach(() => cluster.close());

const table = { target_table: 't', source_expression: 'select * from t', create_ddl: 'copy' };
const both = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to' };

test.each([
  ['MaterializeCreate', { settings: { ...both, table_settings: [table] } }],
  ['MoveTablesCreate', { ...both, include_tables: ['t'], auto_start: true }],
])('a %s that waits while the target is resharded fills the shards that serve then', async (method, request) => {
  cluster = await SmallCluster.open({ from: ['0'], to: ['0', '-80', '80-'] });
  cluster.tablet('from/0').tables.set('t', 'create table `t` (`id` bigint not null, primary key (`id`))');
  await cluster.topo.keyspaces.saveVSchema('to', {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    tables: { t: { column_vindexes: [{ name: 'xxhash', columns: ['id'] }] } },
  });
  const serve = (shard: string, isServing: boolean) =>
    cluster.topo.shards.updateFields('to', shard, (record) => void (record.is_primary_serving = isServing));
  for (const shard of ['-80', '80-']) await serve(shard, false);
  const lock = await cluster.topo.keyspaces.lock('to', 'SwitchTraffic');
  const made = cluster.vtctld().call(method, request);
  // Until it waits for the lock.
  for (let turns = 0; turns < 100; turns++) await turn();
  await serve('0', false);
  for (const shard of ['-80', '80-']) await serve(shard, true);
  await lock.unlock();
  await made;
  const streams = ['to/0', 'to/-80', 'to/80-'].map((name) => cluster.tablet(name).states('w'));
  expect(streams).toEqual([[], ['Running'], ['Running']]);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

const ddl = 'create table `t` (`tenant` bigint, `id` bigint, primary key (`tenant`, `id`))';
const vschema = (type = 'xxhash') => ({
  sharded: true,
  vindexes: { v: { type } },
  multi_tenant_spec: { tenant_id_column_name: 'tenant', tenant_id_column_type: 'INT64' as const },
  tables: { t: { column_vindexes: [{ name: 'v', columns: ['id'] }] } },
});

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await SmallCluster.open({ from: ['-80', '80-'], to: ['-80', '80-'], own: ['0'] });
  for (const shard of ['from/-80', 'from/80-', 'own/0']) cluster.tablet(shard).tables.set('t', ddl);
  await cluster.topo.keyspaces.saveVSchema('from', vschema());
  await cluster.topo.keyspaces.saveVSchema('to', vschema());
  await cluster.topo.keyspaces.saveVSchema('own', { tables: { t: {} } });
});
afterEach(() => cluster.close());

const create = (fields: object) =>
  cluster.vtctld().call('MoveTablesCreate', {
    ...{ workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t'], auto_start: true },
    ...fields,
  });
const streams = () => ['-80', '80-'].map((shard) => cluster.tablet(`to/${shard}`).states('w').length);
const shardRules = async () => (await cluster.topo.rules.shardRouting.get()).rules;
const back = (shard: string) => ({ from_keyspace: 'to', to_keyspace: 'from', shard });
const about = { keyspace: 'to', workflow: 'w' };

describe('shards of the source that move alone', () => {
  test('go to those of the same names, by rules of shards: those of tables would lead to rows that were not copied', async () => {
    await create({ source_shards: ['-80'] });
    expect(streams()).toEqual([1, 0]);
    expect(await shardRules()).toEqual([back('-80'), back('80-')]);
    expect((await cluster.topo.rules.routing.get()).rules).toEqual([]);
    expect(await cluster.vtctld().call('WorkflowSwitchTraffic', about)).toMatchObject({
      current_state: 'Reads partially switched, for shards: -80. Writes partially switched, for shards: -80',
    });
    expect(await shardRules()).toEqual([back('80-'), { from_keyspace: 'from', to_keyspace: 'to', shard: '-80' }]);
  });

  test('stay where they are when they are given up, and lead there as long as others have moved', async () => {
    await create({ source_shards: ['-80'] });
    await cluster.vtctld().call('WorkflowDelete', about);
    expect(await shardRules()).toEqual([]);
    await create({ source_shards: ['-80'] });
    await cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, enable_reverse_replication: true });
    await create({ workflow: 'x', source_shards: ['80-'] });
    await cluster.vtctld().call('WorkflowDelete', { keyspace: 'to', workflow: 'x' });
    expect(await shardRules()).toEqual([{ from_keyspace: 'from', to_keyspace: 'to', shard: '-80' }, back('80-')]);
    await cluster.vtctld().call('MoveTablesComplete', { workflow: 'w', target_keyspace: 'to' });
    await create({ workflow: 'x', source_shards: ['80-'] });
    await cluster.vtctld().call('WorkflowDelete', { keyspace: 'to', workflow: 'x' });
    expect(await shardRules()).toEqual([back('80-')]);
  });

  test.each(['switch.routed', 'switch.published', 'switch.reverse-started'] as const)(
    'are not given up where a vtctld died at %s: their writes have gone over, and nowhere else are they',
    async (point) => {
      await create({ source_shards: ['-80'] });
      await expect(cluster.vtctld(point).call('WorkflowSwitchTraffic', about)).rejects.toThrow();
      await expect(cluster.vtctld().call('WorkflowDelete', about)).rejects.toThrow('already switched');
      expect([...cluster.tablet('to/-80').tables.keys()]).toEqual(['t']);
    },
  );

  test('are not some where all are named', async () => {
    await create({ source_shards: ['-80', '80-'] });
    expect(streams()).toEqual([1, 1]);
    expect(await shardRules()).toEqual([]);
    expect((await cluster.topo.rules.routing.get()).rules).not.toEqual([]);
  });

  test.each([
    ['divides the tables otherwise', 'hash', ['-80'], []],
    ['shards 80- of to have other key ranges', 'xxhash', ['-80'], ['80-']],
    ['shards of to can be chosen for a tenant', 'xxhash', [], ['-80']],
  ] as const)('are refused where rows would be lost: %s', async (why, type, source_shards, shards) => {
    await cluster.topo.keyspaces.saveVSchema('to', vschema(type));
    await expect(create({ source_shards, workflow_options: { shards } })).rejects.toThrow(why);
    expect(streams()).toEqual([0, 0]);
    expect(await shardRules()).toEqual([]);
  });
});

test('a tenant that goes to some of the shards takes its reads along, and not before it is on all of those', async () => {
  const some = { source_keyspace: 'own', workflow_options: { tenant_id: '7', shards: ['80-'] } };
  await create(some);
  expect(streams()).toEqual([0, 1]);
  expect(await cluster.vtctld().call('WorkflowSwitchTraffic', about)).toMatchObject({
    current_state: 'All Reads Switched. Writes Switched',
  });
  const { rules } = await cluster.topo.rules.keyspaceRouting.get();
  expect(rules.map(({ from_keyspace: from, to_keyspace: to }) => `${from} → ${to}`).sort()).toEqual(
    ['own', 'own@rdonly', 'own@replica'].map((name) => `${name} → to`),
  );
});

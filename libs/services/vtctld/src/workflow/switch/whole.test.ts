import { VtError } from '@vt/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

const ddl = 'create table `t` (`id` bigint not null, primary key (`id`))';
const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: { t: { column_vindexes: [{ name: 'xxhash', columns: ['id'] }] } },
};
const move = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t'], auto_start: true };
const reshard = {
  workflow: 'r',
  keyspace: 'to',
  source_shards: ['-80'],
  target_shards: ['-40', '40-80'],
  auto_start: true,
};

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await SmallCluster.open({ from: ['0'], to: ['-80', '80-', '-40', '40-80'] });
  for (const shard of ['from/0', 'to/-80', 'to/80-']) cluster.tablet(shard).tables.set('t', ddl);
  await cluster.topo.keyspaces.saveVSchema('from', { tables: { t: {} } });
  await cluster.topo.keyspaces.saveVSchema('to', vschema);
});
afterEach(() => cluster.close());

const switchTraffic = (workflow: string) =>
  cluster.vtctld().call('WorkflowSwitchTraffic', { keyspace: 'to', workflow, force: true });
const statesOf = (workflow: string, ...shards: string[]) =>
  shards.map((shard) => cluster.tablet(`to/${shard}`).states(workflow));

describe('a workflow without streams on one of the shards', () => {
  test('that moves tables does not take the traffic', async () => {
    await cluster.vtctld().call('MoveTablesCreate', move);
    cluster.tablet('to/80-').workflows.delete('w');
    await expect(switchTraffic('w')).rejects.toThrow(
      'mismatched shards for keyspace to: topo shards not in switch command: [80-]',
    );
    const { rules } = await cluster.topo.rules.routing.get();
    expect(new Set(rules.flatMap(({ to_tables }) => to_tables))).toEqual(new Set(['from.t']));
    expect(statesOf('w', '-80')).toEqual([['Running']]);
  });

  test('that reshards does not take the traffic', async () => {
    await cluster.vtctld().call('ReshardCreate', reshard);
    cluster.tablet('to/40-80').workflows.delete('r');
    await expect(switchTraffic('r')).rejects.toThrow("source and target keyranges don't match: -80 and -40");
    expect((await cluster.topo.shards.get('to', '-80')).value.is_primary_serving).toBe(true);
  });

  test('is not left behind by a tablet that is away when it is made', async () => {
    const away = cluster.tablet('to/80-');
    away.onCreateVReplicationWorkflow = () => {
      throw new VtError({ code: 'UNAVAILABLE', message: 'away' });
    };
    await expect(cluster.vtctld().call('MoveTablesCreate', move)).rejects.toThrow('away');
    expect(statesOf('w', '-80', '80-')).toEqual([[], []]);
    Reflect.deleteProperty(away, 'onCreateVReplicationWorkflow');
    await cluster.vtctld().call('MoveTablesCreate', move);
    expect(statesOf('w', '-80', '80-')).toEqual([['Running'], ['Running']]);
    await expect(cluster.vtctld().call('MoveTablesCreate', move)).rejects.toThrow(
      'workflow w already exists in keyspace to on tablet zone1-0000000101',
    );
    const { workflows } = (await cluster.vtctld().call('GetWorkflows', { keyspace: 'to' })) as {
      workflows: { shard_streams: Record<string, { streams: { tags: string[] }[] }> }[];
    };
    const streams = Object.values(workflows[0]?.shard_streams ?? {}).flatMap(({ streams: some }) => some);
    expect(streams.map(({ tags }) => tags)).toEqual([[''], ['']]);
  });
});

test('tables do not leave a shard that was replaced by others meanwhile', async () => {
  await cluster.vtctld().call('MoveTablesCreate', move);
  await cluster.topo.shards.updateFields('from', '0', (record) => {
    record.is_primary_serving = false;
  });
  await expect(switchTraffic('w')).rejects.toThrow(
    'mismatched shards for keyspace from: shards that do not serve in switch command: [0]',
  );
});

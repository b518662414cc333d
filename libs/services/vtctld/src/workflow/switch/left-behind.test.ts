import { afterEach, beforeEach, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

const ddl = 'create table `t` (`id` bigint not null, primary key (`id`))';
const wider = 'create table `t` (`id` bigint not null, `added` int, primary key (`id`))';
const other = 'create table `other` (`id` bigint not null, primary key (`id`))';
const vindexes = { xxhash: { type: 'xxhash' } };
const divided = { column_vindexes: [{ name: 'xxhash', columns: ['id'] }] };

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await SmallCluster.open({ from: ['0'], to: ['-80', '80-', '-40', '40-80'] });
  cluster.tablet('from/0').tables.set('t', ddl);
  await cluster.topo.keyspaces.saveVSchema('from', { tables: { t: {} } });
  await cluster.topo.keyspaces.saveVSchema('to', { sharded: true, vindexes, tables: { t: divided, other: divided } });
});
afterEach(() => cluster.close());

const move = (workflow: string) =>
  cluster.vtctld().call('MoveTablesCreate', {
    workflow,
    source_keyspace: 'from',
    target_keyspace: 'to',
    include_tables: ['t'],
    auto_start: true,
  });
const switchTraffic = (workflow: string) =>
  cluster.vtctld().call('WorkflowSwitchTraffic', { keyspace: 'to', workflow, enable_reverse_replication: true });

test('a column that the source got since is not left behind, nor one of the target on the way back', async () => {
  await move('w');
  cluster.tablet('from/0').tables.set('t', wider);
  cluster.tablet('from/0').tables.set('other', other);
  await expect(switchTraffic('w')).rejects.toThrow(
    'cannot switch traffic for workflow w: column t.added of from/0 is not on to/-80; column t.added of from/0 is not on to/80-',
  );
  for (const shard of ['-80', '80-']) cluster.tablet(`to/${shard}`).tables.set('t', wider);
  await cluster.tablet('from/0').call('CreateVReplicationWorkflow', {
    workflow: 'uuid',
    workflow_type: 'OnlineDDL',
    binlog_source: [
      { keyspace: 'from', shard: '0', filter: { rules: [{ match: '_vt_vrp', filter: 'select id from t' }] } },
    ],
  });
  await expect(switchTraffic('w')).rejects.toThrow('while workflow uuid has streams on shard from/0');
  cluster.tablet('from/0').workflows.delete('uuid');
  await switchTraffic('w');
  cluster.tablet('from/0').tables.set('t', ddl);
  const back = { keyspace: 'to', workflow: 'w', direction: 1, enable_reverse_replication: true };
  await expect(cluster.vtctld().call('WorkflowSwitchTraffic', back)).rejects.toThrow(
    't.added of to/-80 is not on from/0',
  );
});

test('a table that came since a reshard began, or a stream, is not left on shards that stand still', async () => {
  for (const shard of ['-80', '80-']) cluster.tablet(`to/${shard}`).tables.set('t', ddl);
  const request = { keyspace: 'to', source_shards: ['-80'], target_shards: ['-40', '40-80'], auto_start: true };
  await cluster.vtctld().call('ReshardCreate', { ...request, workflow: 'r' });
  const source = cluster.tablet('to/-80');
  source.tables.set('other', other);
  await expect(switchTraffic('r')).rejects.toThrow('table other of to/-80 is not on to/-40');
  source.tables.delete('other');
  const settings = {
    workflow: 'm',
    source_keyspace: 'from',
    target_keyspace: 'to',
    table_settings: [{ target_table: 'other', source_expression: 'select * from t', create_ddl: other }],
  };
  await cluster.vtctld().call('MaterializeCreate', { settings });
  source.tables.delete('other');
  await expect(switchTraffic('r')).rejects.toThrow(
    'cannot switch traffic for workflow r while workflow m has streams on shard to/-80: complete or cancel it first',
  );
  await cluster.vtctld().call('WorkflowDelete', { keyspace: 'to', workflow: 'm' });
  await switchTraffic('r');
});

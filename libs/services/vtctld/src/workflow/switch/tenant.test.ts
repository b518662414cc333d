import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

let cluster: SmallCluster;
afterEach(() => cluster.close());

const rules = async (): Promise<string[]> => {
  const { rules: all } = await cluster.topo.rules.keyspaceRouting.get();
  return all.map(({ from_keyspace: from, to_keyspace: to }) => `${from} → ${to}`).sort();
};

async function denied(keyspace: string): Promise<string[]> {
  const { value } = await cluster.topo.shards.get(keyspace, '0');
  return value.tablet_controls.flatMap(({ denied_tables: tables }) => tables);
}

const led = (to: string): string[] => ['from', 'from@rdonly', 'from@replica'].map((name) => `${name} → ${to}`);

describe('a tenant that moves into a keyspace that it shares', () => {
  const about = { keyspace: 'shared', workflow: 'w', enable_reverse_replication: true };

  beforeEach(async () => {
    cluster = await SmallCluster.open({ from: ['0'], shared: ['0'] });
    cluster.tablet('from/0').tables.set('t', 'create table `t` (`tenant` int, `id` int, primary key (`tenant`, `id`))');
    await cluster.topo.keyspaces.saveVSchema('from', { tables: { t: {} } });
    const spec = { tenant_id_column_name: 'tenant', tenant_id_column_type: 'INT64' as const };
    await cluster.topo.keyspaces.saveVSchema('shared', { multi_tenant_spec: spec, tables: { t: {} } });
    const request = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'shared', include_tables: ['t'] };
    const workflow_options = { tenant_id: '7' };
    await cluster.vtctld().call('MoveTablesCreate', { ...request, workflow_options, auto_start: true });
  });

  test('takes the names of its own keyspace along, and the other tenants stay where they are', async () => {
    const vtctld = cluster.vtctld();
    const filter = cluster.tablet('shared/0').workflows.get('w')?.streams[0]?.bls?.filter?.rules?.[0]?.filter;
    expect(filter).toBe('select * from t where tenant = 7');
    expect(await rules()).toEqual(led('from'));
    for (let i = 0; i < 2; i++) {
      expect(await vtctld.call('WorkflowSwitchTraffic', about)).toMatchObject({
        current_state: 'All Reads Switched. Writes Switched',
      });
      expect(await rules()).toEqual(led('shared'));
      expect([await denied('from'), await denied('shared')]).toEqual([['t'], []]);
      if (i === 1) break;
      expect(await vtctld.call('WorkflowSwitchTraffic', { ...about, direction: 1 })).toMatchObject({
        current_state: 'Reads Not Switched. Writes Not Switched',
      });
      expect(await rules()).toEqual(led('from'));
      expect([await denied('from'), await denied('shared')]).toEqual([[], []]);
    }
    await vtctld.call('MoveTablesComplete', { workflow: 'w', target_keyspace: 'shared' });
    expect(await rules()).toEqual([]);
    expect([...cluster.tablet('from/0').tables.keys()]).toEqual(['t']);
  });
});

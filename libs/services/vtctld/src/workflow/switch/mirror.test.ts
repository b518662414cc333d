import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

const ddl = 'create table `t` (`id` bigint not null, primary key (`id`))';
const about = { keyspace: 'to', workflow: 'w' };

let cluster: SmallCluster;
afterEach(() => cluster.close());

const mirrors = async () => (await cluster.topo.rules.mirror.get()).rules;

test('a MirrorTraffic that waits while traffic is switched mirrors nothing any more', async () => {
  cluster = await SmallCluster.open({ from: ['0'], to: ['0'] });
  cluster.tablet('from/0').tables.set('t', ddl);
  await cluster.topo.keyspaces.saveVSchema('from', { tables: { t: {} } });
  const request = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t'] };
  await cluster.vtctld().call('MoveTablesCreate', { ...request, auto_start: true });
  const mirror = { ...about, percent: 50 };
  expect(await cluster.vtctld().call('WorkflowMirrorTraffic', mirror)).toMatchObject({
    start_state: 'Reads Not Switched. Writes Not Switched. No Traffic Mirrored',
  });
  expect((await mirrors()).length).toBe(3);
  const target = cluster.tablet('to/0');
  let mirroring: Promise<unknown> | undefined;
  target.catchUp = async () => {
    target.catchUp = undefined;
    mirroring = cluster.vtctld().call('WorkflowMirrorTraffic', mirror);
    mirroring.catch(() => {});
    // Until it waits for the locks.
    for (let turns = 0; turns < 100; turns++) await turn();
  };
  await cluster.vtctld().call('WorkflowSwitchTraffic', about);
  await expect(mirroring).rejects.toThrow('writes already switched');
  expect(await mirrors()).toEqual([]);
});

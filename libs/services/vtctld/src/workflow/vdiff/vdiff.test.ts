import { afterEach, beforeEach, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

const known = '6f3a0a4e-2c1f-4f0e-9a53-0a1b2c3d4e5f';

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await SmallCluster.open({ from: ['0'], to: ['0'] });
  cluster.tablet('from/0').tables.set('t', 'create table `t` (`id` bigint not null, primary key (`id`))');
  await cluster.topo.keyspaces.saveVSchema('from', { tables: { t: {} } });
  const request = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t'] };
  await cluster.vtctld().call('MoveTablesCreate', request);
  const rows = [{ lengths: [4n], values: Buffer.from('done') }];
  cluster.tablet('to/0').onVDiff = ({ vdiff_uuid: uuid }) =>
    uuid === known ? { vdiff_uuid: uuid, output: { fields: [{ name: 'vdiff_state' }], rows } } : {};
});
afterEach(() => cluster.close());

test('a comparison that nobody has made is not shown as one that found nothing', async () => {
  const show = (arg: string) => cluster.vtctld().call('VDiffShow', { workflow: 'w', target_keyspace: 'to', arg });
  expect(await show(known)).toMatchObject({ tablet_responses: { 0: { vdiff_uuid: known } } });
  await expect(show(known.replace('6', '7'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await show('last')).toMatchObject({ tablet_responses: { 0: {} } });
  expect(await show('all')).toMatchObject({ tablet_responses: { 0: {} } });
});

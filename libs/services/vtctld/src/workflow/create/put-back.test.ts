import { VtError } from '@vt/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';

const ddl = (name: string) =>
  `create table \`${name}\` (\`tenant\` bigint, \`id\` bigint auto_increment, primary key (\`tenant\`, \`id\`))`;
const division = { column_vindexes: [{ name: 'xxhash', columns: ['id'] }] };

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await SmallCluster.open({ from: ['-80', '80-'], to: ['-80', '80-'] });
  for (const shard of ['from/-80', 'from/80-'])
    for (const table of ['t', 'u']) cluster.tablet(shard).tables.set(table, ddl(table));
  const vschema = {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    multi_tenant_spec: { tenant_id_column_name: 'tenant', tenant_id_column_type: 'INT64' as const },
    tables: { t: division, u: division },
  };
  await cluster.topo.keyspaces.saveVSchema('from', vschema);
  await cluster.topo.keyspaces.saveVSchema('to', vschema);
  // Of somebody else.
  cluster.tablet('to/-80').tables.set('u', ddl('u'));
  await cluster.topo.rules.routing.save({ rules: [{ from_table: 'u', to_tables: ['elsewhere.u'] }] });
  await cluster.topo.rules.keyspaceRouting.save({ rules: [{ from_keyspace: 'other', to_keyspace: 'elsewhere' }] });
});
afterEach(() => cluster.close());

const shown = async () => {
  const { topo } = cluster;
  const ofShards = ['to/-80', 'to/80-'].map(async (name) => {
    const { value } = await topo.shards.get('to', name.slice(3));
    const denied = value.tablet_controls.flatMap(({ denied_tables: tables }) => tables);
    return { denied, tables: [...cluster.tablet(name).tables.keys()], workflows: cluster.tablet(name).workflows.size };
  });
  return {
    rules: [
      await topo.rules.routing.get(),
      await topo.rules.shardRouting.get(),
      await topo.rules.keyspaceRouting.get(),
    ],
    vschema: (await topo.keyspaces.vschema('to')).value,
    shards: await Promise.all(ofShards),
  };
};

const refuse = () => {
  throw new VtError({ code: 'FAILED_PRECONDITION', message: 'no' });
};
const failures = {
  'a table that cannot be made': { onExecuteFetchAsDba: refuseTables },
  'streams that cannot be made': { onCreateVReplicationWorkflow: refuse },
};

/** The last of the tables. */
function refuseTables(this: { tables: Map<string, string> }, { query }: { query: Uint8Array }): object {
  const sql = Buffer.from(query).toString();
  if (/^create table `?u`?/i.test(sql)) refuse();
  const created = /^create table `?(\w+)`?/i.exec(sql)?.[1];
  if (created) this.tables.set(created, sql);
  const dropped = /^drop table .*`(\w+)`$/.exec(sql)?.[1];
  if (dropped) this.tables.delete(dropped);
  return { result: {} };
}

describe.each(Object.entries(failures))('%s: of a move nothing is left behind', (_, failure) => {
  test.each([
    ['of tables', {}],
    ['of tables that count by sequences then', { sharded_auto_increment_handling: 'REPLACE', global_keyspace: 'from' }],
    ['of a part', { source_shards: ['80-'] }],
    ['of a tenant', { tenant_id: '7' }],
  ])('%s', async (_kind, { source_shards = [], ...workflow_options }: Record<string, unknown>) => {
    const before = await shown();
    Object.assign(cluster.tablet('to/80-'), failure);
    const move = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t', 'u'] };
    const request = { ...move, source_shards, workflow_options, auto_start: true };
    await expect(cluster.vtctld().call('MoveTablesCreate', request)).rejects.toThrow('no');
    expect(await shown()).toEqual(before);
    for (const method of Object.keys(failure)) Reflect.deleteProperty(cluster.tablet('to/80-'), method);
    await cluster.vtctld().call('MoveTablesCreate', request);
    expect(cluster.tablet('to/80-').states('w')[0]).toBe('Running');
    expect(await shown()).not.toEqual(before);
  });
});

test('tables that have rows stay', async () => {
  const far = cluster.tablet('to/80-');
  far.onCreateVReplicationWorkflow = () => {
    far.filled.add('t');
    return refuse();
  };
  const move = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t', 'u'] };
  await expect(cluster.vtctld().call('MoveTablesCreate', move)).rejects.toThrow('no');
  expect([...far.tables.keys()]).toEqual(['t']);
});

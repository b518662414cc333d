import { create } from '@vt/proto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { workflowCrashPoints } from '../crash-point.ts';
import { SmallCluster } from '../testing/small-cluster.ts';

const ddl = 'create table `t` (`id` bigint not null, primary key (`id`))';
const pointsOf = (family: string) => workflowCrashPoints.filter((point) => point.startsWith(`${family}.`));

let cluster: SmallCluster;
afterEach(() => cluster.close());

async function denied(keyspace: string): Promise<string[]> {
  const { value } = await cluster.topo.shards.get(keyspace, '0');
  return value.tablet_controls.flatMap(({ denied_tables: tables }) => tables);
}

/** Nothing of the workflow is left but the tables, at one place. */
async function expectEnded(place: string, other: string): Promise<void> {
  expect([...cluster.tablet(`${place}/0`).tables.keys()]).toEqual(['t']);
  expect([...cluster.tablet(`${other}/0`).tables.keys()]).toEqual([]);
  expect(cluster.tablet('from/0').workflows.size + cluster.tablet('to/0').workflows.size).toBe(0);
  expect((await cluster.topo.rules.routing.get()).rules).toEqual([]);
  expect([...(await denied('from')), ...(await denied('to'))]).toEqual([]);
}

describe('a vtctld that dies while a move is ended', () => {
  const about = { keyspace: 'to', workflow: 'w' };

  beforeEach(async () => {
    cluster = await SmallCluster.open({ from: ['0'], to: ['0'] });
    cluster.tablet('from/0').tables.set('t', ddl);
    await cluster.topo.keyspaces.saveVSchema('from', { tables: { t: {} } });
    const request = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t'] };
    await cluster.vtctld().call('MoveTablesCreate', { ...request, auto_start: true });
  });

  test.each(pointsOf('complete'))('at %s: the same command ends it', async (point) => {
    const complete = { workflow: 'w', target_keyspace: 'to' };
    await cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, enable_reverse_replication: true });
    await expect(cluster.vtctld(point).call('MoveTablesComplete', complete)).rejects.toThrow();
    await cluster.vtctld().call('MoveTablesComplete', complete);
    await expectEnded('to', 'from');
  });

  test.each(['MoveTablesComplete', 'WorkflowDelete'])(
    'a vtctld that loses its locks in %s without noticing drops no table that has the writes again',
    async (method) => {
      const there = { ...about, enable_reverse_replication: true };
      const isComplete = method === 'MoveTablesComplete';
      if (isComplete) await cluster.vtctld().call('WorkflowSwitchTraffic', there);
      const { vtctld, loseLocks } = cluster.unnoticing();
      const source = cluster.tablet('from/0');
      const end = source.onDeleteVReplicationWorkflow.bind(source);
      source.onDeleteVReplicationWorkflow = (async (request: Parameters<typeof end>[0]) => {
        source.onDeleteVReplicationWorkflow = end;
        await loseLocks();
        await cluster.vtctld().call('WorkflowSwitchTraffic', isComplete ? { ...there, direction: 1 } : there);
        return end(request);
      }) as never;
      const request = isComplete ? { workflow: 'w', target_keyspace: 'to' } : about;
      await expect(vtctld.call(method, request)).rejects.toThrow('lock lost');
      for (const place of ['from/0', 'to/0']) expect([...cluster.tablet(place).tables.keys()]).toEqual(['t']);
    },
  );

  test('the tables are dropped by one call, after which the tablet reads its schema', async () => {
    for (const name of ['t2', 't3']) {
      cluster.tablet('from/0').tables.set(name, ddl.replace('`t`', `\`${name}\``));
      await cluster.topo.keyspaces.updateVSchema('from', (vschema) => void (vschema.tables[name] = {} as never));
    }
    const others = { workflow: 'w2', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t2', 't3'] };
    await cluster.vtctld().call('MoveTablesCreate', { ...others, auto_start: true });
    await cluster.vtctld().call('WorkflowSwitchTraffic', { keyspace: 'to', workflow: 'w2' });
    const source = cluster.tablet('from/0');
    const run = source.onExecuteMultiFetchAsDba.bind(source);
    const calls: string[] = [];
    source.onExecuteMultiFetchAsDba = (request) => {
      calls.push(Buffer.from(request.sql).toString());
      return run(request);
    };
    await cluster.vtctld().call('MoveTablesComplete', { workflow: 'w2', target_keyspace: 'to' });
    expect(calls).toEqual(['drop table `vt_from`.`t2`\n;\ndrop table `vt_from`.`t3`']);
    expect([...source.tables.keys()]).toEqual(['t']);
  });

  test('a Cancel that waits while traffic is switched leaves the tables to those who have it then', async () => {
    const [source, target] = [cluster.tablet('from/0'), cluster.tablet('to/0')];
    const run = source.onExecuteFetchAsDba.bind(source);
    let cancelling: Promise<unknown> | undefined;
    target.catchUp = () =>
      new Promise<void>((resolve) => {
        target.catchUp = undefined;
        // The last that it looks at before it waits for the locks.
        source.onExecuteFetchAsDba = (request) => {
          if (Buffer.from(request.query).includes('_vt.resharding_journal')) resolve();
          return run(request);
        };
        cancelling = cluster.vtctld().call('WorkflowDelete', about);
        cancelling.catch(() => {});
      });
    await cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, enable_reverse_replication: true });
    await expect(cancelling).rejects.toThrow('already switched some or all read and write traffic');
    expect([...target.tables.keys()]).toEqual(['t']);
    expect(target.states('w')).toEqual(['Stopped FROZEN']);
    expect(source.states('w_reverse')).toEqual(['Running']);
    expect(await denied('from')).toEqual(['t']);
  });

  test.each(pointsOf('cancel'))('at %s: the same command ends it', async (point) => {
    await expect(cluster.vtctld(point).call('WorkflowDelete', about)).rejects.toThrow();
    await cluster.vtctld().call('WorkflowDelete', about);
    await expectEnded('from', 'to');
  });
});

test('tables are brought in from another cluster when their copy has ended', async () => {
  cluster = await SmallCluster.open({ to: ['0'] });
  const tablet = cluster.tablet('to/0');
  tablet.tables.set('t', ddl);
  const bls = { keyspace: 'from', shard: '0', external_cluster: 'other', filter: { rules: [{ match: 't' }] } };
  const request = { workflow: 'm', workflow_type: 'Migrate', binlog_source: [bls] };
  tablet.onCreateVReplicationWorkflow(create('tabletmanagerdata.CreateVReplicationWorkflowRequest', request as never));
  const [stream] = tablet.workflows.get('m')?.streams ?? [];
  const complete = () => cluster.vtctld().call('MoveTablesComplete', { workflow: 'm', target_keyspace: 'to' });
  const refused = 'cannot complete workflow m while copy is still in progress';
  await expect(complete()).rejects.toThrow(refused);
  const run = tablet.onExecuteFetchAsDba.bind(tablet);
  const table_name = { fields: [{ name: 'table_name' }], rows: [{ lengths: [1n], values: Buffer.from('t') }] };
  tablet.onExecuteFetchAsDba = (asked) =>
    Buffer.from(asked.query).includes('_vt.copy_state') ? { result: table_name } : run(asked);
  for (const state of ['Copying', 'Stopped', 'Error'] as const) {
    Object.assign(stream ?? {}, { state, pos: 'MySQL56/copied:1-10' });
    await expect(complete()).rejects.toThrow(refused);
  }
  tablet.onExecuteFetchAsDba = run;
  await complete();
  expect(tablet.workflows.size).toBe(0);
  expect([...tablet.tables.keys()]).toEqual(['t']);
});

test('a materialization is given up also where the shards that it read are gone', async () => {
  cluster = await SmallCluster.open({ from: ['0'], to: ['0'] });
  cluster.tablet('from/0').tables.set('t', ddl);
  const table = { target_table: 't', source_expression: 'select * from t', create_ddl: 'copy' };
  const settings = { workflow: 'm', source_keyspace: 'from', target_keyspace: 'to', table_settings: [table] };
  await cluster.vtctld().call('MaterializeCreate', { settings });
  await cluster.topo.shards.delete('from', '0');
  await cluster.vtctld().call('WorkflowDelete', { keyspace: 'to', workflow: 'm' });
  expect(cluster.tablet('to/0').workflows.size).toBe(0);
});

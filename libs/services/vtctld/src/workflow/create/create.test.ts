import { VtError } from '@vt/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallCluster } from '../testing/small-cluster.ts';
import { divisionOf, narrowed, tableRule } from './filters.ts';
import { adaptedDdl } from './schema.ts';

let cluster: SmallCluster;
afterEach(() => cluster?.close());

const vindexes = { xxhash: { type: 'xxhash' } };
const ddl =
  'create table `t` (`id` bigint not null auto_increment, `name` varchar(20) collate utf8mb4_bin, primary key (`id`))';

const filters = (shard: string, workflow: string): (string | undefined)[] =>
  (cluster.tablet(shard).workflows.get(workflow)?.streams ?? []).flatMap(({ bls }) =>
    (bls?.filter?.rules ?? []).map(({ filter }) => filter),
  );

describe('filters', () => {
  test.each([
    ['select * from t', "select * from t where in_keyrange(id, 'ks.xxhash', '-80')"],
    [
      'select a as id, count(*) as n from t where b = 1 or c = 2 group by a',
      "select a as id, count(*) as n from t where (b = 1 or c = 2) and in_keyrange(a, 'ks.xxhash', '-80') group by a",
    ],
  ])('%s', (query, expected) => {
    const plain = (text: string): string => text.replaceAll('`', '');
    expect(plain(narrowed(query, 'ks', { vindex: 'xxhash', columns: ['id'] }, '-80'))).toBe(expected);
  });

  test('a shard that holds everything gets everything', () => {
    const division = { vindex: 'xxhash', columns: ['id'] };
    expect(tableRule('t', 'ks', division, '')).toEqual({ match: 't', filter: 'select * from t' });
    expect(narrowed('select a from t', 'ks', division, '')).toBe('select a from t');
  });

  test('a query without the vindex’s column is refused', () => {
    expect(() => narrowed('select a from t', 'ks', { vindex: 'xxhash', columns: ['id'] }, '-80')).toThrow(
      'could not find a column',
    );
  });

  test('a table that a sharded keyspace does not know is refused', () => {
    const vschema = { sharded: true, tables: {} } as unknown as Parameters<typeof divisionOf>[1];
    expect(() => divisionOf('ks', vschema, 't')).toThrow('table t not found in vschema for keyspace ks');
  });
});

test('what must not come along is left out of a CREATE TABLE', () => {
  const text = adaptedDdl(
    'create table c (id bigint auto_increment, p bigint, primary key (id), constraint f foreign key (p) references p (id)) engine InnoDB auto_increment = 7',
    { foreignKeys: 'drop', autoIncrement: 'drop' },
  );
  expect(text).not.toMatch(/auto_increment|foreign/i);
  expect(text).toMatch(/primary key/i);
});

describe('on a cluster of fakes', () => {
  beforeEach(async () => {
    cluster = await SmallCluster.open({ from: ['-80', '80-'], to: ['0'], look: ['-80', '80-'] });
    for (const shard of ['from/-80', 'from/80-']) cluster.tablet(shard).tables.set('t', ddl);
    await cluster.topo.keyspaces.saveVSchema('from', {
      sharded: true,
      vindexes,
      tables: { t: { column_vindexes: [{ name: 'xxhash', columns: ['id'] }] } },
    });
    await cluster.topo.keyspaces.saveVSchema('look', { sharded: true, vindexes });
  });

  test('Materialize reads each shard of the source, and its table is made', async () => {
    const settings = {
      workflow: 'm',
      source_keyspace: 'from',
      target_keyspace: 'to',
      table_settings: [{ target_table: 'u', source_expression: 'select id, name from t', create_ddl: 'copy' }],
    };
    await cluster.vtctld().call('MaterializeCreate', { settings });
    expect(cluster.tablet('to/0').states('m')).toEqual(['Running', 'Running']);
    expect([...cluster.tablet('to/0').tables.keys()]).toEqual(['u']);
    await cluster.vtctld().call('WorkflowDelete', { keyspace: 'to', workflow: 'm' });
    expect(cluster.tablet('to/0').workflows.size).toBe(0);
    expect([...cluster.tablet('to/0').tables.keys()]).toEqual(['u']);
  });

  test('tables of the target that have rows are refused before anything is made, and a tablet of Vitess can read the options', async () => {
    const target = cluster.tablet('to/0');
    target.tables.set('t', ddl);
    target.filled.add('t');
    const settings = {
      workflow: 'm',
      source_keyspace: 'from',
      target_keyspace: 'to',
      table_settings: [{ target_table: 't', source_expression: 'select * from t', create_ddl: '' }],
    };
    const refused = 'all target tables are empty: non-empty tables found in target keyspace(to): t';
    await expect(cluster.vtctld().call('MaterializeCreate', { settings })).rejects.toThrow(refused);
    const workflow_options = { sharded_auto_increment_handling: 'REMOVE' } as const;
    const move = { workflow: 'm', source_keyspace: 'from', target_keyspace: 'to', all_tables: true, workflow_options };
    await expect(cluster.vtctld().call('MoveTablesCreate', move)).rejects.toThrow(refused);
    expect(target.workflows.size).toBe(0);
    expect((await cluster.topo.rules.routing.get()).rules).toEqual([]);
    target.filled.clear();
    await cluster.vtctld().call('MoveTablesCreate', move);
    expect(JSON.parse(target.workflows.get('m')?.options ?? '')).toEqual({ sharded_auto_increment_handling: 1 });
  });

  test('times of a zone that the target does not know are refused before anything is made', async () => {
    const target = cluster.tablet('to/0');
    const run = target.onExecuteFetchAsDba.bind(target);
    target.onExecuteFetchAsDba = (asked) =>
      Buffer.from(asked.query).includes("convert_tz('2006-01-02 15:04:05', 'Mars/Base', 'UTC')")
        ? { result: { fields: [{ name: 'converted' }], rows: [{ lengths: [-1n], values: Buffer.alloc(0) }] } }
        : run(asked);
    const both = { workflow: 'm', source_keyspace: 'from', target_keyspace: 'to', source_time_zone: 'Mars/Base' };
    const refused = 'to/0 cannot convert times from Mars/Base to UTC';
    const move = { ...both, include_tables: ['t'] };
    await expect(cluster.vtctld().call('MoveTablesCreate', move)).rejects.toThrow(refused);
    const table = { target_table: 't', source_expression: 'select * from t', create_ddl: 'copy' };
    const settings = { ...both, table_settings: [table] };
    await expect(cluster.vtctld().call('MaterializeCreate', { settings })).rejects.toThrow(refused);
    expect([target.workflows.size, target.tables.size]).toEqual([0, 0]);
  });

  test('Reference tables are named only, when a workflow is made and when it gets more', async () => {
    for (const shard of ['from/-80', 'from/80-'])
      cluster.tablet(shard).tables.set('order', 'create table `order` (`id` bigint, primary key (`id`))');
    const target = cluster.tablet('to/0');
    const materialization_intent = 'REFERENCE' as const;
    const settings = { workflow: 'm', source_keyspace: 'from', target_keyspace: 'to', materialization_intent };
    await cluster.vtctld().call('MaterializeCreate', { settings: { ...settings, reference_tables: ['order'] } });
    expect(filters('to/0', 'm')).toEqual(['select * from `order`', 'select * from `order`']);
    const sent: string[] = [];
    target.onVReplicationExec = ({ query }) => {
      sent.push(query);
      return {};
    };
    const more = { workflow: 'm', keyspace: 'to', materialization_intent, table_settings: [{ target_table: 't' }] };
    await cluster.vtctld().call('WorkflowAddTables', more);
    expect([...target.tables.keys()]).toEqual(['order', 't']);
    expect(sent.find((query) => query.includes('set source'))).toContain('select * from t');
  });

  test('tables that were added to some of a workflow’s streams only are added to the others by the same command', async () => {
    cluster.tablet('from/-80').tables.set('u', ddl.replace('`t`', '`u`'));
    const table = (name: string) => ({
      target_table: name,
      source_expression: `select * from ${name}`,
      create_ddl: 'copy',
    });
    const settings = { workflow: 'm', source_keyspace: 'from', target_keyspace: 'to', table_settings: [table('t')] };
    await cluster.vtctld().call('MaterializeCreate', { settings });
    const target = cluster.tablet('to/0');
    const run = target.onVReplicationExec.bind(target);
    const sent: string[] = [];
    target.onVReplicationExec = (request) => {
      sent.push(request.query.replace(/ where .*| values .*|(source =).*/s, '$1'));
      if (sent.length === 7) throw new VtError({ code: 'UNAVAILABLE', message: 'away' });
      return run(request);
    };
    const more = { workflow: 'm', keyspace: 'to', table_settings: [table('u')] };
    const steps = [
      "update _vt.vreplication set state = 'Stopped'",
      'insert into _vt.copy_state (vrepl_id, table_name)',
      'update _vt.vreplication set source =',
      "update _vt.vreplication set state = 'Copying'",
    ];
    await expect(cluster.vtctld().call('WorkflowAddTables', more)).rejects.toThrow('away');
    expect(sent.splice(0)).toEqual([...steps, ...steps.slice(0, 3)]);
    await cluster.vtctld().call('WorkflowAddTables', more);
    expect(sent).toEqual(steps);
    expect(filters('to/0', 'm').filter((filter) => filter?.includes('from u')).length).toBe(2);
    await expect(cluster.vtctld().call('WorkflowAddTables', more)).rejects.toThrow('has table u already');
  });

  test('Materialize of two tables from one is refused before anything is made', async () => {
    const of = (name: string, query: string) => ({ target_table: name, source_expression: query, create_ddl: 'copy' });
    const settings = {
      workflow: 'm',
      source_keyspace: 'from',
      target_keyspace: 'to',
      table_settings: [of('u', 'select id, name from t'), of('n', 'select name from t')],
    };
    await expect(cluster.vtctld().call('MaterializeCreate', { settings })).rejects.toThrow(
      'more than one target for source table t',
    );
    expect([...cluster.tablet('to/0').tables.keys()]).toEqual([]);
  });

  test('of a LookupVindex that cannot be made nothing is left, and what owners wrote meanwhile is no hindrance', async () => {
    const vindexes = {
      by_name: {
        type: 'consistent_lookup_unique',
        params: { table: 'look.by_name', from: 'name', to: 'keyspace_id' },
        owner: 't',
      },
    };
    const tables = { t: { column_vindexes: [{ name: 'by_name', columns: ['name'] }] } };
    const request = { keyspace: 'from', workflow: 'by_name', vindex: { vindexes, tables } };
    const vschema = async (keyspace: string) => (await cluster.topo.keyspaces.vschema(keyspace)).value;
    const before = [await vschema('from'), (await vschema('look')).tables];
    const far = cluster.tablet('look/80-');
    far.onCreateVReplicationWorkflow = () => {
      far.filled.add('by_name');
      throw new VtError({ code: 'UNAVAILABLE', message: 'away' });
    };
    const run = far.onExecuteFetchAsDba.bind(far);
    far.onExecuteFetchAsDba = (asked) => {
      if (Buffer.from(asked.query).toString() === 'delete from `vt_look`.`by_name`') far.filled.delete('by_name');
      return run(asked);
    };
    await expect(cluster.vtctld().call('LookupVindexCreate', request)).rejects.toThrow('away');
    expect([await vschema('from'), (await vschema('look')).tables]).toEqual(before);
    expect(far.filled.size).toBe(0);
    Reflect.deleteProperty(far, 'onCreateVReplicationWorkflow');
    await cluster.vtctld().call('LookupVindexCreate', request);
    expect(far.states('by_name')).toEqual(['Running', 'Running']);
    expect((await vschema('from')).vindexes['by_name']?.params).toMatchObject({ write_only: 'true' });
  });

  test('LookupVindex is written to first, read when externalized, and given back by internalize', async () => {
    const vtctld = cluster.vtctld();
    await vtctld.call('LookupVindexCreate', {
      keyspace: 'from',
      workflow: 'by_name',
      continue_after_copy_with_owner: true,
      vindex: {
        vindexes: {
          by_name: {
            type: 'consistent_lookup_unique',
            params: { table: 'look.by_name', from: 'name', to: 'keyspace_id' },
            owner: 't',
          },
        },
        // Vitess's client names the lookup table too, and leaves its vindex to the server.
        tables: {
          t: { column_vindexes: [{ name: 'by_name', columns: ['name'] }] },
          by_name: { column_vindexes: [{ name: '', columns: ['name'] }] },
        },
      },
    });
    const params = async () => (await cluster.topo.keyspaces.vschema('from')).value.vindexes['by_name']?.params;
    expect(await params()).toMatchObject({ write_only: 'true' });
    expect(cluster.tablet('look/-80').tables.get('by_name')).toMatch(/varchar\(20\) collate utf8mb4_bin not null/i);
    expect(filters('look/-80', 'by_name')[0]?.replaceAll('`', '')).toBe(
      "select name as name, keyspace_id() as keyspace_id from t where name is not null and in_keyrange(name, 'look.unicode_loose_xxhash', '-80') group by name, keyspace_id",
    );
    const about = { keyspace: 'from', name: 'by_name', table_keyspace: 'look' };
    // Its streams say that they run, as they do until they have found a source.
    cluster.tablet('look/80-').copying.push('by_name');
    await expect(vtctld.call('LookupVindexExternalize', about)).rejects.toThrow('table by_name is being copied');
    cluster.tablet('look/80-').copying.pop();
    expect(await vtctld.call('LookupVindexExternalize', about)).toMatchObject({ workflow_stopped: true });
    expect(await params()).not.toHaveProperty('write_only');
    expect(cluster.tablet('look/80-').states('by_name')).toEqual(['Stopped FROZEN', 'Stopped FROZEN']);
    const streams = () => cluster.tablet('look/80-').workflows.get('by_name')?.streams ?? [];
    const stoppedAt = streams().map(({ pos }) => pos);
    await vtctld.call('LookupVindexInternalize', about);
    expect(await params()).toMatchObject({ write_only: 'true' });
    // Not from where they stopped: entries that have gone since would be added again, and nothing takes them away.
    expect(cluster.tablet('look/80-').states('by_name')).toEqual(['Running', 'Running']);
    const startedAt = streams().map(({ pos }) => pos);
    for (const [i, pos] of startedAt.entries()) {
      expect(pos).toMatch(/^MySQL56\/\d+:1-\d+$/);
      expect(pos).not.toBe(stoppedAt[i]);
    }
    await vtctld.call('LookupVindexInternalize', about);
    expect(streams().map(({ pos }) => pos)).toEqual(startedAt);
    // A shard that a reshard has replaced: its stream has nothing to begin with, and needs not.
    await vtctld.call('LookupVindexExternalize', about);
    await cluster.topo.shards.delete('from', '80-');
    await vtctld.call('LookupVindexInternalize', about);
    expect(cluster.tablet('look/80-').states('by_name')).toEqual(['Running', 'Stopped FROZEN']);
    await expect(vtctld.call('LookupVindexComplete', about)).rejects.toThrow('has not been externalized');
    await vtctld.call('LookupVindexExternalize', about);
    await vtctld.call('LookupVindexComplete', about);
    expect(cluster.tablet('look/80-').workflows.size).toBe(0);
  });

  test('Mount keeps other clusters', async () => {
    const vtctld = cluster.vtctld();
    const other = { name: 'ext', topo_type: 'etcd2', topo_server: 'host:1', topo_root: '/r' };
    await vtctld.call('MountRegister', other);
    expect(await vtctld.call('MountShow', { name: 'ext' })).toMatchObject(other);
    expect(await vtctld.call('MountList', {})).toEqual({ names: ['ext'] });
    await vtctld.call('MountUnregister', { name: 'ext' });
    expect(await vtctld.call('MountList', {})).toEqual({ names: [] });
  });

  test('Reshard refuses shards that do not fit, and tables without a vindex', async () => {
    const vtctld = cluster.vtctld();
    const reshard = (source_shards: string[], target_shards: string[]) =>
      vtctld.call('ReshardCreate', { keyspace: 'from', workflow: 'r', source_shards, target_shards });
    await expect(reshard(['-80'], ['80-'])).rejects.toThrow('is in serving state');
    await expect(reshard(['-80'], [])).rejects.toThrow('must be given');
    cluster.tablet('from/-80').tables.set('other', 'create table `other` (`id` bigint)');
    await cluster.topo.shards.create('from', '-');
    await expect(reshard(['-80', '80-'], ['-'])).rejects.toThrow('has no primary');
  });
});

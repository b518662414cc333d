import { expect } from 'vitest';
import type { WorkflowStage } from './stage.ts';

const shards = ['-80', '80-'] as const;
const by = (column: string) => ({ column_vindexes: [{ column, name: 'xxhash' }] });

/** One shard of a keyspace moves to another keyspace before the others do. */
export async function shardByShard(stage: WorkflowStage): Promise<void> {
  for (const shard of shards) await stage.cluster.addShard('fresh', shard);
  const { gate } = stage;
  const vschema = { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables: { visit: by('id') } };
  await stage.vschema('wide', vschema);
  await stage.vschema('fresh', vschema);
  await stage.schema('wide', 'create table visit (id bigint primary key, place varchar(20))');
  const values = Array.from({ length: 40 }, (_, i) => `(${i}, 'there before')`);
  await stage.eventually(`insert into wide.visit values ${values.join(', ')}`);
  const counts = async (keyspace: string) => stage.stored(keyspace, 'select count(*) from visit');
  const moved = async () =>
    Number((await stage.cluster.rowsOf('fresh', '-80', 'select count(*) as n from visit'))[0]?.['n']);
  for (const [i, shard] of shards.entries()) {
    const workflow = `share${i}`;
    const command = stage.on('MoveTables', 'fresh', workflow);
    const part = [`--source-shards=${shard}`, `--shards=${shard}`];
    await command('create', '--source-keyspace', 'wide', '--tables', 'visit', '--tablet-types', 'PRIMARY', ...part);
    await stage.copiedOn('fresh', workflow, [shard]);
    expect(await stage.compare('fresh', workflow)).toBeGreaterThan(0);
    const rules = JSON.parse(await stage.vtctl('GetShardRoutingRules')) as { rules: unknown[] };
    expect(rules.rules).toContainEqual({ from_keyspace: 'fresh', to_keyspace: 'wide', shard });
    await command('switchtraffic');
    await gate.query(`insert into wide.visit values (${100 + i * 2}, 'later'), (${101 + i * 2}, 'later')`);
    expect(await stage.rows('select count(*) from wide.visit')).toEqual([String(42 + i * 2)]);
    await command('reversetraffic');
    await command('switchtraffic');
  }
  expect(await stage.rows('select count(*) from fresh.visit')).toEqual(['44']);
  expect(await moved()).toBeGreaterThan(0);
  for (const [i] of shards.entries()) await stage.on('MoveTables', 'fresh', `share${i}`)('complete');
  expect(await stage.rows('select count(*) from fresh.visit')).toEqual(['44']);
  expect(await counts('fresh')).toHaveLength(2);
  expect(JSON.parse(await stage.vtctl('GetShardRoutingRules'))).toEqual({ rules: [] });
}

/** A keyspace that one tenant had for itself becomes a part of one that many share. */
export async function tenant(stage: WorkflowStage): Promise<void> {
  const { gate } = stage;
  await stage.schema('flat', 'create table bill (tenant bigint, id bigint, amount int, primary key (tenant, id))');
  await stage.vschema('flat', { tables: { bill: {} } });
  await stage.eventually('insert into flat.bill values (7, 1, 10), (7, 2, 20), (7, 3, 30)');
  await stage.vschema('wide', {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    multi_tenant_spec: { tenant_id_column_name: 'tenant', tenant_id_column_type: 'INT64' },
    tables: { bill: by('id') },
  });
  await stage.schema('wide', 'create table bill (tenant bigint, id bigint, amount int, primary key (tenant, id))');
  await stage.eventually('insert into wide.bill values (8, 1, 1), (8, 2, 2)');
  const command = stage.on('MoveTables', 'wide', 'tenant7');
  await command(
    'create',
    '--source-keyspace',
    'flat',
    '--tables',
    'bill',
    '--tablet-types',
    'PRIMARY',
    '--tenant-id',
    '7',
  );
  await stage.copied('wide', 'tenant7');
  expect(await stage.compare('wide', 'tenant7')).toBe(3);
  expect(await stage.vtctl('GetKeyspaceRoutingRules')).toContain('"from_keyspace": "flat"');
  await gate.query('insert into flat.bill values (7, 4, 40)');
  await stage.becomes(
    'the rows',
    () => stage.stored('wide', 'select count(*) from bill where tenant = 7 having count(*) > 99'),
    [],
  );
  await command('switchtraffic', '--tablet-types', 'rdonly,replica');
  expect(await command('switchtraffic', '--tablet-types', 'primary')).toContain('All Reads Switched. Writes Switched');
  await gate.query('insert into flat.bill values (7, 5, 50)');
  expect(await stage.rows('select count(*) from flat.bill where tenant = 7')).toEqual(['5']);
  await stage.becomes('the way back', () => stage.stored('flat', 'select count(*) from bill'), ['5']);
  expect(await command('reversetraffic')).toContain('Current State: Reads Not Switched. Writes Not Switched');
  expect(await command('cancel')).toContain('Successfully cancelled the tenant7 workflow');
  expect((await stage.stored('wide', 'select tenant, id from bill')).sort()).toEqual(['8 1', '8 2']);
}

import { expect } from 'vitest';
import type { WorkflowStage } from './stage.ts';

/** A lookup vindex over a table that has rows and is written to: made, filled, put to use, taken out of use, and removed. */
export async function lookupVindex(stage: WorkflowStage): Promise<void> {
  const { gate } = stage;
  await stage.vschema('wide', {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    tables: { person: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
  });
  await stage.schema(
    'wide',
    'create table person (id bigint primary key, mail varchar(40) character set utf8mb4, name varchar(20))',
  );
  const values = Array.from({ length: 60 }, (_, i) => `(${i}, ${i % 10 === 9 ? 'null' : `'p${i}@x'`}, 'n${i % 7}')`);
  await stage.eventually(`insert into wide.person values ${values.join(', ')}`);
  const about = ['--name', 'mail_lookup', '--table-keyspace', 'flat'];
  const command = (...args: string[]) => stage.vtctl('LookupVindex', ...about, ...args);
  const created = await command(
    'create',
    ...['--keyspace', 'wide', '--type', 'consistent_lookup_unique', '--table-owner', 'person', '--ignore-nulls'],
    ...['--table-owner-columns', 'mail', '--tablet-types', 'PRIMARY'],
  );
  expect(created).toContain(
    'LookupVindex mail_lookup created in the wide keyspace and the mail_lookup VReplication workflow scheduled on the flat shards, use show to view progress',
  );
  await stage.copied('flat', 'mail_lookup');
  const entries = () => stage.stored('flat', 'select count(*), count(distinct keyspace_id) from mail_lookup');
  await stage.becomes('its entries', entries, ['54 54']);
  expect(await command('show')).toContain('"workflow_type": "CreateLookupIndex"');
  // Writes keep it filled, also before it is in use.
  await gate.query("insert into wide.person values (100, 'new@x', 'n')");
  await gate.query("update wide.person set mail = 'other@x' where id = 1");
  await gate.query('delete from wide.person where id = 2');
  await stage.becomes('its entries', entries, ['54 54']);
  const planOf = async () =>
    (await stage.rows("vexplain plan select name from wide.person where mail = 'p3@x'")).join();
  expect(await planOf()).toContain('Scatter');

  const inUse = await command('externalize', '--keyspace', 'wide');
  expect(inUse).toContain(
    'LookupVindex mail_lookup has been externalized and the mail_lookup VReplication workflow has been stopped',
  );
  await stage.becomes('the plan', async () => (await planOf()).includes('EqualUnique'), true);
  expect(await stage.rows("select id from wide.person where mail in ('p3@x', 'other@x', 'new@x', 'p2@x')")).toEqual([
    '1',
    '100',
    '3',
  ]);
  await gate.query("insert into wide.person values (101, 'later@x', 'n')");
  expect(await stage.rows("select id from wide.person where mail = 'later@x'")).toEqual(['101']);
  await expect(gate.query("insert into wide.person values (102, 'later@x', 'n')")).rejects.toThrow(/[Dd]uplicate/);
  await gate.query("update wide.person set mail = 'latest@x' where id = 101");

  expect(await command('internalize', '--keyspace', 'wide')).toContain(
    'LookupVindex mail_lookup has been internalized and the mail_lookup VReplication workflow has been started',
  );
  await stage.becomes('the plan', async () => (await planOf()).includes('Scatter'), true);
  await expect(command('complete', '--keyspace', 'wide')).rejects.toThrow('has not been externalized');
  await stage.copied('flat', 'mail_lookup');
  await command('externalize', '--keyspace', 'wide');
  expect(await command('complete', '--keyspace', 'wide')).toContain(
    'LookupVindex mail_lookup has been completed and the mail_lookup VReplication workflow has been deleted',
  );
  expect(JSON.parse(await stage.vtctl('Workflow', '--keyspace', 'flat', 'list'))).toEqual([]);
  expect(await stage.rows('select count(*) from wide.person where mail is not null')).toEqual(
    await stage.stored('flat', 'select count(*) from mail_lookup'),
  );

  await lookupOfMany(stage);
}

/** Not unique, in the sharded keyspace itself, and given up. */
async function lookupOfMany(stage: WorkflowStage): Promise<void> {
  const command = (...args: string[]) =>
    stage.vtctl('LookupVindex', '--name', 'name_lookup', '--table-keyspace', 'wide', ...args);
  await command(
    'create',
    ...[
      '--keyspace',
      'wide',
      '--type',
      'consistent_lookup',
      '--table-owner',
      'person',
      '--table-owner-columns',
      'name,id',
    ],
    ...['--table-vindex-type', 'unicode_loose_xxhash', '--table-name', 'names', '--tablet-types', 'PRIMARY'],
  );
  await stage.copied('wide', 'name_lookup');
  await stage.becomes(
    'its entries',
    () => stage.rows('select count(*) from wide.names'),
    await stage.rows('select count(*) from wide.person'),
  );
  expect(await command('cancel')).toContain(
    'LookupVindex name_lookup left in place and the name_lookup VReplication workflow has been deleted',
  );
}

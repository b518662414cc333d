import { expect } from 'vitest';
import type { WorkflowStage } from './stage.ts';

const fromFlat = ['--source-keyspace', 'flat', '--tablet-types', 'PRIMARY'];

/** Numbers that a table counted by itself come from a sequence in its new, sharded home. */
export async function sequences(stage: WorkflowStage): Promise<void> {
  await stage.schema(
    'flat',
    'create table ticket (id bigint not null auto_increment primary key, holder bigint, note varchar(20))',
  );
  await stage.vschema('flat', { tables: { ticket: {} } });
  await stage.eventually("insert into flat.ticket (holder, note) values (1, 'a'), (2, 'b'), (3, 'c')");
  await stage.vschema('wide', {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    tables: { ticket: { column_vindexes: [{ column: 'holder', name: 'xxhash' }] } },
  });
  const command = stage.on('MoveTables', 'wide', 'tickets');
  const auto = ['--sharded-auto-increment-handling', 'REPLACE', '--global-keyspace', 'flat'];
  const made = await command(
    'create',
    ...fromFlat,
    '--tables',
    'ticket',
    ...auto,
    '--config-overrides',
    'vreplication-parallel-insert-workers=2',
  );
  expect(made).toContain('The following vreplication streams exist for workflow wide.tickets:');
  expect(made).toMatch(/id=\d+ on wide\/zone1-\d+: Status: \w+\./);
  expect(made).toContain('Traffic State: Reads Not Switched. Writes Not Switched');
  await stage.copied('wide', 'tickets');
  expect(await command('status')).toMatch(/Status: Running\. VStream Lag: \d+s\./);
  const shown = JSON.parse(await command('show')) as { workflows: { options: { config: unknown } }[] };
  expect(shown.workflows[0]?.options.config).toEqual({ 'vreplication-parallel-insert-workers': '2' });
  expect((await stage.stored('wide', 'show create table ticket')).join().toLowerCase()).not.toContain('auto_increment');
  expect(await stage.compare('wide', 'tickets')).toBe(3);
  expect(await command('switchtraffic', '--dry-run', '--initialize-target-sequences')).toContain(
    'SwitchTraffic dry run results for workflow wide.tickets',
  );
  const switched = await command('switchtraffic', '--initialize-target-sequences');
  expect(switched).toContain(
    'SwitchTraffic was successful for workflow wide.tickets\n\nStart State: Reads Not Switched. Writes Not Switched\nCurrent State: All Reads Switched. Writes Switched',
  );
  await stage.eventually("insert into wide.ticket (holder, note) values (7, 'later')");
  expect(await stage.rows("select id > 3 from wide.ticket where note = 'later'")).toEqual(['1']);
  await expect(command('cancel')).rejects.toThrow('already switched');
  expect(await command('complete', '--rename-tables')).toBe(
    'Successfully completed the tickets workflow in the wide keyspace\n',
  );
  expect(await stage.stored('flat', 'select count(*) >= 3 from _ticket_old')).toEqual(['1']);
}

/** Tables with foreign keys: all as of one moment; and without the keys. */
export async function foreignKeys(stage: WorkflowStage): Promise<void> {
  const { gate } = stage;
  await stage.cluster.addShard('home', '0');
  await stage.schema(
    'flat',
    'create table album (id bigint primary key, title varchar(20))',
    'create table track (id bigint, album bigint, title varchar(20), primary key (album, id), constraint track_album foreign key (album) references album (id))',
  );
  await stage.vschema('flat', { tables: { album: {}, track: {} } });
  await stage.eventually("insert into flat.album values (1, 'one'), (2, 'two'), (3, 'three')");
  await gate.query("insert into flat.track values (1, 1, 'a'), (2, 1, 'b'), (1, 2, 'c')");
  const by = (column: string) => ({ column_vindexes: [{ column, name: 'xxhash' }] });
  const tables = { album: by('id'), track: by('album') };
  await stage.vschema('wide', { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables });
  const keys = async (keyspace: string) =>
    (await stage.stored(keyspace, 'show create table track')).filter((ddl) => ddl.includes('FOREIGN KEY')).length;
  const divided = stage.on('MoveTables', 'wide', 'albums')('create', ...fromFlat, '--tables', 'album', '--atomic-copy');
  await expect(divided).rejects.toThrow('atomic copy brings whole tables');

  const command = stage.on('MoveTables', 'home', 'albums');
  await command('create', ...fromFlat, '--tables', 'album,track', '--atomic-copy');
  await stage.copied('home', 'albums');
  expect(await keys('home')).toBe(1);
  expect(JSON.parse(await command('show'))).toMatchObject({ workflows: [{ workflow_sub_type: 'AtomicCopy' }] });
  await gate.query("insert into flat.album values (4, 'four')");
  await gate.query("insert into flat.track values (1, 4, 'd')");
  await gate.query('delete from flat.track where album = 2');
  await gate.query('delete from flat.album where id = 2');
  await stage.becomes('the rows', () => stage.stored('home', 'select album, id from track'), ['1 1', '1 2', '4 1']);
  expect(await stage.compare('home', 'albums')).toBe(6);
  expect(await command('cancel', '--keep-data')).toContain(
    'Successfully cancelled the albums workflow in the home keyspace',
  );
  expect(await stage.stored('home', 'select count(*) from album')).toEqual(['3']);

  await stage.cluster.call('MoveTablesCreate', {
    ...{ workflow: 'bare', source_keyspace: 'flat', target_keyspace: 'wide', include_tables: ['album', 'track'] },
    ...{ drop_foreign_keys: true, auto_start: true, tablet_types: ['PRIMARY'] },
  });
  await stage.copied('wide', 'bare');
  expect(await keys('wide')).toBe(0);
  expect(await stage.on('MoveTables', 'wide', 'bare')('cancel')).toContain('Successfully cancelled');
  expect(await stage.stored('wide', 'show tables')).not.toContain('album');
}

/** A stream that is held back by a rule, says so, and goes on when the rule ends. */
export async function throttled(stage: WorkflowStage): Promise<void> {
  await stage.schema('flat', 'create table slow (id bigint primary key, note varchar(20))');
  await stage.vschema('flat', { tables: { slow: {} } });
  await stage.vschema('wide', {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    tables: { slow: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
  });
  const values = Array.from({ length: 40 }, (_, i) => `(${i}, 'x')`);
  await stage.eventually(`insert into flat.slow values ${values.join(', ')}`);
  await stage.vtctl('UpdateThrottlerConfig', '--enable', 'wide');
  await stage.vtctl('UpdateThrottlerConfig', '--throttle-app', 'vreplication', '--throttle-app-duration', '1h', 'wide');
  for (const shard of ['-80', '80-']) {
    const alias = `zone1-${stage.cluster.uid('wide', shard)}`;
    const isKnown = async () => (await stage.vtctl('GetThrottlerStatus', alias)).includes('"vreplication"');
    await stage.becomes('the rule', isKnown, true);
  }
  const command = stage.on('MoveTables', 'wide', 'slowly');
  await command('create', ...fromFlat, '--tables', 'slow', '--auto-start=false');
  expect(await stage.stored('wide', "select state from _vt.vreplication where workflow = 'slowly'")).toEqual([
    'Stopped',
    'Stopped',
  ]);
  await command('start');
  const reasons = () =>
    stage.stored('wide', "select component_throttled from _vt.vreplication where workflow = 'slowly'");
  await stage.becomes('who is held back', reasons, ['vcopier', 'vcopier']);
  expect(await command('status')).toContain('vcopier was throttled');
  expect(await stage.stored('wide', 'select count(*) from slow')).toEqual(['0', '0']);
  await stage.vtctl('UpdateThrottlerConfig', '--unthrottle-app', 'vreplication', 'wide');
  await stage.copied('wide', 'slowly');
  expect(await stage.compare('wide', 'slowly')).toBe(40);
  await stage.vtctl('UpdateThrottlerConfig', '--disable', 'wide');
  await command('cancel');
}

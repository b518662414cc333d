import { availableFlavors } from '@vt/mysql/testing';
import { create, type MessageInput } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const { signal } = new AbortController();
const table = '(id int, name varchar(30) CHARACTER SET latin1, at datetime(3), PRIMARY KEY (name, id))';

describe.each(availableFlavors())('VDiff on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  let ids: number[];

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one', 'vt_two']);
    engine = harness.engine();
    await engine.open();
    await harness.run(
      `CREATE TABLE vt_one.t ${table}`,
      `CREATE TABLE vt_two.t ${table}`,
      `CREATE TABLE vt_target.t ${table}`,
      `INSERT INTO vt_one.t VALUES ${Array.from({ length: 200 }, (_, i) => `(${i}, 'n${i % 17}É', now(3))`).join(', ')}`,
      `INSERT INTO vt_two.t VALUES ${Array.from({ length: 200 }, (_, i) => `(${i + 1000}, 'N${i % 13}é', now(3))`).join(', ')}`,
    );
    const rules = [{ match: 't', filter: 'select * from t' }];
    ids = [await harness.stream(engine, 'vt_one', rules), await harness.stream(engine, 'vt_two', rules)];
    for (const id of ids) await harness.caughtUp(engine, id);
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  const ask = (action: string, more: MessageInput<'tabletmanagerdata.VDiffRequest'> = {}) =>
    engine.vdiffs.handle(
      create('tabletmanagerdata.VDiffRequest', { keyspace: 'ks', workflow: 'wf', action, ...more }),
      signal,
    );
  const show = async (uuid: string, workflow = 'wf'): Promise<Record<string, string>> => {
    const { output } = await ask('show', { action_arg: uuid, vdiff_uuid: uuid, workflow });
    const names = (output?.fields ?? []).map(({ name }) => name ?? '');
    const [row] = output?.rows ?? [];
    const values = row ? fromProtoRow(row as never).map((value) => (value === null ? '' : String(value))) : [];
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  };
  const diff = async (options: MessageInput<'tabletmanagerdata.VDiffOptions'> = {}, workflow = 'wf') => {
    const { vdiff_uuid: uuid = '' } = await ask('create', { options, workflow });
    await expect
      .poll(async () => (await show(uuid, workflow))['vdiff_state'], { timeout: 30_000, interval: 50 })
      .toMatch(/completed|error/);
    return await show(uuid, workflow);
  };
  type Report = Record<string, number> & {
    MismatchedRowsDiffs?: { Source: { Row: Record<string, string> }; Target: { Row: Record<string, string> } }[];
    ExtraRowsSourceDiffs?: { Row: Record<string, string> }[];
    ExtraRowsTargetDiffs?: { Row: Record<string, string> }[];
  };

  test('what is the same is found the same, while both sides are written to', async () => {
    let isOver = false;
    const writes = (async () => {
      for (let i = 0; !isOver; i++) {
        await harness.run(
          `UPDATE vt_one.t SET at = now(3) WHERE id = ${i % 200}`,
          `INSERT INTO vt_two.t VALUES (${5000 + i}, 'w${i}', now(3))`,
          `DELETE FROM vt_two.t WHERE id = ${1000 + (i % 50)}`,
        );
      }
    })();
    const found = await diff();
    isOver = true;
    await writes;
    expect(found).toMatchObject({
      vdiff_state: 'completed',
      table_name: 't',
      table_state: 'completed',
      has_mismatch: '0',
    });
    const report = JSON.parse(found['report'] ?? '') as Report;
    expect(report).toMatchObject({ MismatchedRows: 0, ExtraRowsSource: 0, ExtraRowsTarget: 0 });
    expect(report['MatchingRows']).toBeGreaterThan(300);
    for (const id of ids) await harness.caughtUp(engine, id);
  });

  test('a changed, a missing and an extra row are told with their keys', async () => {
    await harness.run(
      "UPDATE vt_target.t SET at = '2000-01-01' WHERE id = 5",
      'DELETE FROM vt_target.t WHERE id = 1100',
      "INSERT INTO vt_target.t VALUES (77777, 'zz', NULL)",
    );
    const found = await diff({ report_options: { only_pks: true, max_sample_rows: 5n } });
    expect(found).toMatchObject({ vdiff_state: 'completed', has_mismatch: '1' });
    const report = JSON.parse(found['report'] ?? '') as Report;
    expect(report).toMatchObject({ MismatchedRows: 1, ExtraRowsSource: 1, ExtraRowsTarget: 1 });
    expect(report.MismatchedRowsDiffs?.[0]).toMatchObject({
      Source: { Row: { id: '5' } },
      Target: { Row: { id: '5', at: '2000-01-01 00:00:00.000' } },
    });
    expect(report.ExtraRowsSourceDiffs?.[0]?.Row).toMatchObject({ id: '1100' });
    expect(report.ExtraRowsTargetDiffs?.[0]?.Row).toEqual({ name: 'zz', id: '77777' });
  });

  test('they are repaired while the sources are written to, and nothing that came meanwhile is lost', async () => {
    let isOver = false;
    const writes = (async () => {
      for (let i = 0; !isOver; i++) {
        // Not the changed row, 5: a change of it on the source would mend it before it is compared.
        await harness.run(
          `UPDATE vt_one.t SET at = now(3) WHERE id = ${6 + ((i * 7) % 194)}`,
          `INSERT INTO vt_two.t VALUES (${15000 + i}, 'r${i}', now(3))`,
        );
      }
    })();
    const found = await diff({ core_options: { repair: true } });
    isOver = true;
    await writes;
    expect(found).toMatchObject({ vdiff_state: 'completed', has_mismatch: '1' });
    expect(JSON.parse(found['report'] ?? '')).toMatchObject({ RepairedRows: 3 });
    for (const id of ids) await harness.caughtUp(engine, id);
    expect(await diff()).toMatchObject({ vdiff_state: 'completed', has_mismatch: '0' });
    const states = await harness.rows("SELECT state FROM _vt.vreplication WHERE workflow = 'wf'");
    expect(states).toEqual([['Running'], ['Running']]);
  });

  test('counts and sums of groups are compared, and repaired', async () => {
    await harness.run(
      'CREATE TABLE vt_target.g (name varchar(30) CHARACTER SET latin1 PRIMARY KEY, n bigint, total decimal(30, 2))',
    );
    const filter = 'select name, count(*) as n, sum(id) as total from t group by name';
    const added = [await harness.stream(engine, 'vt_one', [{ match: 'g', filter }])];
    for (const id of added) await harness.caughtUp(engine, id);
    await harness.run("DELETE FROM vt_one.t WHERE name = 'n3É'", "INSERT INTO vt_one.t VALUES (9001, 'N4é', NULL)");
    for (const id of added) await harness.caughtUp(engine, id);
    const options = { core_options: { tables: 'g' } };
    await harness.run(`UPDATE _vt.vreplication SET workflow = 'groups' WHERE id = ${added[0]}`);
    expect(await diff(options, 'groups')).toMatchObject({ vdiff_state: 'completed', has_mismatch: '0' });
    await harness.run(
      "UPDATE vt_target.g SET total = total + 1 WHERE name = 'n5É'",
      "DELETE FROM vt_target.g WHERE name = 'n6É'",
    );
    const found = await diff({ core_options: { tables: 'g', repair: true } }, 'groups');
    const report = JSON.parse(found['report'] ?? '') as Report;
    expect(report).toMatchObject({ MismatchedRows: 1, ExtraRowsSource: 1, ExtraRowsTarget: 0, RepairedRows: 2 });
    expect(await diff(options, 'groups')).toMatchObject({ vdiff_state: 'completed', has_mismatch: '0' });
    await ask('delete', { action_arg: 'all', workflow: 'groups' });
  });

  test('entries of a lookup are told and repaired, and one that was there before its row is added again with it', async () => {
    await harness.run(
      'CREATE TABLE vt_one.person (id int PRIMARY KEY, mail varchar(30) CHARACTER SET latin1)',
      `INSERT INTO vt_one.person VALUES ${Array.from({ length: 50 }, (_, i) => `(${i}, 'm${i}')`).join(', ')}`,
      'CREATE TABLE vt_target.entry (mail varchar(30) CHARACTER SET latin1 PRIMARY KEY, k int)',
    );
    const filter = 'select mail, id as k from person where mail is not null group by mail, k';
    const id = await harness.stream(engine, 'vt_one', [{ match: 'entry', filter }]);
    await harness.caughtUp(engine, id);
    await harness.run(`UPDATE _vt.vreplication SET workflow = 'entries' WHERE id = ${id}`);
    const options = { core_options: { tables: 'entry' } };
    expect(await diff(options, 'entries')).toMatchObject({ vdiff_state: 'completed', has_mismatch: '0' });
    await harness.run(
      "UPDATE vt_target.entry SET k = 77 WHERE mail = 'm5'",
      "DELETE FROM vt_target.entry WHERE mail = 'm6'",
      "INSERT INTO vt_target.entry VALUES ('early', 60), ('zz', NULL)",
    );
    const figures = { MismatchedRows: 1, ExtraRowsSource: 1, ExtraRowsTarget: 2 };
    const told = JSON.parse((await diff(options, 'entries'))['report'] ?? '') as Report;
    expect(told).toMatchObject(figures);
    expect(told.ExtraRowsTargetDiffs?.map(({ Row }) => Row['mail'])).toEqual(['early', 'zz']);
    const found = await diff({ core_options: { tables: 'entry', repair: true } }, 'entries');
    expect(JSON.parse(found['report'] ?? '')).toMatchObject({ ...figures, RepairedRows: 4 });
    expect(await diff(options, 'entries')).toMatchObject({ vdiff_state: 'completed', has_mismatch: '0' });
    await harness.run("INSERT INTO vt_one.person VALUES (60, 'early')");
    await harness.caughtUp(engine, id);
    const entries = "SELECT mail, k FROM vt_target.entry WHERE mail IN ('m5', 'm6', 'early', 'zz') ORDER BY k";
    expect(await harness.rows(entries)).toEqual([
      ['m5', '5'],
      ['m6', '6'],
      ['early', '60'],
    ]);
    await ask('delete', { action_arg: 'all', workflow: 'entries' });
  });

  test('what it took, and what went wrong, is told under Vitess’s names', async () => {
    const { uuid = '' } = await diff();
    const failed = await diff({}, 'nothing_like_it');
    const vars = engine.parts.stats.vars() as Record<string, Record<string, number>>;
    for (const phase of ['initializing', 'diffing_table'])
      expect(vars['VDiffPhaseTimings']?.[`wf.${uuid}.t.${phase}`]).toBeGreaterThan(0);
    const name = `nothing_like_it.${failed['uuid']}.workflow nothing_like_it has no streams here`;
    expect(vars['VDiffErrors']?.[name]).toBe(1);
    await ask('delete', { action_arg: 'all', workflow: 'nothing_like_it' });
  });

  test('of streams that somebody has stopped, which stay so, however often they are compared', async () => {
    const update = (sql: string) => engine.updateStreams("workflow = 'wf'", () => sql, signal);
    await update("state = 'Stopped', message = 'for now'");
    await harness.run("INSERT INTO vt_one.t VALUES (7001, 'meanwhile', NULL)");
    for (const _ of [1, 2]) {
      expect(await diff()).toMatchObject({ vdiff_state: 'completed', has_mismatch: '0' });
      for (const id of ids) expect(await harness.state(id)).toBe('Stopped for now');
    }
    await update("state = 'Running', message = ''");
    for (const id of ids) await harness.caughtUp(engine, id);
  });

  test('streams that cannot be started again at once, as while mysqld is away, are started later', async () => {
    const update = engine.updateStreams.bind(engine);
    let changes = 0;
    const spy = vi.spyOn(engine, 'updateStreams').mockImplementation(async (where, set, ended) => {
      // The first has them rest, the second lets them go on.
      if (where.startsWith('workflow') && ++changes === 2) throw new Error('mysqld is away');
      return await update(where, set, ended);
    });
    try {
      await diff();
      for (const id of ids) await harness.caughtUp(engine, id);
      expect(changes).toBe(3);
    } finally {
      spy.mockRestore();
    }
  });

  test('streams that rest for a diff which has ended go on when the tablet starts, and those that somebody had stopped stay so', async () => {
    const [first, second] = ids as [number, number];
    await ask('delete', { action_arg: 'all' });
    await engine.close();
    const rests = (id: number, message: string) =>
      harness.run(`UPDATE _vt.vreplication SET state = 'Stopped', message = '${message}' WHERE id = ${id}`);
    await rests(first, 'for vdiff');
    await rests(second, 'stopped, synchronizing for vdiff');
    await engine.open();
    await harness.caughtUp(engine, first);
    expect(await harness.state(second)).toBe('Stopped');
    await engine.updateStreams(`id = ${second}`, () => "state = 'Running'", signal);
    await harness.caughtUp(engine, second);
  });

  test('streams that a switch of traffic has stopped stay where they are', async () => {
    const update = (sql: string) => engine.updateStreams("workflow = 'wf'", () => sql, signal);
    await harness.run("INSERT INTO vt_one.t VALUES (7100, 'before', NULL)");
    for (const id of ids) await harness.caughtUp(engine, id);
    for (const message of ['stopped for cutover', 'FROZEN']) {
      await update(`state = 'Stopped', message = '${message}'`);
      // Of the way back: the target may have changed it since.
      await harness.run("INSERT INTO vt_one.t VALUES (7101, 'after', NULL)");
      expect(await diff()).toMatchObject({
        vdiff_state: 'error',
        last_error: expect.stringContaining(`is ${message}: a switch of traffic has it`) as unknown,
      });
      for (const id of ids) expect(await harness.state(id)).toBe(`Stopped ${message}`);
      expect(await harness.rows('SELECT id FROM vt_target.t WHERE id = 7101')).toEqual([]);
      await harness.run('DELETE FROM vt_one.t WHERE id = 7101');
    }
    await update("state = 'Running', message = ''");
    for (const id of ids) await harness.caughtUp(engine, id);
  });

  test.each([
    ['a switch of traffic', "state = 'Stopped', message = 'FROZEN'", 'Stopped FROZEN'],
    ['somebody who stops them', "state = 'Stopped', message = ''", 'Stopped'],
  ])('while they rest for a diff %s has the last word', async (_, set, state) => {
    const { sources } = engine.parts;
    let isOpen = true;
    const own = harness.engine({
      sources: {
        pick: async (options, ended) => {
          // What reads rows of the source is opened while they rest.
          const isResting = (await harness.state(ids[0] as number)) === 'Stopped for vdiff';
          if (isResting && isOpen) {
            isOpen = false;
            await own.updateStreams("workflow = 'wf'", () => set, signal);
            await harness.run("INSERT INTO vt_one.t VALUES (7102, 'after', NULL)");
          }
          return await sources.pick(options, ended);
        },
      },
    });
    await engine.close();
    try {
      await own.open();
      for (const id of ids) await harness.caughtUp(own, id);
      const { vdiff_uuid: uuid = '' } = await own.vdiffs.handle(
        create('tabletmanagerdata.VDiffRequest', { keyspace: 'ks', workflow: 'wf', action: 'create' }),
        signal,
      );
      const ended = `SELECT state FROM _vt.vdiff WHERE vdiff_uuid = '${uuid}'`;
      await expect.poll(() => harness.rows(ended), { timeout: 30_000 }).toEqual([['error']]);
      for (const id of ids) expect(await harness.state(id)).toBe(state);
      await own.updateStreams("workflow = 'wf'", () => "state = 'Running', message = ''", signal);
      await harness.run('DELETE FROM vt_one.t WHERE id = 7102');
      for (const id of ids) await harness.caughtUp(own, id);
    } finally {
      await own.close();
      await engine.open();
    }
  });

  test('it tells how many rows tables have now, not those of the day before', async () => {
    await harness.run(`CREATE TABLE vt_one.late ${table}`, `CREATE TABLE vt_target.late ${table}`);
    const sizes = "SELECT table_rows FROM information_schema.tables WHERE table_schema = 'vt_target'";
    expect(await harness.rows(`${sizes} AND table_name = 'late'`)).toEqual([['0']]);
    const id = await harness.stream(engine, 'vt_one', [{ match: 'late', filter: 'select * from late' }]);
    await harness.caughtUp(engine, id);
    await harness.run(`UPDATE _vt.vreplication SET workflow = 'late' WHERE id = ${id}`);
    const rows = Array.from({ length: 500 }, (_, i) => `(${i}, 'n', NULL)`);
    await harness.run(`INSERT INTO vt_one.late VALUES ${rows.join(', ')}`);
    await harness.caughtUp(engine, id);
    const { table_rows, rows_compared } = await diff({ core_options: { tables: 'late' } }, 'late');
    expect(rows_compared).toBe('500');
    expect(Number(table_rows)).toBeGreaterThan(400);
    const [[uuid = ''] = []] = await harness.rows("SELECT vdiff_uuid FROM _vt.vdiff WHERE workflow = 'late'");
    await harness.run("INSERT INTO vt_one.late VALUES (1, 'o', NULL), (2, 'o', NULL)");
    await ask('resume', { vdiff_uuid: uuid, workflow: 'late' });
    // Those that have come since, and none of the others once more.
    await expect.poll(async () => (await show(uuid, 'late'))['vdiff_state'], { timeout: 30_000 }).toBe('completed');
    expect(await show(uuid, 'late')).toMatchObject({ rows_compared: '502', has_mismatch: '0' });
    await ask('delete', { action_arg: 'all', workflow: 'late' });
  });

  test('a diff is made without being started, resumed, stopped, listed and deleted', async () => {
    const uuid = '11111111-2222-3333-4444-555555555555';
    await ask('create', { vdiff_uuid: uuid, options: { core_options: { auto_start: false } } });
    expect(await show(uuid)).toMatchObject({ vdiff_state: 'stopped' });
    await expect(ask('create', { vdiff_uuid: uuid })).rejects.toThrow('already exists');
    await ask('resume', { vdiff_uuid: uuid });
    await ask('stop', { vdiff_uuid: uuid });
    expect((await show(uuid))['vdiff_state']).toMatch(/stopped|completed/);
    for (const id of ids) await harness.caughtUp(engine, id);
    await ask('resume', { vdiff_uuid: uuid });
    await expect.poll(async () => (await show(uuid))['vdiff_state'], { timeout: 30_000 }).toBe('completed');
    const all = await ask('show', { action_arg: 'all' });
    expect(all.output?.rows?.length).toBeGreaterThan(2);
    await ask('delete', { action_arg: uuid, vdiff_uuid: uuid });
    expect(await show(uuid)).toEqual({});
    await ask('delete', { action_arg: 'all' });
    expect(await harness.rows('SELECT * FROM _vt.vdiff_table')).toEqual([]);
    await expect(ask('resume', { vdiff_uuid: uuid })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

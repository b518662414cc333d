import { availableFlavors } from '@vt/mysql/testing';
import { toText } from '@vt/proto';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const places = ['vt_one', 'vt_two', 'vt_a', 'vt_b'];

describe.each(availableFlavors())('streams whose source is resharded, on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, places);
    engine = harness.engine();
    await engine.open();
    for (const place of places) await harness.run(`CREATE TABLE ${place}.t (id int PRIMARY KEY, v int)`);
    await harness.run('CREATE TABLE vt_target.t (id int PRIMARY KEY, v int)');
    await harness.run('INSERT INTO vt_one.t VALUES (1, 1), (2, 2)', 'INSERT INTO vt_two.t VALUES (11, 1), (12, 2)');
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  /** As the switch of a reshard leaves it: the same journal on every source. */
  async function reshard(id: bigint, from: readonly string[], to: readonly string[], workflow: string): Promise<void> {
    const gtid = await harness.position();
    const journal = toText('binlogdata.Journal', {
      id,
      migration_type: 'SHARDS',
      shard_gtids: to.map((shard) => ({ keyspace: 'source', shard, gtid })),
      participants: from.map((shard) => ({ keyspace: 'source', shard })),
      source_workflows: [workflow],
    });
    for (const database of from) {
      const values = `${id}, '${database}', '${journal.replaceAll("'", "\\'")}'`;
      // One server stands for all shards here, and has one table for all their journals.
      await harness.run('DELETE FROM _vt.resharding_journal');
      await harness.run(`INSERT INTO _vt.resharding_journal (id, db_name, val) VALUES (${values})`);
    }
  }

  const sources = async (): Promise<string[]> =>
    (await harness.rows("SELECT source FROM _vt.vreplication WHERE workflow = 'wf' ORDER BY id")).map(
      ([text = '']) => /shard:"?'?(\w+)/.exec(text.replaceAll(' ', ''))?.[1] ?? text,
    );

  test('they go on from the shards that have the rows then, also after a restart in the middle', async () => {
    const rules = [{ match: 't', filter: 'select id, v from t' }];
    const ids = [await harness.stream(engine, 'vt_one', rules), await harness.stream(engine, 'vt_two', rules)];
    for (const id of ids) await harness.caughtUp(engine, id);
    await harness.run('INSERT INTO vt_a.t SELECT * FROM vt_one.t', 'INSERT INTO vt_b.t SELECT * FROM vt_two.t');
    await reshard(1n, ['vt_one'], ['vt_a'], 'wf');
    for (const id of ids) await harness.caughtUp(engine, id);
    expect(await sources()).toEqual(['vt_one', 'vt_two']);

    // Both sources go, and the first journal is met long before the second.
    const [id] = ids as [number];
    await engine.updateStreams(`id <> ${id}`, () => `state = 'Stopped'`, AbortSignal.timeout(20_000));
    await reshard(2n, ['vt_one', 'vt_two'], ['vt_a', 'vt_b'], 'r');
    await harness.run('UPDATE vt_a.t SET v = 100 WHERE id = 1', 'INSERT INTO vt_b.t VALUES (13, 3)');
    await engine.close();
    engine = harness.engine();
    await engine.open();
    // Whoever looks at the one that came upon its journal is told what it waits for.
    const message = async (): Promise<string> =>
      (await harness.rows(`SELECT message FROM _vt.vreplication WHERE id = ${id}`)).flat().join();
    await expect.poll(message, { timeout: 30_000 }).toContain(`from source/vt_two (Stopped)`);
    expect(await sources()).toEqual(['vt_one', 'vt_two']);
    await engine.updateStreams(`id <> ${id}`, () => `state = 'Running'`, AbortSignal.timeout(20_000));
    await expect.poll(sources, { timeout: 30_000 }).toEqual(['vt_a', 'vt_b']);
    const made = (await harness.rows("SELECT id FROM _vt.vreplication WHERE workflow = 'wf'")).flat().map(Number);
    for (const one of made) await harness.caughtUp(engine, one);
    expect(await harness.rows('SELECT id, v FROM vt_target.t ORDER BY id')).toEqual([
      ['1', '100'],
      ['2', '2'],
      ['11', '1'],
      ['12', '2'],
      ['13', '3'],
    ]);
  });

  test('they go on also where it could not be noted that they were redirected', async () => {
    await harness.run('RENAME TABLE _vt.vreplication_log TO _vt.away');
    await reshard(4n, ['vt_b'], ['vt_two'], 'r');
    await expect.poll(sources, { timeout: 30_000 }).toEqual(['vt_a', 'vt_two']);
    await harness.run('RENAME TABLE _vt.away TO _vt.vreplication_log', 'INSERT INTO vt_two.t VALUES (14, 4)');
    const made = (await harness.rows("SELECT id FROM _vt.vreplication WHERE workflow = 'wf'")).flat().map(Number);
    for (const one of made) await harness.caughtUp(engine, one);
    expect(await harness.rows('SELECT v FROM vt_target.t WHERE id = 14')).toEqual([['4']]);
  });

  test('one that cannot be followed says so', async () => {
    await reshard(3n, ['vt_a', 'vt_one'], ['vt_two'], 'r');
    const state = async (): Promise<string> =>
      (await harness.rows("SELECT state, message FROM _vt.vreplication WHERE workflow = 'wf' ORDER BY id LIMIT 1"))
        .flat()
        .join(' ');
    await expect.poll(state, { timeout: 30_000 }).toContain('does not read from source/vt_one');
  });
});

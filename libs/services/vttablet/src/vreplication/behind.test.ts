import { availableFlavors } from '@vt/mysql/testing';
import { create } from '@vt/proto';
import type { SourcePicker, StreamSource, VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness, tableOf } from '../testing/move-harness.ts';

const { signal } = new AbortController();
type Responses = Awaited<ReturnType<typeof read>>;

async function read(source: StreamSource, query: string) {
  const responses = [];
  for await (const response of source.vstreamRows(query, null, signal)) responses.push(response);
  return responses;
}

/** Streams may be told the rows of another replica than the one that they read before. */
describe.each(availableFlavors())('a replica that is behind, on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  let sources: SourcePicker;
  /** What it would give once, by table. */
  const old = new Map<string, Responses>();

  const remember = async (query: string): Promise<void> => {
    const source = create('binlogdata.BinlogSource', { shard: 'vt_one' });
    old.set(tableOf(query), await read(await sources.pick({ source, cells: '', tabletTypes: '' }, signal), query));
  };

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    sources = harness.engine().parts.sources;
    engine = harness.engineReading(async function* (source, query, ...from) {
      const table = tableOf(query);
      const rows = old.get(table);
      old.delete(table);
      yield* rows ?? source.vstreamRows(query, ...from);
    });
    await engine.open();
    for (const name of ['a', 'b'])
      await harness.run(
        `CREATE TABLE vt_one.${name} (id int PRIMARY KEY, v int)`,
        `CREATE TABLE vt_target.${name} (id int PRIMARY KEY, v int)`,
        `INSERT INTO vt_one.${name} VALUES (1, 1), (2, 2), (3, 3)`,
      );
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  test('does not give rows to a copy that is further', async () => {
    await remember('select /*vt+ keyTold=1 */ * from b');
    await harness.run('UPDATE vt_one.b SET v = 20 WHERE id = 2', 'DELETE FROM vt_one.b WHERE id = 3');
    const rules = ['a', 'b'].map((match) => ({ match, filter: `select * from ${match}` }));
    const id = await harness.stream(engine, 'vt_one', rules);
    await harness.caughtUp(engine, id);
    expect(old.size).toBe(0);
    expect(await harness.rows('SELECT * FROM vt_target.b ORDER BY id')).toEqual([
      ['1', '1'],
      ['2', '20'],
    ]);
  });

  test('is not compared with a target that is further, and repairs nothing', async () => {
    await remember('select * from a');
    await harness.run('UPDATE vt_one.a SET v = 30 WHERE id = 3');
    const [[id] = []] = await harness.rows('SELECT id FROM _vt.vreplication');
    await harness.caughtUp(engine, Number(id));
    const options = { core_options: { repair: true, tables: 'a' } };
    const request = { keyspace: 'ks', workflow: 'wf', action: 'create', options };
    await engine.vdiffs.handle(create('tabletmanagerdata.VDiffRequest', request), signal);
    await expect.poll(() => harness.rows('SELECT state FROM _vt.vdiff'), { timeout: 30_000 }).toEqual([['completed']]);
    expect(old.size).toBe(0);
    expect(await harness.rows('SELECT mismatch FROM _vt.vdiff_table')).toEqual([['0']]);
    expect(await harness.rows('SELECT v FROM vt_target.a WHERE id = 3')).toEqual([['30']]);
  });
});

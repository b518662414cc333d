import { availableFlavors } from '@vt/mysql/testing';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

describe.each(availableFlavors())('changes of which not all columns were logged on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engine();
    await engine.open();
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });
  beforeEach(async () => {
    await harness.run(
      'CREATE TABLE vt_one.t (id int PRIMARY KEY, name varchar(20) NOT NULL, n int, note text)',
      "INSERT INTO vt_one.t VALUES (1, 'a', 5, 'one'), (2, 'a', 20, 'two'), (3, 'b', 30, 'three')",
    );
  });
  afterEach(async () => {
    await engine.deleteStreams('1 = 1', AbortSignal.timeout(20_000));
    await harness.run('SET SESSION binlog_row_image = FULL', 'DROP TABLE vt_one.t, vt_target.u');
  });

  const refused = async (
    definition: string,
    filter: string,
    ...changes: string[]
  ): Promise<{ before: string[][]; after: string[][] }> => {
    await harness.run(`CREATE TABLE vt_target.u ${definition}`);
    const id = await harness.stream(engine, 'vt_one', [{ match: 'u', filter }]);
    await harness.caughtUp(engine, id);
    const rows = () => harness.rows('SELECT * FROM vt_target.u ORDER BY 1');
    const before = await rows();
    await harness.run(...changes);
    await expect.poll(() => harness.state(id), { timeout: 20_000 }).toContain('binlog_row_image=FULL');
    return { before, after: await rows() };
  };

  test.each([
    ['a row that leaves its group', 'DELETE FROM vt_one.t WHERE id = 1'],
    ['a sum that changes', 'UPDATE vt_one.t SET n = 6 WHERE id = 1'],
  ])('%s is not taken for another', async (_, change) => {
    const { before, after } = await refused(
      '(name varchar(20) PRIMARY KEY, c int, total int)',
      'select name, count(*) as c, sum(n) as total from t group by name',
      'SET SESSION binlog_row_image = MINIMAL',
      change,
    );
    expect(before).toEqual([
      ['a', '2', '25'],
      ['b', '1', '30'],
    ]);
    expect(after).toEqual(before);
  });

  test.each([
    ['has another key', '(name varchar(20), id int, n int, PRIMARY KEY (name, id))'],
    ['has no key', '(name varchar(20), id int, n int)'],
  ])('a row of a target that %s is not left as it was', async (_, definition) => {
    const { before, after } = await refused(
      definition,
      'select name, id, n from t',
      'SET SESSION binlog_row_image = MINIMAL',
      'DELETE FROM vt_one.t WHERE id = 3',
    );
    expect(after).toEqual(before);
  });

  test('a row that a filter now lets in does not lose what was not changed', async () => {
    const { after } = await refused(
      '(id int PRIMARY KEY, n int, note text)',
      'select id, n, note from t where n > 10',
      'SET SESSION binlog_row_image = NOBLOB',
      'UPDATE vt_one.t SET n = 11 WHERE id = 1',
    );
    expect(after.map(([id]) => id)).toEqual(['2', '3']);
  });

  test('what is there suffices for a target with the same key', async () => {
    await harness.run('CREATE TABLE vt_target.u (id int PRIMARY KEY, name varchar(20), n int, note text)');
    const id = await harness.stream(engine, 'vt_one', [{ match: 'u', filter: 'select * from t' }]);
    await harness.caughtUp(engine, id);
    await harness.run(
      'SET SESSION binlog_row_image = MINIMAL',
      'UPDATE vt_one.t SET n = 6 WHERE id = 1',
      'UPDATE vt_one.t SET id = 9 WHERE id = 2',
      'DELETE FROM vt_one.t WHERE id = 3',
    );
    await harness.caughtUp(engine, id);
    const rows = (place: string) => harness.rows(`SELECT * FROM ${place} ORDER BY id`);
    expect(await rows('vt_target.u')).toEqual(await rows('vt_one.t'));
  });
});

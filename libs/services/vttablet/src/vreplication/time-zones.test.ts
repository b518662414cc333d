import { availableFlavors } from '@vt/mysql/testing';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const rules = [{ match: 't', filter: 'select * from t' }];
const table = '(id int PRIMARY KEY, at datetime(3) NULL)';

describe.each(availableFlavors())('times that are converted on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engine();
    await engine.open();
    await harness.run(
      `CREATE TABLE vt_one.t ${table}`,
      `CREATE TABLE vt_target.t ${table}`,
      "SET sql_mode = ''",
      "INSERT INTO vt_one.t VALUES (1, '2020-06-01 12:00:00.125'), (2, '0000-00-00'), (3, NULL)",
    );
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  const rows = () => harness.rows('SELECT id, at FROM vt_target.t ORDER BY id');

  test('are those of the other zone, and what is no moment stays as it is', async () => {
    const zones = { source_time_zone: '+02:00', target_time_zone: '+00:00' };
    const id = await harness.stream(engine, 'vt_one', rules, {}, zones);
    await harness.caughtUp(engine, id);
    const copied = [
      ['1', '2020-06-01 10:00:00.125'],
      ['2', '0000-00-00 00:00:00.000'],
      ['3', 'NULL'],
    ];
    expect(await rows()).toEqual(copied);
    await harness.run(
      "UPDATE vt_one.t SET at = '0000-00-00' WHERE id = 3",
      'UPDATE vt_one.t SET at = NULL WHERE id = 2',
    );
    await harness.caughtUp(engine, id);
    expect((await rows()).slice(1)).toEqual([
      ['2', 'NULL'],
      ['3', '0000-00-00 00:00:00.000'],
    ]);
    await engine.deleteStreams('1 = 1', AbortSignal.timeout(20_000));
    await harness.run('DELETE FROM vt_target.t');
  });

  test('wait for a zone that is not known, and do not become nothing', async () => {
    const zones = { source_time_zone: 'Mars/Base', target_time_zone: '+00:00' };
    const id = await harness.stream(engine, 'vt_one', rules, {}, zones);
    await expect.poll(() => harness.state(id), { timeout: 20_000 }).toContain('cannot be converted from Mars/Base');
    expect(await rows()).toEqual([]);
  });
});

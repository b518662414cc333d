import { availableFlavors } from '@vt/mysql/testing';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

describe.each(availableFlavors())('the sessions of a stream on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engine();
    await engine.open();
    for (const place of ['vt_one', 'vt_target']) await harness.run(`CREATE TABLE ${place}.t (id int PRIMARY KEY)`);
    await harness.run('INSERT INTO vt_one.t VALUES (1), (2)');
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  const allow = (sessions: number) =>
    harness.run(`ALTER USER vt_filtered@localhost WITH MAX_USER_CONNECTIONS ${sessions}`);

  test('are all closed where the server has no room for one of them, so that it goes on when there is room again', async () => {
    // One for the stream itself, and one of the two that copy.
    await allow(2);
    const id = await harness.stream(engine, 'vt_one', [{ match: 't', filter: 'select * from t' }]);
    await expect.poll(() => engine.controllers[0]?.errors ?? 0, { timeout: 20_000 }).toBeGreaterThan(2);
    // It says so between two tries.
    await expect.poll(() => harness.state(id), { interval: 5 }).toMatch(/max_user_connections/i);
    await allow(0);
    await expect.poll(() => harness.state(id), { timeout: 20_000 }).toBe('Running');
    expect(await harness.rows('SELECT id FROM vt_target.t ORDER BY id')).toEqual([['1'], ['2']]);
    await engine.deleteStreams('1 = 1', AbortSignal.timeout(20_000));
    await harness.run('DELETE FROM vt_target.t');
  });

  test('are as many as there can be where more workers are wanted to copy', async () => {
    const wide = harness.engine({}, { parallelInsertWorkers: 64 });
    await engine.close();
    await wide.open();
    try {
      const id = await harness.stream(wide, 'vt_one', [{ match: 't', filter: 'select * from t' }]);
      await harness.caughtUp(wide, id);
    } finally {
      await wide.close();
      await engine.open();
    }
    expect(await harness.rows('SELECT id FROM vt_target.t ORDER BY id')).toEqual([['1'], ['2']]);
  });
});

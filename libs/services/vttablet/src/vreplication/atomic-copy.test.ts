import { VtError } from '@vt/base';
import { availableFlavors } from '@vt/mysql/testing';
import type { StreamSource, ThrottleCheck, VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const ATOMIC = { workflow_sub_type: '2' };
const rules = [{ match: 't', filter: 'select * from t' }];
/** Of a row: more than one transaction of a copy has. */
const BYTES = 1_200_000;

describe.each(availableFlavors())('tables that are copied as of one moment on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  /** Sources whose next copy breaks behind its first rows. */
  const breaking = new Set<string>();

  /** Who asked the throttler, and how often it still says no. */
  const asked = new Set<string>();
  let refusals = 0;
  const throttle = (app: string): ThrottleCheck => {
    asked.add(app);
    return refusals-- > 0 ? { ok: false, reason: 'replicas lag' } : { ok: true };
  };

  const breakable = (source: StreamSource, shard: string): StreamSource => ({
    name: source.name,
    vstream: source.vstream.bind(source),
    vstreamRows: source.vstreamRows.bind(source),
    async *vstreamTables(ended) {
      for await (const response of source.vstreamTables(ended)) {
        yield response;
        if (response.rows.length > 0 && breaking.delete(shard))
          throw new VtError({ code: 'UNAVAILABLE', message: 'gone' });
      }
    },
    close: () => source.close(),
  });

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one', 'vt_two']);
    const { sources } = harness.engine().parts;
    engine = harness.engine({
      throttler: { check: async (app) => throttle(app) },
      sources: { pick: async (options, ended) => breakable(await sources.pick(options, ended), options.source.shard) },
    });
    await engine.open();
    for (const place of ['vt_one', 'vt_two', 'vt_target'])
      await harness.run(`CREATE TABLE ${place}.t (id int PRIMARY KEY, v longtext)`);
    await harness.run(
      "INSERT INTO vt_one.t VALUES (1, 'one')",
      `INSERT INTO vt_two.t VALUES (2, repeat('x', ${BYTES})), (3, repeat('y', ${BYTES}))`,
    );
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  const ids = async (): Promise<string[]> => (await harness.rows('SELECT id FROM vt_target.t ORDER BY id')).flat();

  test('are held back by the throttler, and begin anew after an interruption', async () => {
    breaking.add('vt_two');
    refusals = 2;
    const id = await harness.stream(engine, 'vt_two', rules, ATOMIC);
    await harness.caughtUp(engine, id);
    expect(breaking.size).toBe(0);
    expect(await ids()).toEqual(['2', '3']);
    expect([...asked]).toContain('vcopier:wf:vreplication');
    const held = await harness.rows("SELECT time_throttled > 0 FROM _vt.vreplication WHERE workflow = 'wf'");
    expect(held).toEqual([['1']]);
    await engine.deleteStreams(`id = ${id}`, AbortSignal.timeout(20_000));
    await harness.run('DELETE FROM vt_target.t');
  });

  test('keep what has come from another source, and do not go on', async () => {
    const first = await harness.stream(engine, 'vt_one', rules, ATOMIC);
    await harness.caughtUp(engine, first);
    breaking.add('vt_two');
    const second = await harness.stream(engine, 'vt_two', rules, ATOMIC);
    await expect
      .poll(() => harness.state(second), { timeout: 30_000 })
      .toBe(
        "Error the atomic copy from source/vt_two was interrupted, and its rows cannot be told from those of the workflow's other sources: cancel the workflow and begin anew",
      );
    expect(await harness.state(first)).toBe('Running');
    expect(await ids()).toContain('1');
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { MysqlSession } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { create } from '@vt/proto';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const TABLES = Number(process.env['VT_TABLES'] ?? 25);
const WRITE_MS = 20;
const names = Array.from({ length: TABLES }, (_, i) => `t${i}`);

/** A stream of many tables does not look at all of them for each. */
describe.each(availableFlavors())('many tables on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engine();
    await engine.open();
    for (const name of names) {
      await harness.run(
        `CREATE TABLE vt_one.${name} (id int PRIMARY KEY, a varchar(20), b datetime, KEY (a))`,
        `CREATE TABLE vt_target.${name} LIKE vt_one.${name}`,
        `INSERT INTO vt_one.${name} VALUES (1, '${name}', NULL), (2, 'x', NULL)`,
      );
    }
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });
  afterEach(() => vi.restoreAllMocks());

  test('their columns are read all together a few times, and one by one a few times each', async () => {
    const asked = vi.spyOn(MysqlSession.prototype, 'query');
    const begunMs = performance.now();
    const rules = names.map((name) => ({ match: name, filter: `select * from ${name}` }));
    const id = await harness.stream(engine, 'vt_one', rules, { defer_secondary_keys: '1' });
    let i = 0;
    const isOver = async (): Promise<boolean> => (await harness.state(id)) === 'Running';
    for (; !(await isOver()); await delay(WRITE_MS))
      await harness.run(`UPDATE vt_one.t${i++ % TABLES} SET b = now() WHERE id = 1`);
    await harness.caughtUp(engine, id);
    console.info(
      `${flavor}: ${TABLES} tables in ${Math.round(performance.now() - begunMs)} ms, ${i} changes meanwhile`,
    );
    const reads = asked.mock.calls.map(([sql]) => sql).filter((sql) => sql.includes('information_schema.columns'));
    const whole = reads.filter((sql) => !/table_name = |\(/.test(sql));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(8);
    expect(reads.length).toBeLessThan(TABLES * 8);
    for (const name of names)
      expect(await harness.checksum(`vt_target.${name}`)).toBe(await harness.checksum(`vt_one.${name}`));
    expect(
      await harness.rows(
        "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = 'vt_target' AND index_name = 'a'",
      ),
    ).toEqual([[String(TABLES)]]);
  });

  test('are compared while the stream rests from one to the next, of which is known how far it is', async () => {
    const { sources } = engine.parts;
    let picked = 0;
    const heard: number[] = [];
    const own = harness.engine({
      sources: {
        pick: async (options, ended) => {
          picked++;
          const [[at] = []] = await harness.rows('SELECT time_heartbeat FROM _vt.vreplication');
          heard.push(Number(at));
          await harness.run('UPDATE _vt.vreplication SET time_heartbeat = 1');
          return await sources.pick(options, ended);
        },
      },
    });
    const [[id] = []] = await harness.rows('SELECT id FROM _vt.vreplication');
    await engine.close();
    try {
      await own.open();
      await harness.caughtUp(own, Number(id));
      const before = picked;
      const request = { keyspace: 'ks', workflow: 'wf', action: 'create' };
      await own.vdiffs.handle(create('tabletmanagerdata.VDiffRequest', request), new AbortController().signal);
      const states = () => harness.rows('SELECT state FROM _vt.vdiff');
      await expect.poll(states, { timeout: 60_000 }).toEqual([['completed']]);
      expect(await harness.rows('SELECT SUM(mismatch), SUM(rows_compared) FROM _vt.vdiff_table')).toEqual([
        ['0', String(2 * TABLES)],
      ]);
      await harness.caughtUp(own, Number(id));
      // For the rows of each table, and for the stream to come there: on this server it also has to pass what the diff itself writes.
      expect(picked - before).toBeLessThan(2.5 * TABLES);
      expect(heard.slice(before + 1).filter((at) => at > 1).length).toBeGreaterThan(TABLES / 2);
    } finally {
      await own.close();
      await engine.open();
    }
  });
});

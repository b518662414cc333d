import { availableFlavors } from '@vt/mysql/testing';
import { create } from '@vt/proto';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const { signal } = new AbortController();

describe.each(availableFlavors())('rows that are repaired on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  let id: number;
  /** What happens before the next rows of a source are compared: its snapshot is open, and the streams rest. */
  let meanwhile: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engineReading(async function* (source, ...request) {
      for await (const response of source.vstreamRows(...request)) {
        const work = response.rows.length > 0 ? meanwhile : undefined;
        if (work) meanwhile = undefined;
        await work?.();
        yield response;
      }
    });
    await engine.open();
    for (const place of ['vt_one', 'vt_target'])
      await harness.run(`CREATE TABLE ${place}.t (id int PRIMARY KEY, v int)`);
    await harness.run('INSERT INTO vt_one.t VALUES (1, 1), (2, 2), (3, 3)');
    id = await harness.stream(engine, 'vt_one', [{ match: 't', filter: 'select * from t' }]);
    await harness.caughtUp(engine, id);
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  const repair = async (): Promise<string> => {
    const options = { core_options: { repair: true } };
    const request = { keyspace: 'ks', workflow: 'wf', action: 'create', options };
    const { vdiff_uuid: uuid = '' } = await engine.vdiffs.handle(
      create('tabletmanagerdata.VDiffRequest', request),
      signal,
    );
    return uuid;
  };
  const ended = async (uuid: string): Promise<string> => {
    const row = () =>
      harness.rows(`SELECT state, COALESCE(last_error, '') FROM _vt.vdiff WHERE vdiff_uuid = '${uuid}'`);
    await expect.poll(async () => (await row())[0]?.[0], { timeout: 30_000 }).toMatch(/completed|error/);
    return (await row())[0]?.join(' ').trim() ?? '';
  };
  const same = async (): Promise<void> => {
    await harness.caughtUp(engine, id);
    const [source, target] = ['vt_one', 'vt_target'].map((place) =>
      harness.rows(`SELECT * FROM ${place}.t ORDER BY id`),
    );
    expect(await target).toEqual(await source);
  };

  test('are left alone once the streams have gone on, also if they rest again', async () => {
    await harness.run('UPDATE vt_target.t SET v = 0 WHERE id = 2');
    const set = (sql: string) => engine.updateStreams(`id = ${id}`, () => sql, signal);
    meanwhile = async () => {
      await set("state = 'Running', message = '', stop_pos = NULL");
      await harness.run('UPDATE vt_one.t SET v = 22 WHERE id = 2');
      await harness.caughtUp(engine, id);
      await set("state = 'Stopped', message = ''");
    };
    expect(await ended(await repair())).toBe('error the streams went on while rows were repaired');
    expect(await harness.rows('SELECT v FROM vt_target.t WHERE id = 2')).toEqual([['22']]);
    await set("state = 'Running', message = ''");
    await same();
  });

  test('are so by two diffs at the same time, one after the other', async () => {
    await harness.run('UPDATE vt_target.t SET v = 0 WHERE id = 1', 'DELETE FROM vt_target.t WHERE id = 2');
    const positions = () => harness.rows('SELECT pos FROM _vt.vreplication');
    let second = '';
    meanwhile = async () => {
      await harness.run('UPDATE vt_one.t SET v = 33 WHERE id = 3');
      const before = await positions();
      second = await repair();
      // Long enough for one that does not wait.
      for (let looks = 0; looks < 300; looks++) if (String(await positions()) !== String(before)) break;
    };
    expect(await ended(await repair())).toBe('completed');
    expect(await ended(second)).toBe('completed');
    await same();
  });
});

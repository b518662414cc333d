import { setTimeout as delay } from 'node:timers/promises';
import { availableFlavors } from '@vt/mysql/testing';
import { type VReplicationCrashPoint, vreplicationCrashPoints } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const { signal } = new AbortController();
const table = '(id int PRIMARY KEY, n int, v varchar(120), KEY n (n))';

/** The point stands for the death of the process: all sessions of the engine end there, and another engine goes on. */
class Killed extends Error {}

describe.each(availableFlavors())('a stream that is killed on %s', (flavor) => {
  let harness: MoveHarness;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_source']);
  });
  afterAll(async () => {
    await harness?.stop();
  });

  test.each(vreplicationCrashPoints)('at %s goes on without losing or doubling a row', async (point) => {
    await harness.run(
      'DROP TABLE IF EXISTS vt_source.a, vt_source.b, vt_target.a, vt_target.b',
      ...['a', 'b'].flatMap((name) => [
        `CREATE TABLE vt_source.${name} ${table}`,
        `CREATE TABLE vt_target.${name} ${table}`,
        `INSERT INTO vt_source.${name} VALUES ${Array.from({ length: 300 }, (_, i) => `(${i * 2}, ${i}, repeat('x', 100))`).join(', ')}`,
      ]),
    );
    const config = {
      insertBytesMax: 8000,
      copyPhaseDurationMs: 50,
      parallelInsertWorkers: 2,
      replicaLagToleranceMs: 10_000,
    };
    let isKilled = false;
    let died: (() => void) | undefined;
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const reachCrashPoint = (reached: VReplicationCrashPoint) => {
      if (isKilled || reached !== point) {
        if (isKilled) throw new Killed(reached);
        return;
      }
      isKilled = true;
      died?.();
      throw new Killed(reached);
    };
    const doomed = harness.engine({ reachCrashPoint }, { ...config, retryDelayMs: 60_000 });
    await doomed.open();
    const id = await harness.stream(doomed, 'vt_source', [{ match: '/.*' }], { defer_secondary_keys: '1' });
    let i = 0;
    const write = async () => {
      i++;
      await harness.run(
        `INSERT INTO vt_source.a VALUES (${i * 2 + 1}, ${i}, 'new'), (${10_000 + i}, ${i}, 'end')`,
        `UPDATE vt_source.b SET n = n + 1, v = concat(v, 'y') WHERE id % 7 = ${i % 7}`,
        `DELETE FROM vt_source.a WHERE id = ${i * 4}`,
        `UPDATE vt_source.b SET id = id + 20000 WHERE id = ${i * 6}`,
      );
    };
    if (point === 'vreplication.before-stop') {
      await harness.caughtUp(doomed, id);
      await doomed.exec(
        `update _vt.vreplication set stop_pos = '${await harness.position()}' where id = ${id}`,
        signal,
      );
    }
    let isDead = false;
    void death.then(() => {
      isDead = true;
    });
    // The catching up between the tables' copies comes by itself only after a while: it is not one of the points here.
    for (let tries = 0; !isDead && tries < (point === 'vreplication.catchup-done' ? 10 : 200); tries++) {
      await write();
      await delay(10);
    }
    await doomed.close();
    if (point !== 'vreplication.catchup-done') expect(isDead).toBe(true);
    await write();
    const engine = harness.engine({}, config);
    await engine.open();
    if (point === 'vreplication.before-stop')
      await engine.exec(`update _vt.vreplication set stop_pos = null, state = 'Running' where id = ${id}`, signal);
    await write();
    await harness.caughtUp(engine, id);
    for (const name of ['a', 'b']) {
      expect(await harness.checksum(`vt_target.${name}`)).toBe(await harness.checksum(`vt_source.${name}`));
      expect(await harness.rows(`SHOW INDEX FROM vt_target.${name}`)).toHaveLength(2);
    }
    await engine.deleteStreams('1 = 1', signal);
    await engine.close();
  });
});

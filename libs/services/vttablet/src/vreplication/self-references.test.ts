import { VtError } from '@vt/base';
import { availableFlavors } from '@vt/mysql/testing';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const definition = (place: string): string =>
  `CREATE TABLE ${place}.node (id int PRIMARY KEY, p int, pad varchar(4000), CONSTRAINT kn FOREIGN KEY (p) REFERENCES ${place}.node (id) ON DELETE CASCADE)`;
/** More than one message has. */
const rows = Array.from(
  { length: 60 },
  (_, i) => `(${i + 1}, ${i === 0 ? 'NULL' : Math.ceil(i / 9)}, repeat('x', 4000))`,
);

describe.each(availableFlavors())('a table whose rows name each other on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  /** What happens when some of the rows have come, and not the others. */
  let meanwhile: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engineReading(
      async function* (source, ...request) {
        let messages = 0;
        for await (const response of source.vstreamRows(...request)) {
          if (response.rows.length > 0 && ++messages === 2) {
            const work = meanwhile;
            meanwhile = undefined;
            await work?.();
          }
          yield response;
        }
      },
      { copyPhaseDurationMs: 1, insertBytesMax: 1000 },
    );
    await engine.open();
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });
  beforeEach(async () => {
    await harness.run(...['vt_one', 'vt_target'].map(definition), `INSERT INTO vt_one.node VALUES ${rows.join(', ')}`);
  });
  afterEach(async () => {
    await engine.deleteStreams('1 = 1', AbortSignal.timeout(20_000));
    await harness.run(
      'SET foreign_key_checks = 0',
      'DROP TABLE vt_one.node, vt_target.node',
      'SET foreign_key_checks = 1',
    );
  });

  const same = async (): Promise<void> => {
    const id = await harness.stream(engine, 'vt_one', [{ match: 'node', filter: 'select * from node' }]);
    await harness.caughtUp(engine, id);
    expect(meanwhile).toBeUndefined();
    const ids = (place: string) => harness.rows(`SELECT id FROM ${place}.node ORDER BY id`);
    expect(await ids('vt_target')).toEqual(await ids('vt_one'));
    expect((await ids('vt_target')).length).toBeGreaterThan(30);
  };

  test('has what their keys do while it is copied', async () => {
    // It takes along those that it is named by, of which the log does not tell.
    meanwhile = () => harness.run('DELETE FROM vt_one.node WHERE id = 2');
    await same();
  });

  test('is copied from the beginning after an interruption', async () => {
    meanwhile = async () => {
      const begun = () => harness.rows("SELECT count(*) FROM _vt.copy_state WHERE lastpk <> ''");
      await expect.poll(begun, { timeout: 20_000 }).toEqual([['1']]);
      await harness.run('DELETE FROM vt_one.node WHERE id = 2');
      throw new VtError({ code: 'UNAVAILABLE', message: 'gone' });
    };
    await same();
  });
});

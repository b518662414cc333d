import { availableFlavors } from '@vt/mysql/testing';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness, tableOf } from '../testing/move-harness.ts';

describe.each(availableFlavors())('tables with foreign keys on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  /** What happens on the source before the rows of a table are read. */
  const before = new Map<string, string[]>();

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engineReading(async function* (source, query, ...from) {
      const table = tableOf(query);
      await harness.run(...(before.get(table) ?? []));
      before.delete(table);
      yield* source.vstreamRows(query, ...from);
    });
    await engine.open();
    for (const place of ['vt_one', 'vt_target'])
      await harness.run(
        `CREATE TABLE ${place}.parent (id int PRIMARY KEY)`,
        `CREATE TABLE ${place}.friend (id int PRIMARY KEY)`,
        `CREATE TABLE ${place}.child (id int PRIMARY KEY, p int, q int, CONSTRAINT kp FOREIGN KEY (p) REFERENCES ${place}.parent (id) ON DELETE CASCADE, CONSTRAINT kq FOREIGN KEY (q) REFERENCES ${place}.friend (id) ON DELETE SET NULL ON UPDATE CASCADE)`,
        `CREATE TABLE ${place}.grandchild (id int PRIMARY KEY, c int, CONSTRAINT kc FOREIGN KEY (c) REFERENCES ${place}.child (id) ON DELETE CASCADE)`,
      );
    const ids = Array.from({ length: 9 }, (_, i) => i + 1);
    await harness.run(
      ...['parent', 'friend'].map(
        (table) => `INSERT INTO vt_one.${table} VALUES ${ids.map((id) => `(${id})`).join(', ')}`,
      ),
      `INSERT INTO vt_one.child VALUES ${ids.map((id) => `(${id}, ${id}, ${10 - id})`).join(', ')}`,
      `INSERT INTO vt_one.grandchild VALUES ${ids.map((id) => `(${id}, ${id})`).join(', ')}`,
    );
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });

  const same = async (): Promise<void> => {
    for (const table of ['parent', 'friend', 'child', 'grandchild']) {
      const rows = (place: string) => harness.rows(`SELECT * FROM ${place}.${table} ORDER BY id`);
      expect(await rows('vt_target')).toEqual(await rows('vt_one'));
    }
  };

  test('have what the keys do to rows while they are copied', async () => {
    before.set('parent', ['DELETE FROM vt_one.parent WHERE id = 1']);
    before.set('child', ['DELETE FROM vt_one.parent WHERE id = 2', 'DELETE FROM vt_one.friend WHERE id = 1']);
    before.set('grandchild', [
      'DELETE FROM vt_one.parent WHERE id = 3',
      'DELETE FROM vt_one.friend WHERE id = 2',
      'UPDATE vt_one.friend SET id = 60 WHERE id = 6',
    ]);
    const rules = ['child', 'friend', 'grandchild', 'parent'].map((match) => ({
      match,
      filter: `select * from ${match}`,
    }));
    const id = await harness.stream(engine, 'vt_one', rules);
    await harness.caughtUp(engine, id);
    expect(before.size).toBe(0);
    await same();
    await harness.run('DELETE FROM vt_one.parent WHERE id = 5', 'DELETE FROM vt_one.friend WHERE id = 3');
    await harness.caughtUp(engine, id);
    await same();
  });

  test('have what a session without foreign_key_checks did, and not what the keys would have done', async () => {
    await harness.run(
      'SET foreign_key_checks = 0',
      'DELETE FROM vt_one.parent WHERE id = 7',
      'INSERT INTO vt_one.child VALUES (100, 1000, 1000)',
      'SET foreign_key_checks = 1',
      'DELETE FROM vt_one.parent WHERE id = 8',
    );
    const [[id] = []] = await harness.rows('SELECT id FROM _vt.vreplication');
    await harness.caughtUp(engine, Number(id));
    await same();
    expect(await harness.rows('SELECT id FROM vt_target.child ORDER BY id')).toEqual([
      ['4'],
      ['6'],
      ['7'],
      ['9'],
      ['100'],
    ]);
  });
});

import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';
import { queries } from './queries.ts';
import { runGenerated } from './run-generated.ts';
import { runSmith } from './smith/run-smith.ts';
import { runExotic } from './wide/exotic/run-exotic.ts';
import { runWide } from './wide/run-wide.ts';

let mysqld: TestMysqld;
let both: Differential;

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('differential runs skipped: no mysqld (VT_MYSQL_PREFIX)');

const long = process.env['VT_LONG_TESTS'] === '1';
if (!long) console.log('reads and writes of every type run with VT_LONG_TESTS=1 only');

describe.skipIf(!present)('reads over shards beside one mysqld', () => {
  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.startFilled(mysqld, 42);
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test('queries over shards give what one mysqld gives', async () => {
    const different: string[] = [];
    const refused: string[] = [];
    for (const sql of queries) {
      const verdict = await both.compare(sql);
      if (verdict.kind === 'different') different.push(`${sql}: ${verdict.why}`);
      if (verdict.kind === 'refused') refused.push(`${sql}: ${verdict.reason}`);
    }
    if (refused.length > 0) process.stderr.write(`refused:\n${refused.join('\n')}\n`);
    expect(different).toEqual([]);
    expect(refused.length).toBeLessThanOrEqual(queries.length * 0.05);
  }, 120_000);

  /** VT_SEED=n runs other statements than those of every day. */
  const seed = Number(process.env['VT_SEED'] ?? 1);

  test(`statements of seed ${seed} give what one mysqld gives`, async () => {
    const { different, refused, same } = await runGenerated(both, seed, 200);
    const count = [...refused.values()].reduce((sum, n) => sum + n, 0);
    console.log(`seed ${seed}: ${same} same, ${count} refused`);
    expect(different).toEqual([]);
    expect(count).toBeLessThanOrEqual(10);
  }, 180_000);

  test('a prepared statement may count its rows by a parameter where no keyspace is selected', async () => {
    const params = [{ type: Type.INT64, value: Buffer.from('3') }];
    const sql = 'select name, count(*) from customer group by name order by count(*) desc, name limit ?';
    expect(await both.comparePrepared(sql, params)).toEqual({ kind: 'same' });
  });

  test.each([
    [Type.VARCHAR, '2'],
    [Type.VARCHAR, 'x'],
    [Type.VARBINARY, '1'],
    [Type.FLOAT64, '1.5'],
    [Type.DECIMAL, '2'],
    [Type.INT64, '-1'],
    [Type.NULL_TYPE, ''],
  ])('rows are counted by a parameter of type %i with the value %s as one mysqld counts them', async (type, text) => {
    await both.select('ks');
    const count = { type, value: Buffer.from(text) };
    const id = { type: Type.INT64, value: Buffer.from('3') };
    for (const [sql, ...params] of [
      ['select id, qty from orders where customer_id = ? order by id limit ?', id, count],
      ['select id, age from customer order by id limit ?', count],
      ['select id, age from customer order by id limit ?, ?', count, id],
    ] as const)
      expect(await both.comparePrepared(sql, params), sql).toMatchObject({ kind: 'same' });
    expect(await both.comparePrepared('select id from customer where born > ? order by id', [count])).toEqual({
      kind: 'same',
    });
  });

  test(`seldom functions and clauses of seed ${seed} give what one mysqld gives`, async () => {
    const run = await runExotic(mysqld, { seed, statements: 60, shards: 4, reduceTries: 0, prepared: false });
    expect(run.different).toEqual([]);
    expect(run.same).toBeGreaterThanOrEqual(55);
  }, 180_000);

  test(`random tables and statements of seed ${seed} give what one mysqld gives`, async () => {
    const { different, refused, same } = await runSmith(mysqld, {
      seed,
      statements: 60,
      shards: 4,
      writes: 0.3,
      reduceTries: 0,
    });
    console.log(`seed ${seed}: ${same} same`);
    expect(different).toEqual([]);
    expect([...refused.values()].reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(3);
  }, 300_000);

  // Minutes on a busy machine; `wide/main.ts` is the long run.
  test.skipIf(!long)(
    `reads and writes of every type, seed ${seed}, give what one mysqld gives`,
    async () => {
      const { different, refused, same } = await runWide(mysqld, {
        seed,
        statements: 100,
        shards: 2,
        writes: 0.4,
        varies: true,
      });
      console.log(`seed ${seed}: ${same} same`);
      expect(different).toEqual([]);
      expect([...refused.values()].reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(5);
    },
    300_000,
  );
});

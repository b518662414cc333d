import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runExpressions } from './run.ts';

let mysqld: TestMysqld;

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('expressions beside a mysqld skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('the evaluator beside a mysqld', () => {
  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql', ['default-time-zone=+00:00']);
  });

  afterAll(async () => {
    await mysqld.stop();
  });

  /** VT_SEED=n runs other expressions than those of every day. */
  const seed = Number(process.env['VT_SEED'] ?? 1);

  test(`expressions of seed ${seed} have mysqld's values, or are refused`, async () => {
    const { different, refused, same } = await runExpressions(mysqld, seed, 1500);
    const count = [...refused.values()].reduce((sum, n) => sum + n, 0);
    console.log(`seed ${seed}: ${same} same, ${count} refused`);
    expect(different).toEqual([]);
    expect(same).toBeGreaterThan(count);
  }, 120_000);
});

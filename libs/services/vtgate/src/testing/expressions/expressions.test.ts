import { availableFlavors, findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runExpressions } from './run.ts';

if (!findPrograms('mysql')) console.log('expressions beside a mysqld skipped: no mysqld (VT_MYSQL_PREFIX)');

/** VT_SEED=n runs other expressions than those of every day. */
const seed = Number(process.env['VT_SEED'] ?? 1);

describe.each(availableFlavors())('the evaluator beside a server of %s', (flavor) => {
  let mysqld: TestMysqld;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor, ['default-time-zone=+00:00']);
  });

  afterAll(async () => {
    await mysqld.stop();
  });

  test(`expressions of seed ${seed} have its values, or are refused`, async () => {
    const { different, refused, same } = await runExpressions(mysqld, seed, 1500, flavor);
    const count = [...refused.values()].reduce((sum, n) => sum + n, 0);
    console.log(`seed ${seed}: ${same} same, ${count} refused`);
    expect(different).toEqual([]);
    // What MariaDB makes of mixed types is its own: a third of these expressions are left to it.
    expect(same).toBeGreaterThan(flavor === 'mariadb' ? count / 2 : count);
  }, 120_000);
});

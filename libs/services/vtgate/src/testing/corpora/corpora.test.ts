import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { argued } from './argued.ts';
import { suites } from './suites.ts';

/*
 * Recorded statements over two shards beside one mysqld. `main.ts` runs them as a command, with what is different in full.
 */
const present = findPrograms('mysql') !== undefined;
if (!present) console.log('recorded statements skipped: no mysqld (VT_MYSQL_PREFIX)');
const long = process.env['VT_LONG_TESTS'] === '1';
if (!long)
  console.log(
    'the recorded end-to-end suites, all reads of the planner, scripts and Sakila run with VT_LONG_TESTS=1 only',
  );

describe.skipIf(!present)('recorded statements over shards beside one mysqld', () => {
  let mysqld: TestMysqld;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql', ['restrict-fk-on-non-standard-key=OFF']);
  });

  afterAll(async () => {
    await mysqld?.stop();
  });

  const names = Object.keys(suites).filter((name) => long || !['e2e', 'reads', 'sakila', 'tester'].includes(name));

  test.each(names)('%s', { timeout: 600_000 }, async (name) => {
    const counts = { same: 0, different: 0, refused: 0 };
    const different: string[] = [];
    for await (const { id, sql, verdict } of suites[name]?.(mysqld) ?? []) {
      if (verdict.kind === 'different' && argued.some(([text]) => `${id}: ${sql}`.includes(text))) continue;
      counts[verdict.kind]++;
      if (verdict.kind === 'different') different.push(`${id}: ${sql}: ${verdict.why}`);
      if (verdict.kind === 'refused') console.log(`refused: ${sql}: ${verdict.reason}`);
    }
    console.log(`${name}: ${counts.same} same, ${counts.refused} refused`);
    expect(different).toEqual([]);
    // What Vitess does not support either may be refused where no road is safe; the refusals are printed.
    if (name !== 'unsupported') expect(counts.refused).toBeLessThanOrEqual(0.02 * (counts.same + counts.refused));
  });
});

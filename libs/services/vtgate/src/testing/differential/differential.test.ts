import { TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Differential } from './harness.ts';
import { queries } from './queries.ts';

let mysqld: TestMysqld;
let both: Differential;

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

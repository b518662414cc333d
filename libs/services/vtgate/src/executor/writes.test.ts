import { TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WriteDifferential } from '../testing/write-differential.ts';
import { Random, randomWrite } from '../testing/write-statements.ts';

const SEED = Number(process.env['VT_SEED'] ?? 20_261);
const COUNT = Number(process.env['VT_COUNT'] ?? 150);
const STOP_AFTER = Number(process.env['VT_FAILURES'] ?? 1);

describe('writes over shards', () => {
  let mysqld: TestMysqld;
  let both: WriteDifferential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await WriteDifferential.start(mysqld);
  });

  afterAll(async () => {
    both?.close();
    await mysqld?.stop();
  });

  const compare = async (random: Random, transactions: number) => {
    const failures: string[] = [];
    for (let i = 0; i < COUNT && failures.length < STOP_AFTER; i++) {
      const sql = randomWrite(random, transactions);
      const trace = Number(process.env['VT_TRACE'] ?? -1) === i;
      if (trace) console.log(await both.dump('user'), both.gate.gateway.queries.splice(0).length);
      const difference = await both.run(sql);
      if (trace) console.log(both.gate.gateway.queries.map((q) => `${q.shard}: ${q.sql}`).join('\n'));
      if (difference) failures.push(`#${i} ${sql}\n  ${difference}`);
    }
    if (process.env['VT_REFUSALS']) console.log([...both.refusals].sort((a, b) => b[1] - a[1]));
    await both.run('rollback');
    return failures;
  };

  test(`${COUNT} random statements with seed ${SEED}: the same answers and rows as one mysqld`, async () => {
    expect(await compare(new Random(SEED), 0)).toEqual([]);
  }, 600_000);

  test(`${COUNT} random statements in transactions with seed ${SEED}`, async () => {
    expect(await compare(new Random(SEED + 1), 15)).toEqual([]);
  }, 600_000);
});

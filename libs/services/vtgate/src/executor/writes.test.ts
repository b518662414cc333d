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

  test('ids come from the sequence where none is given, and LAST_INSERT_ID tells the first', async () => {
    const s = both.gate.session();
    await s.all('use sh; delete from music');
    const first = await s.result("insert into music (user_id, title) values (1, 'a'), (2, 'b'), (3, 'c')");
    expect(first.affectedRows).toBe(3n);
    expect(await s.rows('select last_insert_id()')).toEqual([[String(first.insertId)]]);
    const next = first.insertId + 3n;
    expect(
      (await s.result(`insert into music (id, user_id) values (null, 4), (0, 5), (${next + 50n}, 6)`)).insertId,
    ).toBe(next);
    const ids = (await s.rows('select id from music order by id')).flat().map((id) => BigInt(id ?? 0));
    expect(ids).toEqual([0n, 1n, 2n, 3n, 4n, 53n].map((n) => first.insertId + n));
    expect((await s.result(`insert into music (id, user_id) values (${next + 60n}, 4)`)).insertId).toBe(0n);
    expect(await s.rows('select last_insert_id()')).toEqual([[String(next)]]);
    expect(await s.error(`insert into music (id, user_id) values (${next + 60n}, 1)`)).toMatchObject({ errno: 1062 });
    await s.all('begin; insert into music (user_id) values (9); rollback');
    expect((await s.rows('select count(*) from music where user_id = 9'))[0]).toEqual(['0']);
  });

  test('the last call of LAST_INSERT_ID(expr) must be the last row', async () => {
    const s = both.gate.session();
    await s.all('use sh; delete from music');
    const called = '(9001, 1, last_insert_id(71)), (9002, 2, last_insert_id(72))';
    expect((await s.result(`insert into music (id, user_id, title) values ${called}`)).insertId).toBe(72n);
    expect(await s.rows('select last_insert_id()')).toEqual([['72']]);
    const some = "(9003, 3, last_insert_id(73)), (9004, 4, 'd')";
    expect((await s.error(`insert into music (id, user_id, title) values ${some}`)).message).toContain('VT12001');
    expect(await s.rows('select count(*) from music')).toEqual([['2']]);
  });

  test('LAST_INSERT_ID(expr) of rows of several shards needs an order, and is refused without a trace', async () => {
    const s = both.gate.session();
    await s.all(
      "use sh; delete from music; insert into music (id, user_id, title) values (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c')",
    );
    await s.all("begin; update music set title = 'z'");
    const error = await s.error('update music set title = last_insert_id(id + 90)');
    expect(error.message).toContain('VT12001');
    expect(await s.rows('select distinct title from music')).toEqual([['z']]);
    expect((await s.result('update music set title = last_insert_id(id + 90) order by id')).insertId).toBe(93n);
    await s.all('commit; delete from music');
  });

  test('a value for an unowned vindex must be where the row is', async () => {
    const s = both.gate.session();
    await s.all('use sh; delete from checked; delete from music');
    await s.all('insert into music (id, user_id) values (1000, 7)');
    expect((await s.result('insert into checked (user_id, music_id) values (7, 1000)')).affectedRows).toBe(1n);
    const wrong = await s.error('insert into checked (user_id, music_id) values (8, 1000)');
    expect(wrong.message).toContain('for column [music_id] does not map to keyspace ids');
    expect(
      (await s.result('insert ignore into checked (user_id, music_id) values (8, 1000), (7, null)')).affectedRows,
    ).toBe(1n);
    expect(await s.rows('select user_id, music_id from checked order by user_id, music_id')).toEqual([
      ['7', null],
      ['7', '1000'],
    ]);
  });

  test('values that a mysqld must compute place a row', async () => {
    const s = both.gate.session();
    await s.all('use sh; delete from extra');
    await s.all("insert into extra values (2 * 3 + 1, 1, length('abc'), upper('x')), ((select 8), 1, 0, null)");
    expect(await s.rows('select val, t from extra where user_id = 7')).toEqual([['3', 'X']]);
    expect(await s.rows('select val, t from extra where user_id = 8')).toEqual([['0', null]]);
    expect(await s.error('insert into extra values (id + 1, 1, 1, 1)')).toMatchObject({ errno: 1235 });
  });

  test('thousands of rows go through the gate', async () => {
    const s = both.gate.session();
    await s.all('use sh; delete from extra; insert into extra (user_id, id) values (1, 1)');
    for (let i = 0; i < 11; i++) {
      await s.all(`insert into extra (user_id, id, val) select user_id + ${2 ** i}, id, ${i} from extra`);
    }
    expect(await s.rows('select count(*), count(distinct user_id), sum(val) from extra')).toEqual([
      ['2048', '2048', '18434'],
    ]);
    expect((await s.result('update extra set user_id = user_id + 10000 order by user_id')).affectedRows).toBe(2048n);
    expect((await s.result('delete from extra order by user_id limit 2000')).affectedRows).toBe(2000n);
    expect(await s.rows('select count(*) from extra where user_id = 12048')).toEqual([['1']]);
  });
});

import { TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';

const keyspaces = {
  sh: {
    shards: ['-40', '40-80', '80-c0', 'c0-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { users: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};

const times = (count: number, make: (i: number) => string, between: string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(between);

/** As programs write them that put a statement together in a loop. */
const long: Readonly<Record<string, string>> = {
  'an INSERT of 10,000 rows': `insert into users (id, n) values ${times(10_000, (i) => `(${i}, ${i % 7})`, ', ')}`,
  // What follows is of few rows: mysqlds take their time for so many conditions.
  'a DELETE of most of them': 'delete from users where id >= 300',
  '5,000 terms of OR': `select id, n from users where ${times(5_000, (i) => `id = ${i * 3}`, ' or ')} order by id limit 20`,
  '5,000 terms of AND': `select count(*) from users where ${times(5_000, (i) => `id <> ${i}`, ' and ')}`,
  '5,000 terms of OR over two columns': `select count(*), sum(n) from users where ${times(5_000, (i) => `(id = ${i * 2} and n = ${i % 7})`, ' or ')}`,
  'a list of 20,000': `select count(*), max(id) from users where id in (${times(20_000, (i) => String(i * 2), ', ')})`,
  'a list of 20,000 of no vindex': `select count(*), max(id) from users where n in (${times(20_000, (i) => String(i * 2), ', ')})`,
  'CASE of 1,000 values': `select sum(case id ${times(1_000, (i) => `when ${i} then ${i * 2}`, ' ')} else 0 end) from users`,
  'CASE of 1,000 conditions of groups': `select n, case ${times(1_000, (i) => `when max(id) = ${i} then 'x${i}'`, ' ')} else 'none' end c from users group by n order by n`,
  'CONCAT of 5,000': `select id, concat(${times(5_000, (i) => (i % 50 === 0 ? 'n' : "'a'"), ', ')}) c from users where id < 3 order by id`,
  'COALESCE of 5,000 over shards': `select max(id), coalesce(${times(5_000, () => 'null', ', ')}, max(n)) c from users`,
  'sums of 400': `select id, ${times(400, () => 'n', ' + ')} s from users where id < 5 order by id`,
  'UNION ALL of 1,000 queries of nothing': `${times(1_000, (i) => `select ${i} as x, 'a${i}' as y`, ' union all ')} order by x limit 5, 990`,
  'UNION ALL of 1,000 rows': `${times(1_000, (i) => `select id, n from users where id = ${i * 5}`, ' union all ')} order by id`,
  'UNION of 1,000 queries over shards': `${times(1_000, (i) => `select n from users where n > ${i % 9}`, ' union ')} order by n`,
  'UNION ALL of 600 queries in a subquery': `select count(*), sum(x) from (${times(600, (i) => `select id x from users where id = ${i}`, ' union all ')}) q`,
  'UNION ALL of 1,000 aggregates over shards': `${times(1_000, (i) => `select ${i} i, count(*) c from users where id < ${i}`, ' union all ')} order by i`,
  'INTERSECT of 600 queries': times(600, (i) => `select n from users where id > ${i}`, ' intersect '),
  'an INSERT of what 1,000 queries give': `insert into users (id, n) ${times(1_000, (i) => `select ${20_000 + i}, ${i}`, ' union all ')}`,
  'an UPDATE by 1,000 values': `update users set n = case id ${times(1_000, (i) => `when ${i} then ${i + 1}`, ' ')} else n end where id in (${times(1_000, String, ', ')})`,
  'what is there then': 'select count(*), sum(n), sum(id) from users',
};

describe('long statements over shards', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.start(mysqld, keyspaces, { scratchReads: true }, 'plain_long');
    await both.define('sh', 'create table users (id bigint primary key, n int)');
  });

  afterAll(async () => {
    both?.close();
    await mysqld?.stop();
  });

  test.each(Object.keys(long))('%s', { timeout: 120_000 }, async (name) => {
    expect(await both.compare(long[name] as string, undefined, true)).toEqual({ kind: 'same' });
  });
});

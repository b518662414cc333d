import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('differential runs skipped: no mysqld (VT_MYSQL_PREFIX)');

const keyspaces = {
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { users: { column_vindexes: [{ column: 'id', name: 'hash' }] }, everywhere: { type: 'reference' } },
    },
  },
};

/** Each with parameters: 1, 2, … */
const statements: readonly (readonly [sql: string, params: number])[] = [
  // The row that was not inserted goes by an alias, which is no table's.
  ['insert into users (id, n) values (?, 7) as fresh on duplicate key update n = fresh.n + users.n', 1],
  [
    'insert into users (id, n) values (?, 7), (?, 8) as fresh on duplicate key update n = fresh.n * 2, users.s = fresh.s',
    2,
  ],
  ['insert into users (id, n) values (?, 7), (?, 8) as fresh (a, b) on duplicate key update n = fresh.b', 2],
  ['insert into everywhere values (?, 7) as fresh on duplicate key update n = fresh.n + everywhere.n', 1],
  ['insert into users (id, n) values (?, 7) as fresh on duplicate key update n = nope.n', 1],
  // What is deprecated was told when they were prepared.
  ['insert into users (id, n) values (?, 7) on duplicate key update n = values(n)', 1],
  ['insert into users (id, n) values (?, 7), (?, 9) on duplicate key update n = values(n) + 1', 2],
  ['insert into everywhere values (?, 7) on duplicate key update n = values(n)', 1],
  ['insert into users (id, n) select id + ?, n from everywhere on duplicate key update n = values(n)', 1],
  ['update users set n = n + 1 where id = ? && n > 0', 1],
  ['update users set n = n + 1 where id > ? && n > 0', 1],
  ['select id, n, s from users order by id', 0],
];

describe.skipIf(!present)('prepared upserts over shards', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.start(mysqld, keyspaces);
    await both.define('sh', 'create table users (id bigint primary key, n int, s varchar(20))');
    await both.define('sh', 'create table everywhere (id int primary key, n int)');
    await both.select('sh');
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test('change rows, and warn, as on one mysqld', async () => {
    await both.everywhere("insert into users values (1, 3, 'a'), (2, 5, 'b'), (3, 1, 'c'), (4, null, null)");
    await both.everywhere('insert into everywhere values (1, 1), (2, 2)');
    const different: string[] = [];
    for (const [sql, count] of statements) {
      const params = Array.from({ length: count }, (_, i) => ({ type: Type.INT64, value: Buffer.from(String(i + 1)) }));
      const verdict = await both.comparePrepared(sql, params, true);
      if (verdict.kind !== 'same') different.push(`${sql}: ${JSON.stringify(verdict)}`);
    }
    expect(different).toEqual([]);
  });
});

import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('differential runs skipped: no mysqld (VT_MYSQL_PREFIX)');

const spaces = {
  ks: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: {
        a: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        b: { column_vindexes: [{ column: 'id', name: 'hash' }] },
      },
    },
  },
};

/** The mysqld's first answer is not what counts: the same one gives the gate's when it is asked in another way. */
const statements = [
  // It has no rows for the second reader.
  'with c as (select id, 1 as k from a except select n, 2 from b) select x.id from c x join c y on y.k',
  // It does not sort: the index on c that it makes for the join would be sorted, and it reads x without it.
  'with c as (select distinct n from a) select x.n from c x join c y on y.n = x.n order by x.n desc limit 2',
  // It shows 2.50 by itself, and 2.500 out of a temporary table.
  'select a.id, b.id as other, case when exists (select 1 from b z where z.n = b.id) then (select max(z.d3) from b z where z.n = a.n) else b.d2 end as x from a left join b on b.n = a.n and b.id < 9 order by a.id, b.id',
];

describe.skipIf(!present)('what a mysqld answers otherwise when it is asked the same in another way', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.start(mysqld, spaces, { scratchReads: true }, 'plain_otherwise');
    await both.define('ks', 'create table a (id bigint primary key, n int)');
    await both.define('ks', 'create table b (id bigint primary key, n int, d2 decimal(6,2), d3 decimal(6,3))');
    await both.everywhere('insert into a values (1, 1), (2, 2), (3, 2), (4, 7)');
    await both.everywhere('insert into b values (1, 1, 1, 1.5), (2, 2, 2.5, 3), (3, 7, 4, 4)');
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test.each(statements)('%s', async (sql) => {
    expect(await both.compare(sql)).toEqual({ kind: 'same' });
  });
});

import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { type BindVariable, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';
import { type Prepared, parameter, twoShardsOf } from './prepared.ts';

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('differential runs skipped: no mysqld (VT_MYSQL_PREFIX)');

const text = parameter(Type.VARCHAR);
const double = parameter(Type.FLOAT64);
const decimal = parameter(Type.DECIMAL);
const int = parameter(Type.INT64);

/** What the rows have afterwards shows how MySQL computed it. */
const statements: readonly Prepared[] = [
  // A quotient has as many digits as the type of the parameter lets it have.
  ...[int('1'), text('1'), decimal('1.5'), text('1.5'), double('1'), double('1.5')].flatMap(
    (param): [string, ...BindVariable[]][] => [
      ['update users set x = coalesce(d, ?) % 100 / 3', param],
      ['update users set f = ifnull(d, ?) / 7', param],
      ['update users set s = coalesce(d, ?) / 3', param],
      ['update users set f = coalesce(n, ?) / 3', param],
      ['update users set f = (d + ?) / 3 where id = 1', param],
      ['update users set x = d / ? where id > 0', param],
      ["update users set j = json_object('a', coalesce(n, ?))", param],
      ['insert into users (id, d, x) values (1, 2.5, 1) on duplicate key update x = coalesce(users.d, ?) / 3', param],
      ['insert into users (id, x) select id + 10, coalesce(d, ?) / 3 from users where id < 3', param],
      ['delete from users where id > 9'],
    ],
  ),
  // Texts are the numbers that they look like, and not DOUBLEs.
  ['update users set s = n + ?, x = d * ? where id = 1', text('1.10'), text('0.1')],
  // What is prepared again for its value is that value.
  ['update users set s = concat(?, d), j = json_object(?, ?)', decimal('2.5'), text('a'), decimal('1.50')],
  ['update users set s = concat(coalesce(n, ?))', decimal('2.5')],
  ['update users set s = concat(d + ?)', decimal('2.5')],
  // What is no number is an error, and nothing is changed.
  ...['abc', '2.5x', ''].flatMap((value): [string, ...BindVariable[]][] => [
    ['update users set s = coalesce(n, ?)', text(value)],
    ['update users set s = d * ?', text(value)],
    ['update users set f = ifnull(f, ?) + 1', text(value)],
  ]),
  // Moments are stored as ones of the type that was derived, and bits are numbers.
  ['update users set s = coalesce(ts, ?)', text('2024-03-04')],
  ['update users set s = concat(date_add(ifnull(ts, ?), interval 1 day))', text('2024-03-04 05:06:07')],
  ['update users set s = (ts + ?) / 3', int('1')],
  ['update users set s = coalesce(b, ?)', text('3')],
];

describe.skipIf(!present)('prepared writes over shards', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.start(mysqld, twoShardsOf('users'));
    await both.define(
      'sh',
      'create table users (id bigint primary key, n int, d decimal(10,2), f double, x decimal(40,20), s varchar(99), j json, ts datetime, b bit(8))',
    );
    await both.select('sh');
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test('store what one mysqld computes of the types that it derives for their parameters', async () => {
    await both.everywhere('insert into users (id, n, d) values (1, 3, 9.32), (2, null, 1.4), (3, 5, null)');
    const different: string[] = [];
    for (const [sql, ...params] of statements) {
      const verdict = await both.comparePrepared(sql, params, true);
      const rows = await both.compare('select * from users order by id');
      for (const one of [verdict, rows]) if (one.kind !== 'same') different.push(`${sql}: ${JSON.stringify(one)}`);
    }
    expect(different).toEqual([]);
  });
});

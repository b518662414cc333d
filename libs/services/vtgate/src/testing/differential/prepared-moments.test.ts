import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';
import { differences, NULL_PARAMETER, type Prepared, parameter, twoShardsOf } from './prepared.ts';

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('differential runs skipped: no mysqld (VT_MYSQL_PREFIX)');

const date = parameter(Type.DATE);
const datetime = parameter(Type.DATETIME);
const time = parameter(Type.TIME);
const text = parameter(Type.VARCHAR);
const int = parameter(Type.INT64);
const decimal = parameter(Type.DECIMAL);
const double = parameter(Type.FLOAT64);
const none = NULL_PARAMETER;

const moments = [
  date('2024-01-02'),
  datetime('2024-01-02 03:04:05'),
  datetime('2024-01-02 03:04:05.125'),
  time('05:06:07'),
  time('-05:06:07.25'),
];

const statements: readonly Prepared[] = [
  // A moment beside numbers and texts stays one: it is no number, and has six digits where it is made a text.
  ...moments.flatMap((moment): Prepared[] => [
    ['select ?, coalesce(n, ?), coalesce(d, ?), if(id > 1, n, ?) from users', moment, moment, moment, moment],
    ['select d + ?, ? * 1.5, n / ?, sum(d * ?) over () from users', moment, moment, moment, moment],
    ['select concat(?, n), json_array(?, coalesce(n, ?)), (select ?) from users', moment, moment, moment, moment],
    ['select ts + ?, y + ?, coalesce(ts, ?) from users', moment, moment, moment],
    ['select max(coalesce(n, ?)), min(?) from users', moment, moment],
    ['select id from users where n > ? or d < ?', moment, moment],
    ['update users set s = concat(?, n)', moment],
    ['update users set s = coalesce(n, ?)', moment],
    ["update users set s = json_object('a', ?)", moment],
    ['update users set s = coalesce(ts, ?)', moment],
  ]),
  ['select coalesce(tm, ?) from users', datetime('2024-01-02 03:04:05')],
  // A number beside a moment is one, or none.
  ...[int('20240102'), int('5'), int('-1'), int('101112'), decimal('20240102.5'), double('1.5')].flatMap(
    (number): Prepared[] => [
      ['select coalesce(tm, ?), coalesce(ts, ?), tm + ? from users', number, number, number],
      ['select coalesce(ts, ?) + interval 1 day, case when n > 0 then ts else ? end from users', number, number],
    ],
  ),
  ['select ts + ?, ts - ? from users', int('20240102'), int('-1')],
  ['select dt + ?, dt / ?, dt * ? from users', int('1'), int('2'), text('3')],
  ['select dt + ?, ts + ?, tm - ? from users', text('abc'), text('abc'), text('abc')],
  ['select coalesce(dt, ?), coalesce(ts, ?) from users', text('05:06:07'), text('05:06:07')],
  ['select y + ?, b + ? from users', text('1.5'), text('1.5')],
  // NULL has the type that was derived for it.
  ['select d + ?, n % ?, n / ?, ? + 1, ? * 1.5 from users', none, none, none, none, none],
  ['select coalesce(d, ?), if(n > 5, n, ?), case when n > 5 then d else ? end from users', none, none, none],
  ['select coalesce(dt, ?), coalesce(ts, ?), coalesce(tm, ?), coalesce(y, ?) from users', none, none, none, none],
  ['select dt + ?, ts - ?, tm + ?, y + ?, b + ? from users', none, none, none, none, none],
  ['select upper(?), left(?, 2), if(n > ?, ?, ?), concat(s, ?) from users', none, none, none, none, none, none],
  ['select max(?), group_concat(?), sum(d * ?), avg(?) from users', none, none, none, none],
  ['select lag(d, 1, ?) over (order by id), sum(d + ?) over () from users', none, none],
  ['select coalesce(n, ?), coalesce(d, ?), case when n > 5 then ? else ? end from users', none, int('1'), none, none],
  ['update users set f = coalesce(d, ?) / 7', none],
  ['update users set s = coalesce(ts, ?)', none],
  // As they have in a query within the statement.
  ...[decimal('1.50'), int('2'), text('1.5'), date('2024-01-02'), time('05:06:07'), none].flatMap(
    (param): Prepared[] => [
      ['select id, (select max(d) * ? from users), (select ?) from users', param, param],
      ['select * from (select id, ? p, coalesce(n, ?) q from users) d', param, param],
      ['select id, ? from users union all select id, ? from users', param, param],
      ['select coalesce(n, ?) from users union select coalesce(d, ?) from users', param, param],
      ['with w as (select id, coalesce(d, ?) x from users) select id, x / 3 from w', param],
    ],
  ),
  ['with recursive r as (select ? n union all select n + 6.5 from r where n < 20) select n from r', decimal('1.5')],
];

describe.skipIf(!present)('moments and NULLs as parameters over shards', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.start(mysqld, twoShardsOf('users'), { scratchReads: true });
    await both.define(
      'sh',
      'create table users (id bigint primary key, n int, d decimal(12,3), f double, s varchar(80), dt date, ts datetime(3), tm time, y year, b bit(10))',
    );
    await both.everywhere(
      "insert into users values (1, 7, 7.777, 7.5, 'x', '2024-03-01', '2024-03-01 01:02:03', '00:00:01', 2000, 5), (2, null, null, null, null, null, null, null, null, null), (3, 5, 2.5, 1, 'z', '1999-12-31', '1999-12-31 23:59:59.999', '-10:11:12', 2024, 3)",
    );
    await both.select('sh');
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test('are to the gate what they are to one mysqld', async () => {
    expect(await differences(both, statements, 'users')).toEqual([]);
  });
});

import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';
import { type Prepared, parameter } from './prepared.ts';

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('differential runs skipped: no mysqld (VT_MYSQL_PREFIX)');

const text = parameter(Type.VARCHAR);
const double = parameter(Type.FLOAT64);
const decimal = parameter(Type.DECIMAL);
const int = parameter(Type.INT64);

/** One after the other, on the same rows. */
const statements: readonly Prepared[] = [
  // Doubles, which many drivers send all numbers as, are not decimals.
  ['select id from customer where age * ? = 0.3', double('0.1')],
  ['select id, age * ? from customer where id in (1, 2, 3)', double('0.1')],
  ['select id from customer where age / ? = 0.3333', double('3')],
  ['select id from customer where score * ? = 3.9 or ? * score = 2.1', double('3'), double('3')],
  ['select id from customer where age mod ? = 1 and id > ?', double('3'), double('3')],
  ['select id from customer where id = ? or id = ?', double('1.5'), double('2')],
  ['select id from customer where id > ? and id < ?', double('1.5'), double('4.25')],
  ['select id from customer where id = ? + 1', double('3')],
  ['select id, score from customer where score in (?, ?)', double('0.57'), double('1.5')],
  [
    'select c.id, o.id from customer c join orders o on o.customer_id = c.id where c.id = ? and o.qty + ? > 1',
    double('3'),
    double('2'),
  ],
  // As columns of derived tables, of further members of a set operation and of rows they are doubles too.
  ['select c.id, q.n from customer c join (select ? n) q on q.n = c.id', double('1')],
  ['select id from customer union select ? order by 1', double('1')],
  [
    'with recursive n as (select ? x union all select x + 1 from n where x < ?) select x, c.id from n join customer c on c.id = n.x',
    double('1'),
    double('3'),
  ],
  [
    'select v.i, c.id from (values row(?, 2), row(?, 3)) v (i, s) join customer c on c.id = v.i',
    double('1'),
    double('2'),
  ],
  ['insert into word (w, n, customer_id) values (?, ?, ?)', double('0.1'), double('2.5'), double('3')],
  [
    "insert into word (w, n, customer_id) values (?, ?, ?), ('zz', 1, ?)",
    text('zy'),
    double('2.5'),
    double('3'),
    double('3.5'),
  ],
  ['update word set n = ? where w = ?', double('4.5'), text('zz')],
  ["select * from word where w in ('0.1', 'zy', 'zz')"],
  ["select * from word where w = '0.1'"],
  ['select * from word where w = ?', double('0.1')],
  ['update customer set ratio = ?, score = ? where age * ? < 0.31', double('0.125'), double('0.125'), double('0.1')],
  ['update customer set ratio = ?, age = ? where id = ?', double('0.25'), double('6.5'), double('2')],
  ['update customer set age = ? where id in (?, ?)', double('8.5'), double('3'), double('4')],
  ['select id, age, ratio, score from customer'],
  // A decimal counts with thirty digits wherever it stands, as does what MySQL takes for one because of where it stands.
  ['select sum(?), avg(?), sum(score) from customer', decimal('2.25'), decimal('2.25')],
  ['select sum(score) * ?, sum(age) * ?, max(score) - ? from customer', decimal('2.25'), text('2.5'), int('3')],
  ['select sum(score * ?), sum(score + ?) from customer', int('3'), text('2.5')],
  ['select sum(age * ?), min(?) from customer', text('2.5'), decimal('2.25')],
  ['select sum(age) + ?, count(*) * ? from customer', int('3'), int('2')],
  ['select id, if(age > 3, score, ?), case age when 3 then score else ? end from customer', decimal('2.25'), int('3')],
  ['select coalesce(max(score), ?), mod(sum(age), ?) from customer', int('3'), int('3')],
  ['select count(*) + ?, greatest(max(score), ?) from customer', text('2.5'), text('2.5')],
  ['select sum(a.age * b.qty * ?) from customer a join item b on a.age = b.qty', decimal('2.25')],
  ['select coalesce(name, ?), concat(?, score) from customer', decimal('2.25'), decimal('2.25')],
  // What is chosen beside a moment is one, whatever is given, and NULL where it is none.
  ...['total', '2.5', '', '2024-01-02', '2024-01-02 03:04:05.5', '20240102'].flatMap((given): Prepared[] => [
    ['select id, coalesce(born, ?), if(id > 3, ?, born) from customer', text(given), text(given)],
    ['select coalesce(max(placed), ?), max(if(qty > 3, placed, ?)) from orders', text(given), text(given)],
    ['select coalesce(min(nullif(born, born)), ?), ifnull(?, max(born)) from customer', text(given), text(given)],
    ['select ? + interval 1 day, count(*) from customer', text(given)],
  ]),
  ['select max(coalesce(placed, ?)), if(count(*) > 3, ?, max(placed)) from orders', int('20240102'), int('20240102')],
  ['select coalesce(max(born), ?) from customer', int('20240102101112')],
  // What a parameter says of the type of a function is not known when it is prepared.
  ['select id, round(score, ?), truncate(score, ?) from customer', int('1'), int('0')],
  ['select id, str_to_date(note, ?) from customer', text('%Y')],
  // MySQL's grammar has numbers there, and no expressions.
  ['select id, ntile(?) over (order by id) from customer where id = 3', int('3')],
  [
    'select id, lag(age, ?, ?) over (order by id), row_number() over (order by id) + ? from customer where id = 3',
    int('1'),
    int('0'),
    int('2'),
  ],
  ['select id, sum(age) over (order by id rows ? preceding) from customer where id = 3', int('1')],
  ['select id, count(*) over (order by born range interval ? day preceding) from customer where id = 3', int('40')],
  // A text without a number is an error in a condition of a write, though a literal of it is none.
  ['update customer set age = age where big = ?', text('')],
  ['update customer set age = age where big = ?', text('  ')],
  ['update customer set age = age where id = ? and age = ?', int('1'), text('')],
  ['update customer set age = ? where id = 1', text('')],
  ['update customer set note = ? where id = 1', text('')],
  ['delete from customer where age in (?, 99)', text('')],
  ['delete from customer where age = ?', text('777abc')],
  ['delete from customer where note = ?', text('')],
  ['select id from customer where age = ?', text('')],
  // A text that is a TIME where MySQL wants one is compared as a TIME, and a literal of it as a text.
  ['select id from customer where sec_to_time(-10000 * id) <= ?', text('-21:08:00')],
  ['select id from customer where sec_to_time(-10000 * id) >= ?', text('-27:46:40')],
  ['select id from customer where sec_to_time(10000 * id) > ?', text('9:00:00')],
  ['select id from customer where sec_to_time(10000 * id) < ?', text('100:00:00')],
  ['select id from customer where id < 9 and sec_to_time(10000 * id) < ?', text('10:00:00')],
  ['select id from customer where id = 3 and sec_to_time(-10000 * id) < ?', text('-1:00:00')],
  // A value that is not of a kind with what was derived for it has MySQL prepare the statement again, and all values are what they were sent as.
  ['select id, ifnull(age, ?) from customer', text('all')],
  ['select id, ifnull(age, ?), ? from customer', text('all'), int('1')],
  ['select id, ifnull(age, ?), concat(?, id) from customer', text('all'), int('2')],
  ['select ifnull(age, ?) from customer where id > ?', text('all'), text('2')],
  ['select ifnull(age, ?) from customer where id > ?', text('all'), text('2.5')],
  ['select ifnull(age, ?) from customer where id > ?', text('all'), double('2')],
  ['select ifnull(age, ?) from customer where note like ? or id = 4', text('all'), int('4')],
  ['select coalesce(born, ?), coalesce(score, ?), age + ? from customer', text('none'), text('none'), text('1.5')],
  ['select coalesce(score, ?), age + ? from customer where id > ?', text('1.5'), text('2'), double('2')],
  ['update customer set age = age where age = ? and note = ?', text(''), int('5')],
  ['update customer set age = age where age = ? and id = ?', text(''), double('1')],
  // A number that is no moment is NULL beside one.
  ...['6', '20240499', '-1', '0', '20240102'].flatMap((given): Prepared[] => [
    ['select id from orders where placed <> ?', int(given)],
    ['select id from orders where placed > ? and customer_id = 3', int(given)],
  ]),
  // Beside a date arithmetic takes whatever it is for a whole number.
  ...['0', '5', '2.5', '-3', 'abc', '', '20240101', '2024-01-02'].map(
    (given): Prepared => ['select id, born + ? from customer', text(given)],
  ),
  ...['0', '5', '-3'].map((given): Prepared => ['select id, born - ? from customer', int(given)]),
  ...['0', '2.5', '3.5', '-1.5'].flatMap((given): Prepared[] => [
    ['select id, born + ? from customer', decimal(given)],
    ['select sum(born + ?) from customer', double(given)],
  ]),
  ['select id, placed + ? from orders', text('2024-01-02')],
  // They have their types wherever a column is shown, merged or computed with further.
  ['select age, score from customer except select age, ? from customer', decimal('9.25')],
  ['select age, ? from customer intersect select age, score from customer', decimal('9.25')],
  ['select ? * (select max(qty) from orders where customer_id = c.id) from customer c', decimal('4.625')],
  ['select q.x, q.y + 1 from (select ? x, ? y from customer) q', decimal('2.5'), text('2.5')],
  ['with c as (select ? x) select sum(x) from c, customer', decimal('2.5')],
  ['select placed - interval ? second from orders union select null', int('2')],
  // Columns of parameters are called by their question marks on one shard too.
  ['select ?, age from customer where id = ?', int('7'), int('2')],
  ['select concat(?, ?) from customer where id = ?', text('k'), int('1'), int('2')],
  ['select id, ? + ? from customer where id in (?, 3)', int('7'), int('1'), int('2')],
];

describe.skipIf(!present)('numbers of prepared statements over shards', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.startFilled(mysqld, 42);
    await both.select('ks');
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test('are to the gate what they are to one mysqld', async () => {
    const different: string[] = [];
    for (const [sql, ...params] of statements) {
      const verdict = await both.comparePrepared(sql, params);
      if (verdict.kind !== 'same') different.push(`${sql}: ${JSON.stringify(verdict)}`);
    }
    expect(different).toEqual([]);
  });
});

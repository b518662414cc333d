import type { Case } from '../case.ts';
import * as p from '../params.ts';
import { CAPABILITIES } from '../wire-client.ts';

const CURSOR = 1;
const TEMPORAL = new Set([7, 10, 11, 12]);

const everyParam: readonly (readonly [string, p.Param])[] = [
  ['tiny', p.tiny(-5)],
  ['unsigned tiny', p.tiny(250, true)],
  ['short', p.short(-300)],
  ['unsigned short', p.short(65_535, true)],
  ['long', p.long(-70_000)],
  ['unsigned long', p.long(4_294_967_295, true)],
  ['longlong', p.longlong(-9_223_372_036_854_775_808n)],
  ['unsigned longlong', p.longlong(18_446_744_073_709_551_615n, true)],
  ['float', p.float(1.5)],
  ['double', p.double(-0.1)],
  ['decimal', p.decimal('12.340')],
  ['var string', p.varString("o'h\\x")],
  ['string', p.string('ä')],
  ['empty string', p.string('')],
  ['blob', p.blob(Buffer.from([0, 1, 0x7f]))],
  ['date', p.temporal(10, 2024, 2, 29)],
  ['datetime', p.temporal(12, 2024, 2, 29, 23, 59, 58)],
  ['datetime with micros', p.temporal(12, 2024, 2, 29, 23, 59, 58, 7)],
  ['datetime without time', p.temporal(12, 2024, 2, 29)],
  ['timestamp', p.temporal(7, 2024, 2, 29, 1, 2, 3)],
  ['time', p.time(false, 0, 10, 11, 12)],
  ['negative time', p.time(true, 2, 3, 4, 5, 600_000)],
  ['null', p.nothing],
];

/** COM_STMT_*. */
export const preparedCases: readonly Case[] = [
  {
    name: 'statements that are not there',
    async run(stage) {
      const client = await stage.open();
      await client.execute(99);
      await client.fetch(99, 1);
      await client.resetStatement(99);
      client.closeStatement(99);
      client.longData(99, 0, Buffer.from('x'));
      await client.query('select 1');
      const gone = await client.prepare('select 1');
      client.closeStatement(gone);
      await client.execute(gone);
      await client.command('execute cut short', Buffer.of(0x17, 1, 0));
      await client.command('fetch cut short', Buffer.of(0x1c, 1));
      const named = await stage.open();
      await named.prepare('select ?');
      await named.command('fewer parameters than markers', Buffer.of(0x17, 1, 0, 0, 0, 8, 1, 0, 0, 0, 0));
    },
  },
  ...everyParam.map(
    ([name, param]): Case => ({
      name: `a parameter: ${name}`,
      async run(stage) {
        const client = await stage.open();
        const shown = await client.prepare('select ?, ? is null, concat(?, "")');
        await client.execute(shown, [param, param, param]);
        await client.execute(shown, [param, param, param], 0, true);
        // As a text a moment has as many digits as mysqld likes.
        const columns = TEMPORAL.has(param.type) ? ['n', 'dec1', 'f'] : ['v', 'n', 'b', 'dec1', 'd', 'f'];
        for (const column of columns) {
          const insert = await client.prepare(`insert into t (id, ${column}) values (?, ?)`);
          await client.execute(insert, [p.longlong(920n), param]);
          await client.query(`select id, ${column} from t where id = 920`);
          const read = await client.prepare(`select id, ${column} from t where id = 920 and ${column} = ?`);
          await client.execute(read, [param]);
          await client.query('delete from t where id = 920');
        }
      },
    }),
  ),
  {
    name: 'parameters that are none',
    async run(stage) {
      const client = await stage.open({ capabilities: CAPABILITIES.classic });
      for (const [type, ...bytes] of [
        [10, 4, 0xe8, 7, 13, 5],
        [10, 4, 0xe8, 7, 1, 32],
        [10, 4, 0x10, 0x27, 2, 3],
        [10, 7, 0xe8, 7, 1, 2, 3, 4, 5],
        [12, 4, 0xe8, 7, 13, 5],
        [12, 7, 0xe8, 7, 1, 2, 24, 0, 0],
        [12, 7, 0xe8, 7, 1, 2, 5, 60, 0],
        [7, 7, 0xe8, 7, 1, 2, 5, 0, 60],
        [12, 11, 0xe8, 7, 1, 2, 5, 0, 6, 0x40, 0x42, 0xf, 0],
        [11, 8, 0, 0, 0, 0, 0, 5, 60, 0],
        [11, 8, 0, 40, 0, 0, 0, 5, 0, 0],
        [11, 8, 1, 34, 0, 0, 0, 22, 59, 59],
        [11, 8, 0, 0, 0, 0, 0, 100, 5, 6],
        [11, 12, 0, 34, 0, 0, 0, 22, 59, 59, 1, 0, 0, 0],
        [0xf3, 1, 65],
        [0xf0, 1, 65],
      ] as const) {
        const insert = await client.prepare('insert into t (id, v) values (921, ?)');
        await client.execute(insert, [{ type, bytes: Buffer.from(bytes) }]);
        await client.query('select id from t where id = 921');
        await client.query('delete from t where id = 921');
      }
      await client.prepare('');
      await client.prepare(' ');
    },
  },
  {
    name: 'texts that have no place in their column’s character set',
    async run(stage) {
      const client = await stage.open();
      const id = p.longlong(930n);
      for (const [sql, ...params] of [
        ['insert into d (id, c5) values (?, ?)', id, p.string('語')],
        ['insert into d (id, c6) values (?, ?)', id, p.varString('ä')],
        ['insert into d (c6, id) values (?, 931), (?, ?)', p.string('a'), p.string('é'), id],
        ['insert into d set c5 = ?, id = ?', p.string('語'), id],
        ['replace into d (id, c5) values (?, ?)', id, p.string('語')],
        ["insert into d (id, c5) values (?, concat(?, 'x'))", id, p.string('語')],
        ["insert into d (id, c5) values (?, '語')", id],
        ['insert into d (id, c5) values (?, ?)', id, p.string('é')],
        ['update d set c5 = ? where id = ?', p.string('語'), id],
        ['update d set c2 = ?, c6 = ? where id = ?', p.string('語'), p.string('ß'), id],
        ['insert into d (id, c5) values (?, ?) on duplicate key update c6 = ?', id, p.string('x'), p.string('語')],
      ] as const) {
        const statement = await client.prepare(sql);
        for (let i = 0; i < 2; i++) await client.execute(statement, params);
      }
      await client.query('set @v = "語"');
      await client.query('prepare u from "update d set c5 = ? where id = 930"');
      await client.query('execute u using @v');
      await client.query('delete from d where id in (930, 931)');
    },
  },
  {
    name: 'types that change, and types that are left out',
    async run(stage) {
      const client = await stage.open();
      const one = await client.prepare('select ? + 1, ?');
      await client.execute(one, [p.long(1), p.string('a')]);
      await client.execute(one, [p.double(1.5), p.long(7)]);
      await client.execute(one, [p.double(2.5), p.long(8)], 0, true);
      const none = await client.prepare('select ?');
      await client.execute(none, [p.string('never had types')], 0, true);
    },
  },
  {
    name: 'DISTINCT and others of parameters',
    async run(stage) {
      const client = await stage.open();
      const of = async (sql: string, ...params: readonly p.Param[]) =>
        client.execute(await client.prepare(sql), params);
      await of('select distinct ?', p.long(5));
      await of('select distinct ?', p.string('a'));
      await of('select distinct ?, id from t where id < 3 order by id', p.blob(Buffer.from('ab')));
      await of('select ?', p.blob(Buffer.from([1, 2])));
      await of('select ? union select ?', p.long(1), p.string('b'));
      await of('select ? union all select ?', p.blob(Buffer.from('b')), p.long(3));
      await of('select max(?) from t', p.long(1));
      await of('select group_concat(? order by id) from t where id <= 3', p.string('q'));
      await of(
        'select coalesce(?, 1), ifnull(?, "x"), if(?, ?, ?)',
        p.nothing,
        p.nothing,
        p.long(1),
        p.string('t'),
        p.string('f'),
      );
      await of('select case ? when 1 then ? else ? end', p.long(1), p.decimal('1.5'), p.string('z'));
      await of('select ? + ?, ? / ?, ? div ?, ? % ?, -?', ...Array.from({ length: 9 }, () => p.long(7)));
      await of('select ? + ?, ? * ?', p.decimal('1.25'), p.long(1), p.double(2), p.decimal('3.0'));
      await of(
        'select cast(? as char), cast(? as signed), cast(? as decimal(10,2)), cast(? as json)',
        p.long(1),
        p.string('12'),
        p.string('1.239'),
        p.string('[1]'),
      );
      await of(
        'select json_extract(?, ?), json_object(?, ?)',
        p.string('{"a": [1,2]}'),
        p.string('$.a'),
        p.string('k'),
        p.long(1),
      );
      await of(
        'select date_add(?, interval ? day), datediff(?, ?)',
        p.string('2024-01-01'),
        p.long(3),
        p.temporal(10, 2024, 1, 2),
        p.string('2024-01-01'),
      );
      await of('select id from t where id in (?, ?, ?) order by id', p.long(1), p.string('2'), p.decimal('3.0'));
      await of('select id from t where v like ? order by id', p.string('%'));
      await of(
        'select id from t where (id, v) in ((?, ?), (?, ?)) order by id',
        p.long(1),
        p.string('a'),
        p.long(2),
        p.string('b'),
      );
      await of('select id from t order by id limit ?', p.long(2));
      await of('select id from t order by id limit ? offset ?', p.longlong(2n), p.long(1));
      await of('select id from t order by id limit ?', p.long(-1));
      await of('select id from t order by id limit ?', p.string('2'));
      await of('select id from t order by id limit ?', p.nothing);
      await of('select ?, count(*) from t where id <= 3 group by ?', p.string('a'), p.string('a'));
      await of('select id, v from t where id = ? for update', p.long(1));
      await of('select * from (select ? as x, id from t where id <= 2) q order by id', p.string('deep'));
      await of('with c as (select ? as x) select x, x + 1 from c', p.long(4));
      await of('select exists (select 1 from t where id = ?)', p.long(1));
      await of('select (select v from t where id = ?) as x', p.long(1));
      await of('do ?', p.long(1));
      await of('set @p = ?', p.string('kept'));
      await client.query('select @p');
      await of('call nosuch(?)', p.long(1));
      await of('values row(?, ?), row(3, 4)', p.long(1), p.string('b'));
    },
  },
  {
    name: 'text that does not fit the column',
    async run(stage) {
      const client = await stage.open();
      const of = async (sql: string, ...params: readonly p.Param[]) =>
        client.execute(await client.prepare(sql), params);
      await of('insert into t (id, v) values (?, ?)', p.long(703), p.string(Buffer.from([0xff, 0xfe])));
      await of('insert into t (id, v) values (?, ?)', p.long(703), p.string('123456789012345678901'));
      await of('insert into t (id, n) values (?, ?)', p.long(703), p.string('12abc'));
      await of('insert into t (id, n) values (?, ?)', p.long(703), p.longlong(99_999_999_999n));
      await of('insert into t (id, d) values (?, ?)', p.long(703), p.string('2024-02-30'));
      await of('insert into t (id, j) values (?, ?)', p.long(703), p.string('{bad'));
      await of('insert into t (id, dec1) values (?, ?)', p.long(703), p.string('1.239'));
      await client.query('show warnings');
      await client.query('insert into d (id, c5) values (704, "日本")');
      await client.query('insert into d (id, c6) values (704, "é")');
      await client.query('delete from d where id >= 700');
      await client.query('delete from t where id >= 700');
    },
  },
  {
    name: 'long data',
    async run(stage) {
      const client = await stage.open();
      const insert = await client.prepare('insert into t (id, b, v) values (?, ?, ?)');
      client.longData(insert, 1, Buffer.from('first '));
      client.longData(insert, 1, Buffer.from('second'));
      await client.execute(insert, [p.long(930), { type: 0xfc, bytes: Buffer.alloc(0) }, p.string('v')]);
      await client.query('select id, b, v from t where id = 930');
      client.longData(insert, 1, Buffer.from('forgotten'));
      await client.resetStatement(insert);
      await client.execute(insert, [p.long(931), p.blob(Buffer.from('sent')), p.string('v')]);
      await client.query('select id, b, v from t where id in (930, 931) order by id');
      client.longData(insert, 2, Buffer.from('of text'));
      await client.execute(insert, [p.long(933), p.nothing, { type: 0xfd, bytes: Buffer.alloc(0) }]);
      await client.query('select id, b, v from t where id >= 930 order by id');
      await client.query('delete from t where id >= 930');
    },
  },
  ...Object.entries({ modern: CAPABILITIES.modern, classic: CAPABILITIES.classic }).map(
    ([name, capabilities]): Case => ({
      name: `cursors of a ${name} client`,
      async run(stage) {
        const client = await stage.open({ capabilities });
        const read = await client.prepare('select id, v from t where id <= 5 order by id');
        await client.fetch(read, 1);
        await client.execute(read, [], CURSOR);
        await client.fetch(read, 2);
        await client.query('select 1');
        await client.fetch(read, 2);
        await client.fetch(read, 2);
        await client.fetch(read, 2);
        await client.execute(read, [], CURSOR);
        await client.fetch(read, 0);
        await client.fetch(read, 100);
        await client.execute(read, [], CURSOR);
        await client.resetStatement(read);
        await client.fetch(read, 1);
        const empty = await client.prepare('select id from t where id = -1');
        await client.execute(empty, [], CURSOR);
        await client.fetch(empty, 1);
        const write = await client.prepare('update t set v = v where id = -1');
        await client.execute(write, [], CURSOR);
        await client.fetch(write, 1);
        const wrong = await client.prepare('select * from t where id = (select id from t)');
        await client.execute(wrong, [], CURSOR);
        const big = await client.prepare(
          'select a.id, b.id, repeat("x", 200) from t a, t b, t c where a.id <= 20 and b.id <= 20 and c.id <= 5 order by a.id, b.id, c.id',
        );
        await client.execute(big, [], CURSOR);
        for (let i = 0; i < 5; i++) await client.fetch(big, 450);
        const other = await client.prepare('select n from t where id <= 2 order by id');
        await client.execute(read, [], CURSOR);
        await client.execute(other, [], CURSOR);
        await client.fetch(read, 1);
        await client.fetch(other, 1);
        await client.fetch(read, 1);
        await client.query('begin');
        await client.execute(read, [], CURSOR);
        await client.fetch(read, 1);
        await client.query('commit');
        await client.fetch(read, 1);
        const scrolled = await client.prepare('select id from t where id <= 2 order by id');
        await client.execute(scrolled, [], 2);
        await client.execute(scrolled, [], 4);
      },
    }),
  ),
  {
    name: 'a cursor of a statement that fails as it runs',
    async run(stage) {
      const client = await stage.open();
      const fails = await client.prepare(
        "select id, json_extract(if(id = 3, 'x', '[]'), '$') as j from t where id in (2, 3)",
      );
      await client.execute(fails, [], CURSOR);
      await client.fetch(fails, 1);
      await client.query('select 1');
    },
  },
  {
    name: 'a procedure that is prepared',
    async run(stage) {
      const client = await stage.open();
      const call = await client.prepare('call nosuch_proc(?, ?)');
      await client.execute(call, [p.long(1), p.string('x')]);
    },
  },
  {
    name: 'statements whose table changes',
    async run(stage) {
      const client = await stage.open();
      await client.query('create table z (id bigint primary key, a int)');
      await client.query('insert into z values (1, 2)');
      const all = await client.prepare('select * from z where id = ?');
      await client.execute(all, [p.long(1)]);
      await client.query('alter table z add column b varchar(10) default "new"');
      await client.execute(all, [p.long(1)]);
      await client.query('alter table z drop column a');
      await client.execute(all, [p.long(1)]);
      await client.query('drop table z');
      await client.execute(all, [p.long(1)]);
      await client.query('create table z (id bigint primary key)');
      await client.execute(all, [p.long(1)]);
      await client.query('drop table z');
    },
  },
  {
    name: 'statements and the selected database',
    async run(stage) {
      const client = await stage.open({ capabilities: CAPABILITIES.classic });
      const here = await client.prepare('select id from t where id = ?');
      await client.query('use information_schema');
      await client.execute(here, [p.long(1)]);
      await client.query(`use ${stage.database}`);
      await client.execute(here, [p.long(1)]);
      const name = await client.prepare('select database()');
      await client.query('use information_schema');
      await client.execute(name);
    },
  },
];

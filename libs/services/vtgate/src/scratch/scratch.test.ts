import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import type { Result } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DirectGateway } from '../testing/direct-gateway.ts';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const byId = (column: string) => ({ column_vindexes: [{ column, name: 'hash' }] });
const keyspaces = {
  shop: { shards: ['0'], vschema: {} },
  app: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { people: byId('id'), orders: byId('person'), kinds: byId('id') },
    },
  },
};

const tables = [
  `create table people (id bigint primary key, name varchar(40) not null, town varchar(40), born date, weight float, score decimal(10,3),
    size enum('s','m','l'), flags set('a','b'), bits bit(5), code varbinary(16), seen timestamp(3) null, key town (town))`,
  'create table orders (id bigint, person bigint, amount decimal(12,2), note text, primary key (person, id))',
  `create table kinds (id int unsigned primary key, i8 tinyint, u64 bigint unsigned, d double, y year, t time(2), dt datetime(6), b blob, j ${'JSON'},
    lat varchar(20) character set latin1, bin varchar(20) collate utf8mb4_bin)`,
];

const rows = [
  ...Array.from(
    { length: 40 },
    (_, i) =>
      `insert into people (id, name, town, born, weight, score, size, flags, bits, code, seen) values (${i + 1}, 'n${i % 7}', ${i % 5 === 0 ? 'null' : `'Town${i % 4}'`}, '19${50 + i}-01-0${(i % 9) + 1}', ${i} / 3, ${i}.125, '${'sml'[i % 3]}', '${['', 'a', 'b', 'a,b'][i % 4]}', ${i % 32}, x'00ff${(i + 16).toString(16)}', '2020-02-0${(i % 9) + 1} 10:11:12.345')`,
  ),
  ...Array.from(
    { length: 90 },
    (_, i) =>
      `insert into orders (id, person, amount, note) values (${i}, ${(i * 7) % 45}, ${i * 1.5}, ${i % 6 === 0 ? 'null' : `'it''s \\\\ number ${i} ☃'`})`,
  ),
  `insert into kinds (id, i8, u64, d, y, t, dt, b, j, lat, bin) values (1, -128, 18446744073709551615, 1.5e300, 2024, '-838:59:58.99', '9999-12-31 23:59:59.999999', x'00275c0aff', '{"a": [1, 2.5, "x"]}', 'é', 'É')`,
  `insert into kinds (id, i8, u64, d, y, t, dt, b, j, lat, bin) values (2, null, null, null, null, null, null, null, null, null, null)`,
  `insert into kinds (id, i8, u64, d, y, t, dt, b, j, lat, bin) values (3, 127, 0, -0.1, 1901, '00:00:00', '1000-01-01 00:00:00', '', '[]', '', 'e ')`,
];

/** Reads that a planner of shards has trouble with. What they mean is MySQL's to say. */
const queries = [
  'select p.name, o.amount from people p join orders o on p.id = o.person order by o.id, p.id',
  'select p.town, count(*), sum(o.amount), avg(o.amount), bit_or(o.id) from people p left join orders o on o.person = p.id group by p.town order by p.town',
  'select id, name, (select max(amount) from orders where orders.person = people.id) as top from people order by id limit 7',
  'select id, rank() over (partition by town order by born desc), sum(score) over (order by id rows between 2 preceding and current row) from people order by id',
  'select town, name, count(*) from people group by town, name with rollup having count(*) > 1',
  'with recursive r as (select id, 1 as depth from people where id = 1 union all select p.id, r.depth + 1 from people p join r on p.id = r.id + 5 where r.depth < 6) select * from r order by depth',
  'with t as (select town, count(*) n from people group by town) select a.town, a.n, b.n from t a join t b on a.n = b.n order by 1, 3',
  'select id from people where id not in (select person from orders where amount > 60) order by id',
  'select id from people p where exists (select 1 from orders o where o.person = p.id and o.amount > (select avg(amount) from orders)) order by id',
  'select name from people union select note from orders where id < 5 order by 1 limit 20',
  '(select id from people where id < 4) union all (select person from orders order by amount desc, id limit 3) order by 1',
  'select count(distinct town, name), count(distinct size), std(weight), bit_or(bits), json_arrayagg(id) is not null from people',
  'select * from people p1 natural join (select id, town from people where id < 9) p2 order by p1.id',
  'select p.*, o.note from people p join orders o on o.person = p.id where o.note like "it%" and p.id between 3 and 12 order by p.id, o.id',
  'select distinct p.town, o.id % 3 as m from people p, orders o where p.id = o.person order by 2, 1',
  'select a.id, b.* from kinds a join kinds b on a.id <= b.id order by a.id, b.id',
  'select kinds.j, kinds.b, kinds.bits2 from (select j, b, bits as bits2, kinds.id from kinds join people on kinds.id = people.id) kinds order by kinds.id',
  'select  SUM( amount )+1 , 1+1,  p . name from people p join orders o on o.person=p.id group by p.id order by p.id limit 3',
  'select p.id, s.v from people p join shop.settings s on s.k = p.name order by p.id',
  'select id, weight from people order by weight desc limit 4 offset 3',
  'select max(id) from people where town = "nowhere" group by town',
  'select count(*) from people p right join orders o on p.id = o.person and p.town = "Town1" where p.id is null',
  'select p.id from people p left join orders o on o.person = p.id and o.amount > 50 where o.id is null order by p.id',
];

const refused = [
  'select id, name, count(*) from people group by town',
  'select nothing from people a join orders b on a.id = b.person',
  'select id from people a join orders b on a.id = b.person',
  'select a.id from people a join people a on 1',
  'select (select id from people) from orders',
];

type Compared = { readonly columns: unknown; readonly rows: unknown };

function shape(result: Result, mysql: boolean): Compared {
  const columns = result.fields.map(({ name, type, table, charset, decimals, flags }) => ({
    name,
    type,
    table,
    charset,
    decimals,
    // Which key a column is part of is no part of an answer's meaning.
    flags: mysql ? flags & 0x21 : undefined,
  }));
  return {
    columns,
    rows: result.rows.map((row) => row.map((v) => (v === null ? null : Buffer.from(v).toString('latin1')))),
  };
}

describe.each(availableFlavors())('reads over shards by the scratch road on %s', (flavor) => {
  let mysqld: TestMysqld;
  let plain: MysqlConnection;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    plain = await MysqlConnection.connect(mysqld.rootOptions);
    for (const [keyspace, { shards }] of Object.entries(keyspaces))
      for (const shard of shards)
        await plain.execute(`create database \`${DirectGateway.database({ keyspace, shard })}\``);
    for (const sql of ['set names utf8mb4', 'create database shop', 'create database app', 'use app'])
      await plain.execute(sql);
    gate = new TestGate(mysqld.rootOptions, keyspaces, { scratchReads: true });
    session = gate.session();
    await session.all('use app');
    const settings = [
      'create table shop.settings (k varchar(20) primary key, v int)',
      "insert into shop.settings values ('n1', 1), ('n3', 3)",
    ];
    for (const sql of [...tables, ...rows, ...settings]) {
      await plain.execute(sql);
      await session.all(sql);
    }
  });

  afterAll(async () => {
    gate?.close();
    plain?.close();
    await mysqld?.stop();
  });

  test.each(queries)('%s', async (sql) => {
    const wanted = shape(await plain.execute(sql), flavor === 'mysql');
    expect(shape(await session.result(sql), flavor === 'mysql')).toEqual(wanted);
  });

  test.each(refused)('%s is refused where MySQL refuses it', async (sql) => {
    const outcome = (run: Promise<unknown>): Promise<number> =>
      run.then(
        () => 0,
        (error: { errno: number }) => error.errno,
      );
    expect(await outcome(session.result(sql))).toBe(await outcome(plain.execute(sql)));
  });

  test('it sees what its own transaction wrote', async () => {
    const s = gate.session();
    await s.all(
      'use app; begin; insert into orders (id, person, amount) values (1000, 1, 5000); insert into orders (id, person, amount) values (1001, 4, 6000)',
    );
    const sql =
      'select max(o.amount) from people p join orders o on p.id = o.person group by p.town order by 1 desc limit 1';
    expect(await s.rows(sql)).toEqual([['6000.00']]);
    await s.all('rollback');
    expect(await s.rows(sql)).not.toEqual([['6000.00']]);
  });

  test('a vindex read like a table says where values are, also beside tables and in groups', async () => {
    const where = 'where id in (1, 4, null)';
    expect(await session.rows(`select id, hex_keyspace_id, hex(range_end), shard from hash ${where}`)).toEqual([
      ['1', '166b40b44aba4bd6', '80', '-80'],
      ['4', 'd2fd8867d50d2dfe', '', '80-'],
    ]);
    expect(await session.rows('select shard, count(*) from app.hash where id in (1, 2, 3, 4) group by shard')).toEqual([
      ['-80', '3'],
      ['80-', '1'],
    ]);
    const joined = 'select p.id, h.shard from people p join hash h on p.id = h.id where p.id < 3 order by p.id';
    expect(await session.rows(joined)).toEqual([
      ['1', '-80'],
      ['2', '-80'],
    ]);
    expect((await session.error('select id from hash where shard = 3')).message).toContain('VT09018');
    expect((await session.error('select id from hash')).message).toContain('where clause missing');
  });

  test('what is open stays as it was: no table, no connection', async () => {
    await session.result(queries[0] as string);
    const error = await session.error('select * from _vts_1');
    expect(error.errno).toBe(1146);
  });

  test('a read that needs too much is refused, and the next one runs', async () => {
    const small = new TestGate(mysqld.rootOptions, keyspaces, { scratchReads: true, scratchRowsMax: 50 });
    const s = small.session();
    await s.all('use app');
    const error = await s.error('select id, rank() over (order by id) from orders order by 1 limit 1');
    expect(error).toMatchObject({ errno: 1153, code: 'RESOURCE_EXHAUSTED' });
    expect(await s.rows('select rank() over (order by id) from people where id < 3')).toEqual([['1'], ['2']]);
    small.close();
  });

  test('where it is switched off, the refusal is the planner’s', async () => {
    const off = new TestGate(mysqld.rootOptions, keyspaces, { scratchReads: false });
    const s = off.session();
    await s.all('use app');
    expect(await s.error('select id, sum(score) over (order by id) from people')).toMatchObject({ errno: 1235 });
    await off.executor.deps.schemaChanged('app');
    off.close();
    const here = gate.session();
    await here.all('use app; set scratch_reads = off');
    const sql = 'sum(score) over (order by id) from people where id < 2';
    expect(await here.error(`select ${sql}`)).toMatchObject({ errno: 1235 });
    await here.all('set scratch_reads = on');
    expect(await here.error(`select /*vt+ SCRATCH_READS=off */ ${sql}`)).toMatchObject({ errno: 1235 });
    expect(await here.rows(`select ${sql}`)).toEqual([['0.125']]);
  });
});

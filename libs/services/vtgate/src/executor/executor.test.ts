import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DirectGateway } from '../testing/direct-gateway.ts';
import { TestGate } from '../testing/test-gate.ts';

const keyspaces = {
  commerce: { shards: ['0'], vschema: {} },
  customer: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' }, xxhash: { type: 'xxhash' } },
      tables: {
        t: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        names: { column_vindexes: [{ column: 'name', name: 'xxhash' }] },
      },
    },
  },
};

describe.each(availableFlavors())('the gate on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    const admin = await MysqlConnection.connect(mysqld.rootOptions);
    const shards = Object.entries(keyspaces).flatMap(([keyspace, { shards: names }]) =>
      names.map((shard) => ({ keyspace, shard })),
    );
    for (const shard of shards) await admin.execute(`create database \`${DirectGateway.database(shard)}\``);
    admin.close();
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    const session = gate.session();
    await session.all(
      'use customer; create table t (id bigint primary key, v varchar(20), n int); create table names (name varchar(20) primary key)',
    );
    await session.all('use commerce; create table p (id int primary key auto_increment, v varchar(20))');
  });

  afterAll(async () => {
    gate.close();
    await mysqld.stop();
  });

  test('rows go where their vindex says, and are all found', async () => {
    const s = gate.session();
    await s.all('use customer');
    const values = Array.from({ length: 100 }, (_, i) => `(${i}, 'v${i}', ${i % 7})`).join(',');
    expect((await s.result(`insert into t (id, v, n) values ${values}`)).affectedRows).toBe(100n);
    expect(await s.rows('select count(*) from t')).toEqual([['100']]);
    expect(await s.rows('select v from t where id = 42')).toEqual([['v42']]);
    expect(await s.rows('select id from t where id in (3, 1, 2) order by id')).toEqual([['1'], ['2'], ['3']]);
    expect(await s.rows('select id from t where id = null')).toEqual([]);
    const low = await s.rows('use `customer:-80`; select count(*) from t').then(() => s.rows('select id from t'));
    const high = await s.rows('use `customer/80-`; select 1').then(() => s.rows('select id from t'));
    expect(low.length).toBeGreaterThan(20);
    expect(high.length).toBeGreaterThan(20);
    expect(new Set([...low, ...high].map(([id]) => id)).size).toBe(100);
    expect(low.length + high.length).toBe(100);
  });

  test('what several shards give is merged as one mysqld would give it', async () => {
    const s = gate.session();
    await s.all('use customer');
    const ids = (await s.rows('select id from t order by id desc limit 5')).flat();
    expect(ids).toEqual(['99', '98', '97', '96', '95']);
    expect((await s.rows('select id from t order by v, id limit 2 offset 10')).flat()).toEqual(['18', '19']);
    expect((await s.rows('select id from t order by n desc, id asc limit 3')).flat()).toEqual(['6', '13', '20']);
    expect(await s.rows('select count(*), sum(n), min(id), max(v), max(n) from t')).toEqual([
      ['100', '295', '0', 'v99', '6'],
    ]);
    expect(await s.rows('select count(*) from t where id > 1000')).toEqual([['0']]);
    expect(await s.rows('select sum(n) from t where id > 1000')).toEqual([[null]]);
    expect((await s.rows('select id, count(*) from t group by id order by id limit 2')).flat()).toEqual([
      '0',
      '1',
      '1',
      '1',
    ]);
    const fields = (await s.result('select id, v from t order by v limit 1')).fields;
    expect(fields.map(({ name, database, table }) => [name, database, table])).toEqual([
      ['id', 'customer', 't'],
      ['v', 'customer', 't'],
    ]);
  });

  test.each(['select id, row_number() over (order by id) from t'])(
    'what cannot be done right yet is refused: %s',
    async (sql) => {
      const s = gate.session();
      await s.all('use customer');
      expect(await s.error(sql)).toMatchObject({ errno: 1235, state: '42000', code: 'UNIMPLEMENTED' });
    },
  );

  test('a value that MySQL would convert is not routed by its bytes', async () => {
    const s = gate.session();
    await s.all('use customer');
    expect(await s.rows('select id from t where id = 42.0')).toEqual([['42']]);
    expect(await s.rows("select id from t where id = '042'")).toEqual([['42']]);
    expect(await s.rows("select id from t where id = '42'")).toEqual([['42']]);
    await s.all("insert into names (name) values ('7')");
    expect(await s.rows('select name from names where name = 7')).toEqual([['7']]);
  });

  test('rows are changed and deleted by id, and everywhere', async () => {
    const s = gate.session();
    await s.all('use customer; insert into t (id, v, n) values (1001, "a", 50), (1002, "b", 50), (1003, "c", 50)');
    expect((await s.result("update t set v = 'z' where id = 1001")).affectedRows).toBe(1n);
    expect((await s.result('update t set n = 51 where n = 50')).affectedRows).toBe(3n);
    expect(await s.rows('select v from t where id = 1001')).toEqual([['z']]);
    expect((await s.result('delete from t where id in (1001, 1002)')).affectedRows).toBe(2n);
    expect((await s.result('delete from t where n = 51')).affectedRows).toBe(1n);
  });

  test('transactions are invisible until they commit, and leave nothing when rolled back', async () => {
    const [a, b] = [gate.session(), gate.session()];
    await a.all('use customer; begin; insert into t (id) values (2001), (2002), (2003)');
    await b.all('use customer');
    expect(await b.rows('select count(*) from t where id > 2000')).toEqual([['0']]);
    await a.all('commit');
    expect(await b.rows('select count(*) from t where id > 2000')).toEqual([['3']]);
    await a.all('start transaction; delete from t where id > 2000; rollback');
    expect(await b.rows('select count(*) from t where id > 2000')).toEqual([['3']]);
    await a.all('set autocommit = 0; delete from t where id > 2000');
    expect(await b.rows('select count(*) from t where id > 2000')).toEqual([['3']]);
    await a.all('set autocommit = 1');
    expect(await b.rows('select count(*) from t where id > 2000')).toEqual([['0']]);
    expect(gate.gateway.openTransactions).toBe(0);
  });

  test('a SET that fails leaves autocommit as it was', async () => {
    const s = gate.session();
    await s.all('use customer');
    expect(await s.error("set autocommit = 0, sql_mode = 'nonsense'")).toMatchObject({ errno: 1231 });
    expect(await s.rows('select @@autocommit')).toEqual([['1']]);
    await s.all("set autocommit = 0, sql_mode = 'ANSI_QUOTES', @a = @@autocommit");
    expect(await s.rows('select @@autocommit, @@sql_mode, @a')).toEqual([['0', 'ANSI_QUOTES', '1']]);
  });

  test('what stands behind a SET of sql_mode in one text is read by that', async () => {
    const s = gate.session();
    const sql = `set sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; select 'a\\'; select 1 as "n;"; set sql_mode = ''; select "b"`;
    const [, escape, name, , text] = await s.all(`use customer; ${sql}`).then(([, ...results]) => results);
    expect([escape, text].map((result) => String(result?.rows[0]?.[0]))).toEqual(['a\\', 'b']);
    expect(name?.fields.map((field) => field.name)).toEqual(['n;']);
  });

  test('without autocommit SET TRANSACTION says what the next transaction is, and only that', async () => {
    const s = gate.session();
    await s.all('use customer; set autocommit = 0; set transaction read only');
    const write = 'insert into t (id) values (2001), (2002), (2003), (2004)';
    for (const sql of ['insert into t (id) values (2001)', write])
      expect(await s.error(sql)).toMatchObject({ errno: 1792, state: '25006' });
    await s.all(`commit; ${write}; rollback`);
    await s.all('set transaction read only');
    expect(await s.error(write)).toMatchObject({ errno: 1792, state: '25006' });
    await s.all('rollback');
  });

  test('a transaction that is to stay on one shard does not keep from asking for what every mysqld tells', async () => {
    const s = gate.session();
    await s.all("set transaction_mode = 'single'; use commerce; begin; insert into customer.t (id) values (2001)");
    expect(await s.rows("show variables like 'sql_safe_updates'")).toEqual([['sql_safe_updates', 'OFF']]);
    expect(await s.error('insert into p (v) values (1)')).toMatchObject({ code: 'ABORTED' });
    await s.all('rollback');
  });

  test('a statement that fails on one shard leaves nothing on the others', async () => {
    const s = gate.session();
    await s.all('use customer; insert into t (id) values (3001)');
    const failing = 'insert into t (id) values (3002), (3003), (3004), (3005), (3001)';
    expect(await s.error(failing)).toMatchObject({ errno: 1062, state: '23000' });
    expect(await s.rows('select count(*) from t where id > 3001')).toEqual([['0']]);
    await s.all('begin; insert into t (id) values (3010)');
    expect(await s.error(failing)).toMatchObject({
      errno: 1062,
      message: expect.stringMatching(/^Duplicate entry '3001' for key/),
    });
    await s.all('commit');
    expect(await s.rows('select id from t where id > 3001')).toEqual([['3010']]);
    await s.all('delete from t where id > 3000');
  });

  test('a transaction of many statements leaves no more savepoints on its shards than one of a few', async () => {
    const s = gate.session();
    await s.all('use customer; begin');
    const from = gate.gateway.queries.length;
    for (let i = 0; i < 4; i++) await s.all(`insert into t (id) values (${3020 + 2 * i}), (${3021 + 2 * i})`);
    expect(await s.error('insert into t (id) values (3030), (3031), (3032), (3033), (3020)')).toMatchObject({
      errno: 1062,
    });
    await s.all('commit');
    const marks = gate.gateway.queries.slice(from).filter(({ sql }) => sql.startsWith('savepoint '));
    expect(new Set(marks.map(({ sql }) => sql)).size).toBe(1);
    expect(await s.rows('select count(*), max(id) from t where id >= 3020')).toEqual([['8', '3027']]);
    await s.all('delete from t where id > 3000');
  });

  test('a savepoint is known by its name, however it is written, and forgotten when it is gone', async () => {
    const s = gate.session();
    await s.all("use customer; set sql_mode = 'ANSI_QUOTES'; begin; insert into t (id) values (4001)");
    await s.all('/* app */ savepoint "first one"; insert into t (id) values (4002)');
    for (let i = 0; i < 3; i++) await s.all('savepoint a; savepoint B; release savepoint `A`');
    expect(s.session.savepoints).toEqual(['savepoint `first one`']);
    expect(await s.error('rollback to b')).toMatchObject({ errno: 1305, message: 'SAVEPOINT b does not exist' });
    await s.all('savepoint a; savepoint b; /* app */ rollback to savepoint "FIRST one"');
    await s.all('insert into t (id) values (4003), (4004), (4005), (4006); commit');
    expect((await s.rows('select id from t where id > 4000 order by id')).flat()).toEqual([
      '4001',
      '4003',
      '4004',
      '4005',
      '4006',
    ]);
    await s.all('delete from t where id > 4000');
  });

  test('savepoints reach shards that join later', async () => {
    const s = gate.session();
    await s.all(
      'use customer; begin; insert into t (id) values (4001); savepoint a; insert into t (id) values (4002), (4003), (4004)',
    );
    await s.all('rollback to a; commit');
    expect(await s.rows('select id from t where id > 4000')).toEqual([['4001']]);
    expect(await s.error('rollback to nowhere')).toMatchObject({
      errno: 1305,
      message: 'SAVEPOINT nowhere does not exist',
    });
    await s.all('delete from t where id > 4000');
  });

  test('an unsharded keyspace gets statements as they are', async () => {
    const s = gate.session();
    await s.all('use commerce');
    expect((await s.result("insert into p (v) values ('x'), ('y')")).insertId).toBe(1n);
    expect(await s.rows('select last_insert_id(), row_count()')).toEqual([['1', '2']]);
    expect(await s.rows('select v, count(*) from p group by v with rollup')).toEqual([
      ['x', '1'],
      ['y', '1'],
      [null, '2'],
    ]);
    expect(await s.rows('select commerce.p.v from commerce.p order by 1')).toEqual([['x'], ['y']]);
    expect((await s.result('select * from p')).fields[0]).toMatchObject({ database: 'commerce', table: 'p' });
    expect(await s.error('select * from nosuch')).toMatchObject({
      errno: 1146,
      state: '42S02',
      message: "Table 'commerce.nosuch' doesn't exist",
    });
    expect(await s.error('selec 1')).toMatchObject({ errno: 1064 });
  });

  test('an id that the client gave is no LAST_INSERT_ID(), also where names stand in double quotes', async () => {
    const s = gate.session();
    await s.all("use commerce; set sql_mode = 'ANSI_QUOTES'");
    await s.all('insert into "p" ("id", "v") values (77, null)');
    expect(await s.rows('select last_insert_id()')).toEqual([['0']]);
    await s.all('delete from p where id = 77');
  });

  test("the socket that is told is the gate's, or none, not one that leads past it", async () => {
    const s = gate.session();
    expect(await s.rows('select @@socket, @@global.socket')).toEqual([['', '']]);
    expect(await s.rows("show variables like 'socket'")).toEqual([['socket', '']]);
    expect(await s.rows("show global variables like 'socket'")).toEqual([['socket', '']]);
  });

  test('SET wait_timeout says how long its client may be silent', async () => {
    const s = gate.session();
    await s.all('set wait_timeout = 7');
    expect(s.session.waitTimeoutMs).toBe(7_000);
    await s.all('set session wait_timeout = default');
    expect(s.session.waitTimeoutMs).toBeUndefined();
  });

  test('SET net_write_timeout says how long a mysqld and the gate wait for a client that does not read', async () => {
    const s = gate.session();
    await s.all('set net_write_timeout = 600');
    expect(s.conn.writeTimeoutMs).toBe(600_000);
    expect(s.session.settingStatements()).toEqual(['set @@session.net_write_timeout = 600']);
    await s.all('set net_write_timeout = 0');
    expect(s.conn.writeTimeoutMs).toBe(1_000);
    expect(await s.rows('show warnings')).toMatchObject([['Warning', '1292', expect.anything()]]);
    await s.all('set net_write_timeout = default');
    expect(s.conn.writeTimeoutMs).toBeUndefined();
  });

  test('what clients send when they connect is answered', async () => {
    const s = gate.session();
    expect(await s.rows('select @@version_comment limit 1')).toEqual([['vtgate']]);
    expect(await s.rows('select 1')).toEqual([['1']]);
    expect(await s.rows('select database(), @@autocommit')).toEqual([[null, '1']]);
    expect((await s.result('select @@version')).fields[0]?.name).toBe('@@version');
    expect((await s.rows('SELECT @@session.auto_increment_increment AS a, @@character_set_client AS b')).length).toBe(
      1,
    );
    expect(await s.rows('/* ping */')).toEqual([]);
    expect(await s.error('')).toMatchObject({ errno: 1065 });
    expect((await s.rows('show databases')).flat()).toEqual(
      expect.arrayContaining(['commerce', 'customer', 'information_schema']),
    );
    expect(await s.rows('show vitess_shards')).toEqual([['commerce/0'], ['customer/-80'], ['customer/80-']]);
    await s.all('use customer;\n');
    expect(await s.rows('select database() ;\n')).toEqual([['customer']]);
    await s.all('/*!40014 set foreign_key_checks=0*/;\n');
    expect((await s.rows('show create database if not exists commerce'))[0]?.[1]).toMatch(
      /^CREATE DATABASE .*`commerce` /,
    );
    expect(await s.error('show create database nope')).toMatchObject({ errno: 1049 });
    for (const target of ['customer', 'customer@primary', 'customer:-80', 'customer/80-@PRIMARY', 'customer@replica']) {
      await s.all(`use \`${target}\``);
      expect(await s.rows('show vitess_target')).toEqual([[target]]);
    }
    expect(await s.error('insert into t (id) values (1)')).toMatchObject({ errno: 1874 });
    expect(await s.error('use nosuch')).toMatchObject({ errno: 1049, state: '42000' });
  });

  test('show tables and information_schema show keyspace names', async () => {
    const s = gate.session();
    await s.all('use commerce');
    const tables = await s.result('show tables');
    expect(tables.fields[0]?.name).toBe('Tables_in_commerce');
    expect(await s.rows('show tables')).toEqual([['p']]);
    expect(
      await s.rows("select table_schema, table_name from information_schema.tables where table_schema = 'commerce'"),
    ).toEqual([['commerce', 'p']]);
    expect((await s.rows('show columns from p')).map(([name]) => name)).toEqual(['id', 'v']);
  });

  test('session variables, user variables and settings', async () => {
    const s = gate.session();
    await s.all("use commerce; set @a = 5, @b = 'it''s'");
    expect(await s.rows('select @a + 1, @b')).toEqual([['6', "it's"]]);
    await s.all("set @old = @@sql_mode, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
    expect(await s.rows('select @@sql_mode')).toEqual([['NO_AUTO_VALUE_ON_ZERO']]);
    await s.all('set sql_mode = @old');
    expect(await s.rows('select @@sql_mode = @old')).toEqual([['1']]);
    expect(await s.error("set sql_mode = 'nonsense'")).toMatchObject({ errno: 1231 });
    expect(await s.error('set nosuch = 1')).toMatchObject({ errno: 1193 });
    expect(await s.error('set version = 1')).toMatchObject({ errno: 1238 });
    await s.all('set names utf8mb4; set session transaction isolation level read committed');
    await s.all('set wait_timeout = 5');
    expect(await s.rows('select @@wait_timeout')).toEqual([['5']]);
    await s.all('set multi_range_count = 5');
    expect((await s.rows('show warnings')).length).toBe(1);
    const other = gate.session();
    await other.all('use commerce');
    expect(await other.rows('select @a')).toEqual([[null]]);
  });

  test('statements that a dump brings', async () => {
    const s = gate.session();
    await s.all('use commerce');
    for (const sql of [
      '/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */',
      '/*!50503 SET NAMES utf8mb4 */',
      '/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */',
      "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */",
      'DROP TABLE IF EXISTS `d`',
      'CREATE TABLE `d` (`id` int NOT NULL, `b` blob, PRIMARY KEY (`id`))',
      'LOCK TABLES `d` WRITE',
      '/*!40000 ALTER TABLE `d` DISABLE KEYS */',
      "INSERT INTO `d` VALUES (1,0x00FF),(2,_binary 'a\\'b')",
      'UNLOCK TABLES',
      'CREATE PROCEDURE pr() BEGIN SELECT 1; SELECT id FROM d; END',
      'CREATE TRIGGER tr BEFORE INSERT ON d FOR EACH ROW BEGIN SET NEW.id = NEW.id + 1; END',
      'CREATE VIEW dv AS SELECT id FROM d',
      '/*!40101 SET SQL_MODE=@OLD_SQL_MODE */',
    ])
      await s.all(sql);
    expect(await s.rows('select id, hex(b) from d order by id')).toEqual([
      ['1', '00FF'],
      ['2', '612762'],
    ]);
    expect(await s.rows('select * from dv order by 1')).toEqual([['1'], ['2']]);
    expect((await s.all('call pr()')).length).toBe(3);
    await s.all('drop view dv; drop procedure pr; drop table d');
  });

  test('one plan is used again until the schema changes', async () => {
    const s = gate.session();
    await s.all('use customer; select v from t where id = 1');
    const { length } = gate.executor.planCache;
    await s.all('select v from t where id = 1');
    expect(gate.executor.planCache.length).toBe(length);
    await s.all('alter table t add column extra int');
    await s.all('select * from t where id = 1');
    expect((await s.result('insert into t values (5001, "x", 1, 2)')).affectedRows).toBe(1n);
    await s.all('delete from t where id = 5001; alter table t drop column extra');
  });

  test('directives: errors of a shard as warnings, the size of a statement', async () => {
    const s = gate.session();
    await s.all('use customer');
    const failing = 'id, (select 0 union all select 1 from dual where t.id = 7) as x from t';
    expect(await s.error(`select ${failing}`)).toMatchObject({ errno: 1242 });
    const all = (await s.rows('select id from t')).length;
    const some = await s.rows(`select /*vt+ SCATTER_ERRORS_AS_WARNINGS */ ${failing} order by id`);
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all);
    expect(await s.rows('show warnings')).toMatchObject([
      ['Warning', '1242', expect.stringContaining('more than 1 row')],
    ]);
    expect(
      await s.error(`select /*vt+ SCATTER_ERRORS_AS_WARNINGS */ id, (select 1 union all select t.id) from t`),
    ).toMatchObject({ errno: 1242 });
    expect(await s.error('select /*vt+ PRIORITY=101 */ id from t')).toMatchObject({ code: 'INVALID_ARGUMENT' });
    const sized = new TestGate(mysqld.rootOptions, keyspaces, { payloadBytesMax: 100 });
    const other = sized.session();
    const long = `'${'x'.repeat(100)}'`;
    expect(await other.error(`select ${long}`)).toMatchObject({
      errno: 1153,
      message: 'query payload size above threshold',
    });
    expect(await other.rows(`select /*vt+ IGNORE_MAX_PAYLOAD_SIZE=1 */ 'a', ${long}`)).toHaveLength(1);
    sized.close();
  });
});

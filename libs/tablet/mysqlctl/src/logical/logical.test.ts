import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatPosition, type MysqlSession } from '@vt/mysql';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replicationOf } from '../replication/replication.ts';
import { findServerProgram } from '../server/find-program.ts';
import { Mysqld } from '../server/mysqld.ts';
import { valueText } from './columns.ts';
import { logicalDump } from './dump.ts';
import { loadDump, mayGoOn } from './load.ts';

test('values keep their bytes in statements', () => {
  const text = (value: string, write: Parameters<typeof valueText>[1]) =>
    valueText(Buffer.from(value, 'latin1'), write);
  expect(text("a'b\\\n\0\x1a\xff", 'bytes')).toBe("_binary'a\\'b\\\\\\n\\0\\Z\xff'");
  expect([text('-0', 'double'), text('1.5e300', 'double'), text('1.50', 'bare')]).toEqual(['-0e0', '1.5e300', '1.50']);
  expect(valueText(null, 'text')).toBe('NULL');
});

const signal = new AbortController().signal;

/** Values at their edges, in what both flavors have. */
const schema = [
  'create database shop character set latin1',
  'use shop',
  `create table every (
    id bigint unsigned not null auto_increment primary key, f float, d double, n decimal(30,10), b bit(64), y year,
    e enum('a','b''c','\u00e9') character set latin1, s set('x','y','z'), c char(10), v varchar(50) character set latin1,
    u text character set utf8mb4, w varchar(20) character set utf16, bi binary(8), vb varbinary(50), bl longblob, dt datetime(6),
    ts timestamp(6) null, ti time(3), da date, j json, g geometry, gen int generated always as (y * 2) stored,
    \`odd \`\`name\` int
  )`,
  "set sql_mode = 'no_auto_value_on_zero'",
  `insert into every (id, f, d, n, b, y, e, s, c, v, u, w, bi, vb, bl, dt, ts, ti, da, j, g, \`odd \`\`name\`) values
    (0, 16777217.123, -0e0, '-12345678901234567890.0123456789', 18446744073709551615, 2155, '\u00e9', 'x,z', 'a  ', 'caf\u00e9\\n\\'', 'sn\u00f6 \u{1f600} \\\\', '\u00e9\u{1f600}',
     x'0001', x'00ff275c0a0d1a', repeat(x'00ff', 100000), '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.499999', '-838:59:59', '1000-01-01', '{"a": [1, null, "\u00e9\\\\\\\\"]}', point(1.5, -2), 7),
    (18446744073709551615, 1e-38, 2.2250738585072014e-308, 0, 0, 1901, 1, '', '', '', '', '', '', '', '', '0000-00-00 00:00:00', null, '00:00:00', '0000-00-00', '[]', null, null),
    (5, null, 0.1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)`,
  'set sql_mode = default',
  'create table parent (id int primary key)',
  'create table child (id int primary key, p int, foreign key (p) references parent (id))',
  'insert into parent values (1)',
  'insert into child values (1, 1)',
  'create table untransacted (id int primary key, v varchar(10)) engine = myisam',
  "insert into untransacted values (1, 'one')",
  'create table nothing (id int)',
  'create table `naïve``tab` (`é` int)',
  'insert into `naïve``tab` values (3)',
  'create table parts (id int primary key) partition by hash (id) partitions 3',
  'insert into parts values (1), (2), (3)',
  'create view zz as select id from every',
  'create view aa as select id from zz',
  'create function twice(a int) returns int deterministic begin declare b int; set b = a * 2; return b; end',
  'create procedure nop() begin end',
  'create trigger tr before insert on nothing for each row begin set new.id = twice(new.id); end',
  "create event ev on schedule every 1 day starts '2030-01-01 00:00:00' do delete from nothing",
  "create role 'r\u00f4le'",
  "create user 'app'@'%' identified by 's\u00e9cret', 'app'@'10.0.0.1', 'nobody'@'localhost' account lock",
  "grant select on shop.* to 'r\u00f4le'",
  "grant 'r\u00f4le' to 'app'@'%'",
  "grant select (id), insert on shop.parent to 'app'@'10.0.0.1' with grant option",
  "grant execute on function shop.twice to 'app'@'10.0.0.1'",
  "grant select on shop.* to 'vt_app'@'localhost'",
  "set default role 'r\u00f4le' DEFAULT_ROLE 'app'@'%'",
  'create database second',
  'create table second.big (id int primary key, v varchar(1000))',
];

describe.each(availableFlavors())('a dump of %s', (flavor: Flavor) => {
  let dir: string;
  let source: Mysqld;
  let target: Mysqld;
  let session: MysqlSession;

  const open = async (uid: number): Promise<Mysqld> => {
    const program = findServerProgram(flavor, dirname(findPrograms(flavor) ?? ''));
    const mysqld = await Mysqld.open({ program, dataRoot: dir, uid, port: await freePort(), profile: 'small' });
    await mysqld.init();
    return mysqld;
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'vt-dump-'));
    source = await open(100);
    session = await source.connect('vt_dba');
    await replicationOf(session, source.version).setReadOnly('off');
    const word = flavor === 'mysql' ? 'to' : 'for';
    const statements = schema.map((statement) => statement.replace('DEFAULT_ROLE', word));
    for (const statement of ['set names utf8mb4', ...statements]) await session.execute(statement);
    const rows = Array.from({ length: 3000 }, (_, i) => `(${i}, repeat('${i % 10}', 1000))`);
    await session.execute(`insert into second.big values ${rows.join(',')}`);
  }, 120_000);

  afterAll(async () => {
    session?.close();
    await source?.teardown();
    await target?.teardown();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Everything about the data that a client can see. */
  async function seen(mysqld: Mysqld): Promise<unknown> {
    const one = await mysqld.connect('vt_dba');
    const ask = (sql: string) => one.query(sql);
    try {
      const tables = (
        await ask(
          "select table_schema s, table_name n from information_schema.tables where table_schema in ('shop', 'second') order by 1, 2",
        )
      ).map((row) => [row['s'] ?? '', row['n'] ?? ''] as const);
      const name = (n: string) => `\`${n.replaceAll('`', '``')}\``;
      const all = [];
      for (const [s, n] of tables) {
        const place = `${name(s)}.${name(n)}`;
        all.push(place, await ask(`show create table ${place}`), await ask(`checksum table ${place}`));
      }
      all.push(
        await ask(
          "select routine_name, routine_definition, sql_mode from information_schema.routines where routine_schema = 'shop' order by 1",
        ),
      );
      all.push(
        await ask(
          "select trigger_name, action_statement from information_schema.triggers where trigger_schema = 'shop'",
        ),
      );
      all.push(
        await ask(
          "select event_name, event_definition, starts from information_schema.events where event_schema = 'shop'",
        ),
      );
      all.push(await ask('show create database shop'));
      if (flavor === 'mysql') await ask('set print_identified_with_as_hex = on');
      for (const account of ["'app'@'%'", "'app'@'10.0.0.1'", "'nobody'@'localhost'"]) {
        all.push(await ask(`show create user ${account}`), await ask(`show grants for ${account}`));
      }
      for (const account of ["'r\u00f4le'", "'vt_app'@'localhost'"]) all.push(await ask(`show grants for ${account}`));
      all.push(
        await ask(
          'select id, hex(f), f + 0e0, hex(e), e + 0, hex(w), hex(v), hex(u), hex(c), sha2(bl, 256), st_astext(g), j, b + 0, d, gen, `odd ``name`, ts, dt from shop.every order by id',
        ),
      );
      return all;
    } finally {
      one.close();
    }
  }

  test('makes the same data on another server, and writes meanwhile are in all tables or in none', async () => {
    await session.execute('create table second.counter (id int primary key, n int)');
    await session.execute('create table second.counter2 (id int primary key, n int)');
    await session.execute('insert into second.counter values (1, 0)');
    await session.execute('insert into second.counter2 values (1, 0)');
    let [writing, written] = [true, 0];
    const writer = await source.connect('vt_dba');
    const writes = (async () => {
      while (writing) {
        await writer.execute('begin');
        await writer.execute('update second.counter set n = n + 1');
        await writer.execute('update second.counter2 set n = n + 1');
        await writer.execute('commit');
        written++;
      }
    })();
    const folder = join(dir, 'dump');
    const tables: string[] = [];
    const onTable = (table: string, rows: bigint) => void tables.push(`${table} ${rows}`);
    await expect.poll(() => written, { timeout: 30_000 }).toBeGreaterThan(5);
    const before = written;
    const { position, files } = await logicalDump(source, folder, { concurrency: 3, signal, onTable });
    await expect.poll(() => written, { timeout: 30_000 }).toBeGreaterThan(before);
    writing = false;
    await writes;
    writer.close();
    expect(tables).toEqual(expect.arrayContaining(['shop.every 3', 'second.big 3000', 'shop.nothing 0']));
    expect(formatPosition(position)).toMatch(flavor === 'mysql' ? /^MySQL56\// : /^MariaDB\//);
    expect(files.map(({ name }) => name).sort()).toEqual(readdirSync(folder).sort());

    target = await open(200);
    let other = await target.connect('vt_dba');
    await replicationOf(other, target.version).setReadOnly('off');
    const names = files.map(({ name }) => name);
    // It is interrupted when half of its files are loaded, and the server dies; the rest is loaded then.
    const end = new AbortController();
    const interrupted = loadDump(target, folder, names, {
      concurrency: 1,
      signal: end.signal,
      onFile: (_name, done, all) => {
        if (done * 2 >= all) end.abort(new Error('interrupted'));
      },
    });
    await expect(interrupted).rejects.toThrow();
    other.close();
    await target.kill();
    await target.start();
    other = await target.connect('vt_dba');
    await replicationOf(other, target.version).setReadOnly('off');
    // A table without transactions may hold half a file.
    expect(await mayGoOn(target, signal)).toBe(false);
    await other.execute('alter table shop.untransacted engine = InnoDB');
    expect(await mayGoOn(target, signal)).toBe(true);
    const resumed: number[] = [];
    const onResume = (done: number): void => void resumed.push(done);
    await loadDump(target, folder, names, { concurrency: 3, signal, onFile: () => {}, onResume });
    expect(resumed).toEqual([expect.any(Number)]);
    expect(resumed[0]).toBeGreaterThanOrEqual(2);
    expect(await mayGoOn(target, signal)).toBe(false);
    await other.execute('alter table shop.untransacted engine = MyISAM');
    const [first] = await other.query(
      'select (select n from second.counter) as a, (select n from second.counter2) as b',
    );
    expect(first?.['a']).toBe(first?.['b']);
    expect(Number(first?.['a'])).toBeGreaterThanOrEqual(before);
    // From here on the writer's own tables differ; nothing else may.
    for (const one of [session, other]) {
      for (const table of ['counter', 'counter2']) await one.execute(`drop table second.${table}`);
    }
    expect(await seen(target)).toEqual(await seen(source));
    other.close();
  }, 120_000);

  test('writes go on while a dump waits for a statement that runs long', async () => {
    await session.execute('create table shop.waiting (id int primary key)');
    const [reader, writer] = await Promise.all([source.connect('vt_dba'), source.connect('vt_dba')]);
    const long = reader.execute('select sleep(1000) from second.big limit 1').catch(() => {});
    const look = { timeout: 30_000 };
    const sleeping = "select id from information_schema.processlist where info like 'select sleep%'";
    await expect.poll(() => session.query(sleeping), look).toHaveLength(1);
    const flushes = async () => Number((await session.query("show global status like 'com_flush'"))[0]?.['Value']);
    const before = await flushes();
    const dump = logicalDump(source, join(dir, 'waiting'), { concurrency: 1, signal, onTable: () => {} });
    // A statement that has run for longer than a second is not flushed beside: a dump that begins later than that only looks.
    const isOld = async () => (await session.query(`${sleeping} and time >= 2`)).length > 0;
    await expect.poll(async () => (await flushes()) > before || (await isOld()), look).toBe(true);
    for (const id of [1, 2, 3]) await writer.execute(`insert into shop.waiting values (${id})`);
    await session.execute(`kill query ${reader.connection.threadId}`);
    await long;
    await dump;
    expect(readFileSync(join(dir, 'waiting', 'tables.sql'), 'utf8')).toContain('`waiting`');
    for (const one of [reader, writer]) one.close();
    await session.execute('drop table shop.waiting');
  }, 120_000);

  test('a file that is missing, or holds nonsense, is an error', async () => {
    const folder = join(dir, 'dump');
    const options = { concurrency: 1, signal, onFile: () => {} };
    expect(existsSync(join(folder, 'none.sql'))).toBe(false);
    await expect(loadDump(target, folder, ['none.sql'], options)).rejects.toThrow();
  });

  test.runIf(flavor === 'mariadb')('what a dump cannot keep is refused', async () => {
    await session.execute('create table shop.history (id int) with system versioning');
    const dump = logicalDump(source, join(dir, 'refused'), { concurrency: 1, signal, onTable: () => {} });
    await expect(dump).rejects.toThrow('the history of shop.history');
  });
});

import { Readable } from 'node:stream';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestFront } from '../testing/test-front.ts';
import { TestGate } from '../testing/test-gate.ts';

const table = `create table l (id bigint primary key, v varchar(10), n int not null default 7, d date, b varbinary(20),
  e enum('a','b'), x decimal(10,2))`;
const keyspaces = {
  un: { shards: ['0'], vschema: {} },
  latin: { shards: ['0'], vschema: {} },
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: {
        l: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        doc: { column_vindexes: [{ column: 'id', name: 'hash' }] },
      },
    },
  },
};

/** Statements with the bytes of their file. */
const cases: readonly (readonly [sql: string, file: string])[] = [
  ["load data local infile 'f' into table l", '2\ta\t3\t2020-01-02\txx\ta\t1.5\n3\tb\\tc\t4\t\\N\t\\N\tb\t-2\n'],
  ["load data local infile 'f' into table l", '2\ta\n3\tb\t1\t2020-01-01\tq\ta\t1\textra\tmore\n'],
  ["load data local infile 'f' into table l", '1\tdup\t1\t2020-01-01\tq\ta\t1\n2\tb\t1\t2020-01-01\tq\ta\t1\n'],
  ["load data local infile 'f' replace into table l", '1\tdup\t1\t2020-01-01\tq\ta\t1\n2\tb\t1\t2020-01-01\tq\ta\t1\n'],
  ["load data local infile 'f' ignore into table l", '1\tdup\t1\t2020-01-01\tq\ta\t1\n2\tb\t1\t2020-01-01\tq\ta\t1\n'],
  ["load data local infile 'f' into table l (id, v, n)", '2\taaaaaaaaaaaaaaaaaaaa\tx\n3\t\t\n4\tb\t\\N\n'],
  [
    "load data local infile 'f' into table l fields terminated by ',' optionally enclosed by '\"' lines terminated by '\\r\\n' ignore 1 lines (id, v, n)",
    'id,v,n\r\n2,"a,b",3\r\n3,"q""q",4\r\n4,NULL,5\r\n5,"NULL",6\r\n6,"a\nb",7\r\n',
  ],
  [
    "load data local infile 'f' into table l fields terminated by ',' enclosed by '\"' (id, @v, n) set v = concat(@v, '!'), x = n / 2",
    '"2","a","3"\n"3","b","4"',
  ],
  [
    "load data local infile 'f' into table l (id, @d, v) set d = str_to_date(@d, '%d.%m.%Y')",
    '2\t03.02.2020\tv\n3\tbad\tw\n',
  ],
  ["load data local infile 'f' into table l lines starting by 'xx' (id, v)", 'junkxx2\ta\nnothing\nxx3\tb\n'],
  ["load data local infile 'f' into table l character set latin1 (id, v)", '2\t\u00fcber\n3\tb\n'],
  ["load data local infile 'f' into table l (id, v)", '2\t\u00c3\u00bcber\n3\tb\n'],
  ["load data local infile 'f' into table l (id, v)", '2\ta\u00e9\u00e8\n3\tb\n'],
  ["load data local infile 'f' into table l character set utf8mb4 (id, v)", '2\t\u00e9\u00e8\n3\t\u00c3\u00bc\n'],
  ["load data local infile 'f' into table l character set ascii (id, v)", '2\t\u00c3\u00bcber\n3\tb\n'],
  ["load data local infile 'f' into table l character set binary (id, b)", '2\t\u0080\u00ff\\0\n'],
  ["load data local infile 'f' into table l fields escaped by '' (id, v)", '2\ta\\b\n3\t\\N\n'],
  ["load data local infile 'f' into table l (id, v)", ''],
  ["load data local infile 'f' into table l (id, v)", '2\ta\n2\tb\n3\tc'],
  ["load data local infile 'f' into table l (id, v)", '2\ta\\\n3\tc\n4\td\\'],
  [
    "load data local infile 'f' into table l fields terminated by '||' lines terminated by '%%' (id, v)",
    '2||a%%3||b|c%%4||d%%',
  ],
  ["load data local infile 'f' into table l (id, v, e, d)", '2\ta\tz\t2020-13-01\n3\tb\t1\t2020-02-30\n'],
  [
    "load data local infile 'f' ignore into table l",
    '2\t\\N\t\\N\t2020-13-01\tq\tz\t1234567890.67\textra\tmore\n3\taaaaaaaaaaaaaaa\tx\n1\tdup\t\\N\t2020-01-01\tq\ta\t1.234\textra\n4\tb\t9999999999999\t\\N\ta\tq\tmore\n5\taaaaaaaaaaaaaa\t\\N\n',
  ],
  [
    "load data local infile 'f' ignore into table l (id, v, @n, @d, x) set d = @d, n = @n, e = v",
    '2\t\\N\t\\N\t2020-13-01\tz\textra\n3\taaaaaaaaaaaa\tx\n1\tdup\t1\n4\tb\n',
  ],
  ["load data local infile 'f' into table l ignore 2 rows", 'a\nb\n'],
  ["load data local infile 'f' into table l (id, v, n, V)", '2\ta\t3\tb\n4\td\t5\t\\N\n'],
  [
    "load data local infile 'f' into table l (id, v, n, id) set v = 'x', b = n + 1, v = concat('y', n)",
    '9\ta\t3\t2\n8\tb\t4\t3\n',
  ],
  ["load data local infile 'f' into table l (id, v, v, nosuch)", '2\ta\tb\t1\n'],
  ["load data local infile 'f' into table l (id, @a, @b)", '2\tx\ty\n'],
];
const many = Array.from({ length: 5_000 }, (_, i) => `${i + 2}\tv${i}\n`).join('');
/** Of several inserts, with rows between that are warned of by the file's place and by the table's. */
const warned = Array.from({ length: 5_000 }, (_, i) => {
  if (i % 1_000 === 700) return `${i + 2}\n`;
  return i % 1_000 === 900 ? `${i + 1}\tdup\n` : `${i + 2}\tv${i}\n`;
}).join('');

/** What LOAD DATA LOCAL INFILE of a client's file leaves is the same on a mysqld and behind a gate. */
describe.skipIf(!availableFlavors().includes('mysql'))('LOAD DATA LOCAL INFILE', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let front: TestFront;
  const open: Connection[] = [];

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    front = await TestFront.listen(gate);
    const admin = await MysqlConnection.connect(mysqld.rootOptions);
    await admin.execute('set global local_infile = 1');
    for (const keyspace of Object.keys(keyspaces)) {
      await gate.session().all(`use ${keyspace}; ${table}`);
      for (const sql of [`create database ${keyspace}`, `use ${keyspace}`, table]) await admin.execute(sql);
    }
    admin.close();
  });

  afterAll(async () => {
    for (const connection of open) connection.destroy();
    front?.close();
    gate?.close();
    await mysqld?.stop();
  });

  async function connect(where: object, database: string, flags: string[] = ['LOCAL_FILES']): Promise<Connection> {
    const connection = await createConnection({ ...where, user: 'root', database, flags });
    open.push(connection);
    return connection;
  }

  const plain = () => ({ socketPath: mysqld.rootOptions.socketPath });
  const gated = () => ({ host: '127.0.0.1', port: front.port });

  async function load(connection: Connection, sql: string, file: string) {
    await connection.query('delete from l');
    await connection.query("insert into l (id, v) values (1, 'old')");
    const bytes = file === '' ? [] : [Buffer.from(file, 'latin1')];
    const said = await connection.query<ResultSetHeader>({ sql, infileStreamFactory: () => Readable.from(bytes) }).then(
      ([ok]) => [ok.affectedRows, ok.info, ok.warningStatus],
      ({ errno }: { errno: number }) => [errno],
    );
    const [warnings] = await connection.query<RowDataPacket[]>('show warnings');
    const [rows] = await connection.query({ sql: 'select * from l order by id', rowsAsArray: true, dateStrings: true });
    return { said, warnings, rows };
  }

  it.each(['un', 'sh'])('into keyspace %s', async (keyspace) => {
    const [one, other] = [await connect(plain(), keyspace), await connect(gated(), keyspace)];
    const two = "load data local infile 'f' into table l (id, v)";
    for (const [sql, file] of [...cases, [two, many], [two, warned]] as const)
      expect({ sql, ...(await load(other, sql, file)) }).toEqual({ sql, ...(await load(one, sql, file)) });
  });

  it.each([
    ["load data local infile 'f' into table l (id, n) set n = n + 1", '2\t3\n'],
    ["load data local infile 'f' into table l (id, v, v)", '2\ta\n'],
  ])("%s: the first of a column's two values is needed, and is not there", async (sql, file) => {
    const client = await connect(gated(), 'un');
    const sent = client.query({ sql, infileStreamFactory: () => Readable.from(Buffer.from(file)) });
    await expect(sent).rejects.toMatchObject({ errno: 1235, message: expect.stringContaining('VT12001') });
  });

  it('is read in the character set of the database, if it names none', async () => {
    const admin = await connect(plain(), 'sh');
    const { database } = gate.gateway.placeOf({ keyspace: 'latin', shard: '0' });
    await admin.query(`alter database ${database} character set latin1`);
    const [one, other] = [await connect(plain(), 'latin'), await connect(gated(), 'latin')];
    await one.query('alter database latin character set latin1');
    await one.query('use latin');
    for (const client of [one, other]) await client.query('alter table l modify v varchar(10) character set utf8mb4');
    const [sql, file] = ["load data local infile 'f' into table l (id, v)", '2\t\u00fcber\n3\tb\n'];
    const expected = await load(one, sql, file);
    expect(expected.rows).toContainEqual(expect.arrayContaining(['\u00fcber']));
    expect(await load(other, sql, file)).toEqual(expected);
  });

  it.each([0, 2_500, 4_999])('that fails in row %i of 5,000 leaves nothing, and the connection goes on', async (at) => {
    const client = await connect(gated(), 'sh');
    await client.query('create table if not exists doc (id bigint primary key, doc json)');
    const files = Array.from({ length: 5_000 }, (_, i) => Buffer.from(`${i}\t${i === at ? '[' : '{}'}\n`));
    const sql = "load data local infile 'f' into table doc";
    const load = client.query({ sql, infileStreamFactory: () => Readable.from(files) });
    await expect(load).rejects.toMatchObject({ errno: 3140 });
    expect((await client.query('select count(*) as n from doc'))[0]).toEqual([{ n: 0 }]);
  });

  it('that is killed takes the rest of its file, and the connection goes on', async () => {
    const [client, other] = [await connect(gated(), 'sh'), await connect(gated(), 'sh')];
    await client.query('delete from l');
    const [[own]] = await client.query<RowDataPacket[]>('select connection_id() as id');
    const sent: number[] = [];
    let killed: Promise<unknown> | undefined;
    async function* file() {
      for (let i = 0; i < 200; i++) {
        if (i === 100) killed = other.query(`kill query ${own?.id}`);
        if (i === 101) await killed;
        yield Buffer.from(Array.from({ length: 100 }, (_, row) => `${100 * i + row}\tv\n`).join(''));
        sent.push(i);
      }
    }
    const sql = "load data local infile 'f' into table l (id, v)";
    const stream = Readable.from(file(), { objectMode: false });
    await expect(client.query({ sql, infileStreamFactory: () => stream })).rejects.toMatchObject({ errno: 1317 });
    expect(sent).toHaveLength(200);
    expect((await client.query('select count(*) as n from l'))[0]).toEqual([{ n: 0 }]);
    await other.query('insert into l (id) values (1)');
  });

  it('whose client goes away leaves nothing', async () => {
    const [client, other] = [await connect(gated(), 'un'), await connect(gated(), 'un')];
    await other.query('delete from l');
    let taken: () => void = () => {};
    const some = new Promise<void>((resolve) => {
      taken = resolve;
    });
    async function* file() {
      for (let i = 0; i < 10_000; i++) yield Buffer.from(`${i}\tv\n`);
      taken();
      await new Promise(() => {});
    }
    const stream = Readable.from(file(), { objectMode: false });
    const sql = "load data local infile 'f' into table l (id, v)";
    const load = client.query({ sql, infileStreamFactory: () => stream });
    load.catch(() => {});
    await some;
    client.destroy();
    // It waits for the locks of what was loaded.
    await other.query("insert into l (id, v) values (1, 'mine')");
    expect((await other.query('select id, v from l'))[0]).toEqual([{ id: 1, v: 'mine' }]);
  });

  it('is refused to a client that did not offer it', async () => {
    const client = await connect(gated(), 'un', ['-LOCAL_FILES']);
    await expect(client.query("load data local infile 'f' into table l")).rejects.toMatchObject({
      errno: 3948,
      sqlState: '42000',
    });
  });
});

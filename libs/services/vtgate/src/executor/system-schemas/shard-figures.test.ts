import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, type Flavor, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../../testing/test-gate.ts';

const shards = ['-80', '80-'];
const keyspaces = {
  many: {
    shards,
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: {
        t: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        copied: { type: 'reference' },
      },
    },
  },
  one: { shards: ['0'], vschema: {} },
};
const ROWS = 40;

/** Tables that are the same on one server, whose figures are those to match. */
const create = [
  'create table t (n int primary key, id bigint not null, kind varchar(10), unique key u (kind, n), key i (id), key k (kind))',
  'create table copied (id int primary key, v int, key (v))',
];

describe.each(availableFlavors())('figures of tables over shards of %s', (flavor: Flavor) => {
  let servers: readonly TestMysqld[];
  let gate: TestGate;
  let s: TestSession;
  let plain: MysqlConnection;
  let perShard: string[];

  beforeAll(async () => {
    servers = await Promise.all([...shards, 'one', 'plain'].map(() => TestMysqld.start(flavor)));
    const [low, high, one, whole] = servers as [TestMysqld, TestMysqld, TestMysqld, TestMysqld];
    const serverVersion = flavor === 'mariadb' ? '10.11.0-MariaDB-Vitess' : '8.4.6-Vitess';
    gate = new TestGate(one.rootOptions, keyspaces, { serverVersion });
    gate.gateway.servers.set('many/-80', low.rootOptions).set('many/80-', high.rootOptions);
    await gate.createDatabases();
    s = gate.session();
    plain = await MysqlConnection.connect(whole.rootOptions);
    await plain.execute('create database many');
    await plain.execute('use many');
    await s.all('use many');
    const rows = Array.from({ length: ROWS }, (_, n) => `(${n}, ${n}, 'kind${n % 3}')`);
    const statements = [
      ...create,
      `insert into t (n, id, kind) values ${rows.join(', ')}`,
      'insert into copied values (1, 1), (2, 1), (3, 2)',
      'analyze table t, copied',
    ];
    for (const sql of statements) {
      await plain.execute(sql);
      await s.all(sql);
    }
    await s.all('use one; create table t (id int primary key); insert into t values (1); analyze table t; use many');
    perShard = await Promise.all(
      [low, high].map(async ({ rootOptions }) => {
        const shard = await MysqlConnection.connect({ ...rootOptions, database: 'vt_many' });
        const [[count] = []] = (await shard.execute('select count(*) from t')).rows;
        shard.close();
        return Buffer.from(count ?? []).toString();
      }),
    );
  });

  afterAll(async () => {
    plain?.close();
    gate?.close();
    await Promise.all((servers ?? []).map((server) => server.stop()));
  });

  const ofPlain = async (sql: string): Promise<(string | null)[][]> =>
    (await plain.execute(sql)).rows.map((row) => row.map((value) => value && Buffer.from(value).toString()));

  test('rows are on both shards', () => {
    expect(perShard.map(Number).every((count) => count > 0 && count < ROWS)).toBe(true);
  });

  const indexes = 'order by table_name, index_name, seq_in_index';
  test.each([
    "select table_name, table_rows from information_schema.tables where table_schema = 'many' order by 1",
    "select sum(table_rows) from information_schema.tables where table_schema = 'many' and table_rows > 30",
    `select table_name, index_name, column_name, cardinality from information_schema.statistics where table_schema = 'many' ${indexes}`,
    `select s.index_name, s.cardinality, t.table_rows from information_schema.statistics s join information_schema.tables t using (table_schema, table_name) where s.table_schema = 'many' and s.table_name = 't' order by index_name, seq_in_index`,
  ])('%s', async (sql) => {
    expect(await s.rows(sql)).toEqual(await ofPlain(sql));
    const [expected, actual] = [await plain.execute(sql), await s.result(sql)];
    const shape = ({ fields }: typeof actual) => fields.map(({ name, type }) => `${name} ${type}`);
    expect(shape(actual)).toEqual(shape(expected));
  });

  test('with the tables of another keyspace beside', async () => {
    const sql =
      "select table_schema, table_name, table_rows from information_schema.tables where table_schema in ('one', 'many') order by 1, 2";
    const both = [
      ['many', 'copied', '3'],
      ['many', 't', String(ROWS)],
      ['one', 't', '1'],
    ];
    expect(await s.rows(sql)).toEqual(both);
    await s.all('use one');
    expect(await s.rows(sql)).toEqual(both);
    await s.all('use many');
  });

  test('SHOW TABLE STATUS and SHOW INDEX, also with conditions on them', async () => {
    const pick = (rows: (string | null)[][], ...at: number[]) => rows.map((row) => at.map((i) => row[i]));
    const status = async (sql: string) => pick(await s.rows(sql), 0, 4);
    expect(await status('show table status')).toEqual([
      ['copied', '3'],
      ['t', String(ROWS)],
    ]);
    expect(await status("show table status from many like 't'")).toEqual([['t', String(ROWS)]]);
    expect(await status(`show table status where \`Rows\` = ${ROWS}`)).toEqual([['t', String(ROWS)]]);
    expect(await status('show table status where `Rows` > 1000')).toEqual([]);
    for (const sql of ['show index from t', 'show keys from copied', 'show index from t where cardinality = 3'])
      expect(pick(await s.rows(sql), 0, 2, 3, 4, 6)).toEqual(pick(await ofPlain(sql), 0, 2, 3, 4, 6));
  });

  test('one shard that is selected tells of its own', async () => {
    await s.all('use `many:-80`');
    expect(
      await s.rows("select table_rows from information_schema.tables where table_schema = 'many' and table_name = 't'"),
    ).toEqual([[perShard[0]]]);
    expect((await s.rows("show table status like 't'"))[0]?.[4]).toBe(perShard[0]);
    await s.all('use many');
  });
});

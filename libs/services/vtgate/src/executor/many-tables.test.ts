import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, type Flavor, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const shards = ['-80', '80-'];
const keyspaces = {
  many: { shards, vschema: { sharded: true, vindexes: { hash: { type: 'hash' } }, tables: {} } },
};
const TABLES = process.env['VT_LONG_TESTS'] ? 2_000 : 300;
const INDEX_PARTS = 3;
/** Of a statement, for each table: a name and its figures. What grew with the square of the tables would have thousands. */
const BYTES_A_TABLE_MAX = 250;
/** Of a line of SHOW with all of its columns and their names. */
const BYTES_A_LINE_MAX = 700;

describe.each(availableFlavors())('figures of very many tables over shards of %s', (flavor: Flavor) => {
  let servers: readonly TestMysqld[];
  let gate: TestGate;
  let s: TestSession;

  beforeAll(async () => {
    servers = await Promise.all(shards.map(() => TestMysqld.start(flavor)));
    const [low, high] = servers as [TestMysqld, TestMysqld];
    const serverVersion = flavor === 'mariadb' ? '10.11.0-MariaDB-Vitess' : '8.4.6-Vitess';
    gate = new TestGate(low.rootOptions, keyspaces, { serverVersion });
    gate.gateway.servers.set('many/-80', low.rootOptions).set('many/80-', high.rootOptions);
    await gate.createDatabases();
    await Promise.all([low, high].map((server, nth) => fill(server, nth + 1)));
    s = gate.session();
    await s.all('use many');
  }, 300_000);

  afterAll(async () => {
    gate?.close();
    await Promise.all((servers ?? []).map((server) => server.stop()));
  });

  /** The last table has rows: one on the first shard, two on the second. */
  async function fill(server: TestMysqld, rows: number): Promise<void> {
    const connection = await MysqlConnection.connect({ ...server.rootOptions, database: 'vt_many' });
    for (let n = 0; n < TABLES; n++)
      await connection.execute(`create table t${n} (id int primary key, k int, key (k, id)) engine = memory`);
    for (let n = 0; n < rows; n++) await connection.execute(`insert into t${TABLES - 1} values (${n}, ${n})`);
    connection.close();
  }

  /** The rows, and the bytes of the longest statement that a shard got. */
  async function asked(sql: string): Promise<{ rows: (string | null)[][]; bytes: number }> {
    gate.gateway.queries.length = 0;
    const rows = await s.rows(sql);
    return { rows, bytes: Math.max(...gate.gateway.queries.map((query) => query.sql.length)) };
  }

  test('information_schema: one line a table is written into the question, not one a table and column', async () => {
    const all = await asked('select * from information_schema.tables where table_schema = database()');
    expect(all.rows).toHaveLength(TABLES);
    expect(all.bytes).toBeLessThan(TABLES * BYTES_A_TABLE_MAX);
    const sums = await asked(
      "select count(*), sum(table_rows), max(table_rows) from information_schema.tables where table_schema = 'many'",
    );
    expect(sums.rows).toEqual([[String(TABLES), '3', '3']]);
    const one = await asked(
      `select table_name from information_schema.tables where table_schema = 'many' and table_rows > 0`,
    );
    expect(one.rows).toEqual([[`t${TABLES - 1}`]]);
    const parts = await asked(
      "select count(*), count(distinct table_name) from information_schema.statistics where table_schema = 'many' and coalesce(cardinality, 0) >= 0",
    );
    expect(parts.rows).toEqual([[String(TABLES * INDEX_PARTS), String(TABLES)]]);
    expect(parts.bytes).toBeLessThan(TABLES * INDEX_PARTS * BYTES_A_TABLE_MAX);
  });

  test('SHOW TABLE STATUS, also of some', async () => {
    const all = await asked('show table status');
    expect(all.rows).toHaveLength(TABLES);
    expect(all.rows.filter((row) => row[4] !== '0').map((row) => [row[0], row[4]])).toEqual([[`t${TABLES - 1}`, '3']]);
    const some = await asked('show table status where `Rows` > 2');
    expect(some.rows.map((row) => [row[0], row[4]])).toEqual([[`t${TABLES - 1}`, '3']]);
    expect(some.bytes).toBeLessThan(TABLES * BYTES_A_LINE_MAX);
    expect((await asked("show table status like 't1'")).rows).toHaveLength(1);
  });
});

import { MysqlConnection, Status } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type BindVariable, type Result, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MysqlHandler } from '../mysql/handler.ts';
import { TestClient, textRows } from '../testing/test-client.ts';
import { TestGate } from '../testing/test-gate.ts';

const keyspaces = {
  commerce: { shards: ['0'], vschema: {} },
  customer: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: {
        hash: { type: 'hash' },
        xxhash: { type: 'xxhash' },
        by_mail: {
          type: 'consistent_lookup_unique',
          params: { table: 'commerce.mails', from: 'mail', to: 'keyspace_id' },
          owner: 'person',
        },
      },
      tables: {
        t: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        names: { column_vindexes: [{ column: 'name', name: 'xxhash' }] },
        person: {
          column_vindexes: [
            { column: 'id', name: 'hash' },
            { column: 'mail', name: 'by_mail' },
          ],
        },
      },
    },
  },
};

const int = (value: number): BindVariable => ({ type: Type.INT64, value: Buffer.from(String(value)) });
const text = (value: string): BindVariable => ({ type: Type.VARCHAR, value: Buffer.from(value) });

describe.each(availableFlavors())('the short way on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let handler: MysqlHandler;
  let nextId = 1;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    handler = new MysqlHandler(gate.executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP' });
    const session = gate.session();
    await session.all('use customer; create table t (id bigint primary key, v varchar(20), n int)');
    await session.all('create table names (name varchar(20) collate utf8mb4_bin primary key)');
    await session.all('create table person (id bigint primary key, mail varchar(40), n int)');
    await session.all('use commerce; create table p (id int primary key auto_increment, v varchar(20))');
    await session.all('create table mails (mail varchar(40) primary key, keyspace_id varbinary(128))');
  });

  afterAll(async () => {
    gate.close();
    await mysqld.stop();
  });

  async function client(keyspace: string): Promise<TestClient> {
    const made = new TestClient(handler, nextId++);
    await made.query(`use ${keyspace}`);
    return made;
  }

  /** Runs it, and tells how many of its calls to tablets came the short way. */
  async function short(run: () => Promise<unknown>): Promise<number> {
    const before = gate.gateway.started.length;
    await run();
    return gate.gateway.started.length - before;
  }

  test('statements of an unsharded keyspace go byte for byte', async () => {
    const c = await client('commerce');
    expect(await short(() => c.query("insert into p (v) values ('it''s'), (\"q\\\"\")"))).toBe(1);
    expect(await c.rows('select v from p order by 1')).toEqual([["it's"], ['q"']]);
    expect(gate.gateway.queries.at(-1)?.sql).toBe('select v from p order by 1');
    expect(await c.rows('select last_insert_id(), 7')).toEqual([['1', '7']]);
    expect((await c.query('select 1 + 1, v from p limit 1')).fields.map(({ name }) => name)).toEqual(['1 + 1', 'v']);
    expect(await c.rows('select found_rows()')).toEqual([['1']]);
    const before = handler.fast.cache.hits;
    for (let i = 1; i <= 5; i++) await c.rows(`select v from p where id = ${i} and v <> 'x${i}'`);
    expect(handler.fast.cache.hits - before).toBe(4);
  });

  test('a value finds its shard; what it is not certain of goes the long way', async () => {
    const c = await client('customer');
    const values = Array.from({ length: 50 }, (_, i) => `(${i}, 'v${i}', ${i % 7})`).join(',');
    await c.query(`insert into t (id, v, n) values ${values}`);
    for (let i = 0; i < 50; i++) {
      let rows: unknown;
      expect(await short(async () => (rows = await c.rows(`select v from t where id = ${i}`)))).toBe(1);
      expect(rows).toEqual([[`v${i}`]]);
      const { shard } = gate.gateway.queries.at(-1) ?? {};
      expect(shard).toBe(`customer/${gate.gateway.started.at(-1)?.target.shard}`);
    }
    expect(await short(() => c.query('update t set n = n + 1 where id = 3'))).toBe(1);
    expect(await c.rows("select n, 'x' from t where id = 3 and v = 'v3'")).toEqual([['4', 'x']]);
    await c.query("insert into names (name) values ('ann'), ('it''s')");
    expect(
      await short(async () => expect(await c.rows("select name from names where name = 'ann'")).toEqual([['ann']])),
    ).toBe(1);
    expect(
      await short(async () => expect(await c.rows("select name from names where name = 'it''s'")).toEqual([["it's"]])),
    ).toBe(0);
    expect(await short(async () => expect(await c.rows('select count(*) from t')).toEqual([['50']]))).toBe(0);
  });

  test('a view of one shard goes the short way, and its columns are said to be its own', async () => {
    const c = await client('customer');
    await c.query('create view named as select id, v as w from t');
    await c.query("insert into t (id, v) values (2001, 'of a view')");
    const read = () => c.query('select z.id, z.w from named z where z.id = 2001');
    await read();
    let answer: Awaited<ReturnType<typeof read>> | undefined;
    expect(await short(async () => (answer = await read()))).toBe(1);
    const origins = answer?.fields.map(({ table, orgTable, orgName, database }) => [
      table,
      orgTable,
      orgName,
      database,
    ]);
    expect(origins).toEqual([
      ['z', 'named', 'id', 'customer'],
      ['z', 'named', 'w', 'customer'],
    ]);
    await c.query('delete from t where id = 2001');
  });

  test('transactions: begin, statements on their tablet, commit and rollback', async () => {
    const c = await client('customer');
    await c.query('begin');
    expect(c.conn.statusFlags & Status.IN_TRANS).toBe(Status.IN_TRANS);
    expect(await short(() => c.query("update t set v = 'tx' where id = 5"))).toBe(1);
    expect(gate.gateway.started.at(-1)).toMatchObject({ begin: true, transactionId: 0n });
    expect(await short(() => c.query('update t set n = 9 where id = 5'))).toBe(1);
    expect(gate.gateway.started.at(-1)?.transactionId).not.toBe(0n);
    expect(gate.gateway.openTransactions).toBe(1);
    await c.query('rollback');
    expect(gate.gateway.openTransactions).toBe(0);
    expect(c.conn.statusFlags & Status.IN_TRANS).toBe(0);
    expect(await c.rows('select v from t where id = 5')).toEqual([['v5']]);
    await c.query('begin');
    await c.query("update t set v = 'tx' where id = 5");
    await c.query('commit');
    expect(gate.gateway.openTransactions).toBe(0);
    expect(await c.rows('select v from t where id = 5')).toEqual([['tx']]);
    await c.query("update t set v = 'v5' where id = 5");
  });

  test('a transaction of one shard ends the short way, one of several does not', async () => {
    const c = await client('customer');
    const other = await client('customer');
    await c.query('insert into t (id, v, n) values (1001, "a", 0), (1002, "b", 0), (1003, "c", 0)');
    await c.query('start transaction');
    await c.query('update t set n = 1 where id = 1001');
    expect(await short(() => c.query('COMMIT WORK;'))).toBe(1);
    expect(gate.gateway.started.at(-1)).toMatchObject({ method: 'commit' });
    expect(await other.rows('select n from t where id = 1001')).toEqual([['1']]);
    await c.query('begin');
    await c.query('update t set n = 2 where id = 1001');
    expect(await short(() => c.query('rollback'))).toBe(1);
    expect(c.conn.statusFlags & Status.IN_TRANS).toBe(0);
    expect(await c.rows('select n from t where id = 1001')).toEqual([['1']]);
    expect(await short(() => c.query('commit'))).toBe(0);
    await c.query('begin');
    for (const id of [1001, 1002, 1003]) await c.query(`update t set n = 5 where id = ${id}`);
    const isSpread = gate.gateway.openTransactions > 1;
    expect(await short(() => c.query('commit'))).toBe(isSpread ? 0 : 1);
    expect(await other.rows('select n, count(*) from t where id > 1000 group by n')).toEqual([['5', '3']]);
    expect(gate.gateway.openTransactions).toBe(0);
    await c.query('set autocommit = 0');
    await c.query('delete from t where id > 1000');
    expect(c.conn.statusFlags & Status.IN_TRANS).toBe(Status.IN_TRANS);
    await c.query('commit');
    await c.query('set autocommit = 1');
    expect(await other.rows('select count(*) from t where id > 1000')).toEqual([['0']]);
  });

  test('COMMIT as a prepared statement, and a commit that fails', async () => {
    const c = await client('customer');
    await c.query('begin');
    await c.prepared('update t set n = ? where id = ?', [int(7), int(9)]);
    expect(await short(() => c.prepared('commit', []))).toBe(1);
    expect(await c.rows('select n from t where id = 9')).toEqual([['7']]);
    await c.query('begin');
    await c.query('update t set n = 8 where id = 9');
    const admin = await MysqlConnection.connect(mysqld.rootOptions);
    const { rows } = await admin.execute('select trx_mysql_thread_id from information_schema.innodb_trx');
    expect(rows.length).toBe(1);
    await admin.execute(`kill ${Buffer.from(rows[0]?.[0] ?? []).toString()}`);
    admin.close();
    await expect(c.query('commit')).rejects.toThrow();
    expect(c.conn.statusFlags & Status.IN_TRANS).toBe(0);
    expect(await (await client('customer')).rows('select n from t where id = 9')).toEqual([['7']]);
  });

  test('a session that keeps to one shard', async () => {
    const c = await client('customer');
    await c.query("set transaction_mode = 'single'");
    await c.query('begin');
    await c.query('update t set n = 1 where id = 1');
    const places = new Map<string, number>();
    for (let id = 1; id < 20 && places.size < 2; id++) {
      const row = await client('customer');
      await row.rows(`select n from t where id = ${id}`);
      places.set(gate.gateway.started.at(-1)?.target.shard ?? '', id);
    }
    const [, elsewhere] = [...places.values()];
    await expect(c.query(`update t set n = 1 where id = ${elsewhere}`)).rejects.toThrow(/multi-db/);
    await c.query('rollback');
  });

  test('over several shards one plan serves all literals, with the answers that a plan of its own gives', async () => {
    const c = await client('customer');
    const whole = gate.session();
    await whole.all('use customer');
    const kept = (): number => [...handler.fast.plans()].filter(({ entry }) => entry.kind === 'planned').length;
    const shapes: readonly (readonly [sql: string, isKept?: boolean])[] = [
      ['select v from t where n between ? and ? order by id', true],
      ['select distinct n from t where id > ? and id < ? order by n', true],
      ['select sum(n), count(*), min(v), max(id) from t where id >= ? and n <> ?', true],
      ['select n, count(*) from t where id > ? group by n order by n limit ?', true],
      ['select v, id from t where id in (?, ?) order by id', true],
      ['select n from t where n > ? order by id desc limit ?', true],
      // Whether the planner finds the same plan without the values is its business.
      ['select sum(n) + ? as s, count(*) * ? as c from t'],
      ['select a.v, b.v from t a join t b on b.n = a.n + ? where a.id < ? order by a.id, b.id'],
      // The column is called as it is written.
      ['select sum(n) + ? from t where id > ?', false],
    ];
    for (const [shape, isKept] of shapes) {
      const before = kept();
      for (const values of [
        [1, 6],
        [3, 30],
        [0, 45],
        [7, 7],
      ]) {
        let next = 0;
        const sql = shape.replaceAll('?', () => String(values[next++]));
        const [expected] = await whole.all(`/*vt+ SKIP_QUERY_PLAN_CACHE=1 */ ${sql}`);
        expect([sql, await c.rows(sql)]).toEqual([sql, textRows(expected as Result)]);
        // Parameters have other types than literals, also in mysqld.
        const alone = await whole.prepared(`/*vt+ SKIP_QUERY_PLAN_CACHE=1 */ ${shape}`, values.map(int));
        const got = await c.prepared(shape, values.map(int));
        expect([sql, textRows(got)]).toEqual([sql, textRows(alone)]);
      }
      if (isKept !== undefined) expect([shape, kept() > before]).toEqual([shape, isKept]);
    }
    expect(await c.rows("select count(*) from t where v = 'it''s'")).toEqual([['0']]);
    // 'x' is the number 0.
    expect(await c.rows("select v from t where id in (1, 'x') order by id")).toEqual([['v0'], ['v1']]);
    expect((await c.query('update t set n = n + 0 where n > 100')).affectedRows).toBe(0n);
    await c.query('begin');
    expect((await c.query('update t set n = 50 where n = 4')).affectedRows).toBeGreaterThan(1n);
    expect(await c.rows('select count(*) > 1 from t where n = 50')).toEqual([['1']]);
    await c.query('rollback');
    expect(await c.rows('select count(*) from t where n = 50')).toEqual([['0']]);
  });

  test('FOUND_ROWS() counts what an OFFSET skipped, also by a plan that is kept', async () => {
    const [alone, over] = [await client('commerce'), await client('customer')];
    const found = async (c: TestClient): Promise<unknown> => (await c.rows('select found_rows()'))[0]?.[0];
    await alone.query('create table pages (id int primary key)');
    await alone.query('insert into pages values (1), (2), (3), (4), (5)');
    await over.query('insert into t (id) values (3001), (3002), (3003), (3004), (3005)');
    for (const [offset, rows] of [
      [1, 2],
      [4, 1],
    ] as const) {
      for (const sql of [`limit 2 offset ${offset}`, `limit ${offset}, 2`]) {
        const read = () => alone.query(`select id from pages where id > 0 order by id ${sql}`);
        expect(await short(read)).toBe(1);
        expect(await found(alone)).toBe(String(offset + rows));
        await over.query(`select id from t where id > 3000 order by id ${sql}`);
        expect(await found(over)).toBe(String(offset + rows));
      }
      const prepared = 'where id > ? order by id limit ? offset ?';
      expect(await short(() => alone.prepared(`select id from pages ${prepared}`, [0, 2, offset].map(int)))).toBe(1);
      expect(await found(alone)).toBe(String(offset + rows));
      await over.prepared(`select id from t ${prepared}`, [3000, 2, offset].map(int));
      expect(await found(over)).toBe(String(offset + rows));
    }
    await over.query('delete from t where id > 3000');
    await alone.query('drop table pages');
  });

  test('a plan that was made without ONLY_FULL_GROUP_BY is none for a session with it', async () => {
    const [loose, strict, whole] = [await client('customer'), await client('customer'), gate.session()];
    await whole.all('use customer');
    await loose.query("set sql_mode = ''");
    const sql = 'select count(*) as c, a.v as v from t a join t b on b.n = a.n where a.id < 20';
    const told = (run: Promise<unknown>) =>
      run.then(
        () => 'rows',
        ({ errno }: { errno?: number }) => errno,
      );
    expect(await told(loose.query(sql))).toBe('rows');
    const expected = await told(whole.all(`/*vt+ SKIP_QUERY_PLAN_CACHE=1 */ ${sql}`));
    expect(await told(strict.query(sql))).toBe(expected);
  });

  test('an insert of one row goes to its shard the short way', async () => {
    const c = await client('customer');
    expect(await short(() => c.query("insert into t (id, v, n) values (2001, 'it''s', -5)"))).toBe(1);
    expect(await c.rows('select v, n from t where id = 2001')).toEqual([["it's", '-5']]);
    await expect(c.query("insert into t (id, v, n) values (2001, 'x', 0)")).rejects.toMatchObject({ errno: 1062 });
    const upsert = "insert into t (n, id, v) values (1, 2001, 'y') on duplicate key update n = n + 10";
    expect(await short(() => c.query(upsert))).toBe(1);
    expect(await short(() => c.prepared('replace into t (id, v) values (?, ?)', [int(2002), text('z')]))).toBe(1);
    expect(await c.rows('select id, v, n from t where id > 2000 order by id')).toEqual([
      ['2001', "it's", '5'],
      ['2002', 'z', null],
    ]);
    await c.query('delete from t where id > 2000');
  });

  test('what a table’s rows have elsewhere changes with them', async () => {
    const c = await client('customer');
    const mails = async (): Promise<unknown> => (await c.rows('select mail from commerce.mails order by mail')).flat();
    await c.query("insert into person (id, mail) values (1, 'a@x'), (2, 'b@x'), (3, 'c@x')");
    await c.query("insert into person (id, mail) values (4, 'd@x')");
    for (const id of [1, 2]) await c.query(`delete from person where id = ${id}`);
    expect(await mails()).toEqual(['c@x', 'd@x']);
    for (const id of [3, 4]) await c.query(`update person set mail = 'new${id}' where id = ${id}`);
    expect(await mails()).toEqual(['new3', 'new4']);
    expect(await short(() => c.query('update person set n = 5 where id = 3'))).toBe(1);
    await c.query('begin');
    await c.prepared('delete from person where id = ?', [int(3)]);
    await c.query('rollback');
    expect(await c.rows("select id, n from person where mail = 'new3'")).toEqual([['3', '5']]);
    for (const id of [3, 4]) await c.prepared('delete from person where id = ?', [int(id)]);
    expect(await mails()).toEqual([]);
  });

  test('errors are mysqld’s, and the session knows of them', async () => {
    const c = await client('commerce');
    await expect(c.query('select nothing from p where id = 1')).rejects.toMatchObject({ errno: 1054 });
    expect(await c.rows('select row_count()')).toEqual([['-1']]);
    await expect(c.query('selec 1 from p')).rejects.toMatchObject({ errno: 1064 });
    await expect(c.query('select 1 from missing where id = 2')).rejects.toMatchObject({ errno: 1146 });
    expect(await c.rows('select 5 + 0 * count(*) from p where id = 1')).toEqual([['5']]);
  });

  test('prepared statements', async () => {
    const c = await client('customer');
    expect(textRows(await c.prepared('select v from t where id = ?', [int(7)]))).toEqual([['v7']]);
    expect(gate.gateway.started.at(-1)).toMatchObject({ rowFormat: 'binary' });
    // A column that is a parameter has its mark for a name, which a text with the value in it would not give: the long way.
    const got = await c.prepared('select v, ? from t where id = ?', [text("é'"), int(7)]);
    expect(textRows(got)).toEqual([['v7', "é'"]]);
    expect(got.fields.map(({ name }) => name)).toEqual(['v', '?']);
    expect(await short(() => c.prepared('select v from t where id in (?, ?)', [int(1), int(2)]))).toBe(0);
    expect((await c.prepared('update t set v = ? where id = ?', [text('w'), int(8)])).affectedRows).toBe(1n);
    expect(await c.rows('select v from t where id = 8')).toEqual([['w']]);
  });

  test('a plan lives as long as what it was made of', async () => {
    const c = await client('commerce');
    await c.query('create table q (a int)');
    await c.query('insert into q values (1)');
    expect((await c.query('select * from q where a = 1')).fields.length).toBe(1);
    await c.query('alter table q add column b int default 5');
    expect(await c.rows('select * from q where a = 1')).toEqual([['1', '5']]);
    await c.query('use customer');
    await expect(c.query('select * from q where a = 1')).rejects.toThrow(/q/);
    await c.query("set sql_mode = 'ANSI_QUOTES'");
    expect(await short(() => c.rows('select "v" from t where id = 1'))).toBe(0);
  });
});

import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate } from '../test-gate.ts';

const keyspace = {
  shards: ['-80', '80-'],
  vschema: {
    sharded: true,
    vindexes: { hash: { type: 'hash' } },
    tables: {
      t: { column_vindexes: [{ column: 'id', name: 'hash' }] },
      u: { column_vindexes: [{ column: 'id', name: 'hash' }] },
    },
  },
};

const schema = [
  'create table t (id bigint primary key, n int, m int, key (n))',
  'create table u (id bigint primary key, n int, m int, key (n))',
  'create view tv as select id, n from t',
  'create view tu as select t.id, u.id as uid, t.n from t join u on t.n = u.n',
  'create view tg as select n, count(*) as c from t group by n',
  'insert into t values (1, 10, 0), (2, 20, 0), (4, 40, 0)',
  'insert into u values (5, 10, 0), (6, 20, 0), (8, 40, 0)',
];

type Run = (sql: string) => Promise<(string | null)[][]>;

describe.skipIf(!availableFlavors().includes('mysql'))('rows that a statement over shards locks', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  const opened: MysqlConnection[] = [];

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, { k: keyspace });
    await gate.createDatabases();
    const plain = await MysqlConnection.connect(mysqld.rootOptions);
    await plain.execute('create database plain');
    plain.close();
    for (const open of [gateSession, plainSession]) {
      const run = await open();
      for (const sql of schema) await run(sql);
    }
  });

  afterAll(async () => {
    for (const connection of opened) connection.close();
    gate?.close();
    await mysqld?.stop();
  });

  async function gateSession(): Promise<Run> {
    const session = gate.session();
    await session.all('use k');
    return (sql) => session.rows(sql);
  }

  async function plainSession(): Promise<Run> {
    const connection = await MysqlConnection.connect({ ...mysqld.rootOptions, database: 'plain' });
    opened.push(connection);
    return async (sql) =>
      ((await connection.execute(sql)).rows ?? []).map((row) =>
        row.map((value) => value && Buffer.from(value).toString()),
      );
  }

  /** Which rows another one cannot have while the transaction that ran the statement is open. */
  async function lockedBy(sql: string): Promise<string[]> {
    const [holder, other] = [gate.session(), gate.session()];
    // At this level a mysqld keeps no locks of rows and gaps that it only looked at.
    await holder.all(`use k; set transaction isolation level read committed; begin; ${sql}`);
    await other.all('use k; begin');
    const locked: string[] = [];
    for (const table of ['t', 'u']) {
      const free = (await other.rows(`select id from ${table} for update skip locked`)).flat();
      const all = (await other.rows(`select id from ${table} order by id`)).flat() as string[];
      locked.push(...all.filter((id) => !free.includes(id)));
    }
    for (const session of [other, holder]) await session.all('rollback');
    return locked;
  }

  test.each([
    ['select t.id, u.id from t join u on t.n = u.n where t.id < 3 for update', ['1', '2', '5', '6']],
    ['select t.id, u.id from t join u on t.n = u.n where t.id = 1 for update of u', ['5']],
    ['select t.id, u.id from t left join u on t.n = u.n where t.id = 4 order by u.id for update', ['4', '8']],
    ['select t.id from t where t.id = 2 and t.n in (select n from u) for update', ['2']],
    ['select id from tv where n = 10 for update', ['1']],
    ['select id, uid from tu where n = 20 for update', ['2', '6']],
    ['select tv.id, u.id from tv join u on tv.n = u.n where tv.id = 1 for update of tv', ['1']],
    ['select tv.id, u.id from tv join u on tv.n = u.n where tv.id = 1 for update of u', ['5']],
    ['select n from tg where n = 10 for update', []],
    ['update t join u on t.n = u.n set t.m = u.m + 1 where t.id = 1', ['1', '5']],
    ['insert into t (id, n) select id + 20, n from u where id = 8', ['8']],
    ['update t set m = (select n from u where id = 5) where id = 4', ['4', '5']],
    ['delete from t where id = 1 and n in (select n from u where id = 5)', ['1', '5']],
    ['delete t from t join u on t.n = u.n where u.id = 6', ['2', '6']],
    ['insert into t select id + 100, n, m from u where n = 10', ['5']],
    ['insert into t values (100, 1, (select max(m) from u where n = 20))', ['6']],
    ['delete from t where n in (select n from u where id = 5)', ['1', '5']],
    ['update t join (select n, id from u where id = 5) x on t.n = x.n set t.m = x.id', ['1', '5']],
    ['update t set m = (select max(m) from u where n = 20) where id = 4', ['4', '6']],
  ])('%s', async (sql, locked) => {
    expect(await lockedBy(sql)).toEqual(locked);
  });

  /** What a write leaves in a transaction that has read all rows before another one changed and committed some. */
  async function afterChange(open: () => Promise<Run>, sql: string): Promise<(string | null)[][]> {
    const [writer, other] = [await open(), await open()];
    await writer('begin');
    await writer('select * from t join u');
    await other('update u set m = n + 10');
    await writer(sql);
    const rows = await writer('select * from t order by id');
    await writer('rollback');
    await other('update u set m = 0');
    return rows;
  }

  test.each([
    'insert into t select id + 10, n, m from u',
    'insert into t values (10, 1, (select max(m) from u))',
    'replace into t select 1, n, m from u where id = 5 union all select 2, n, m from u where id = 6',
    'insert into t values (1, 1, 1) on duplicate key update m = (select max(m) from u)',
    'insert into t with x as (select n, max(m) m from u group by n) select n + 100, n, m from x',
    'update t set m = m + 1 where n in (select m from u)',
    'update t set m = (select max(m) from u where u.n = t.n)',
    'update t set m = 5 where n = (select m from u where id = 5)',
    'update t join (select n, max(m) m from u group by n) x on t.n = x.n set t.m = x.m',
    'with x as (select m from u where id = 5) update t join x on t.n = x.m set t.m = 6',
    'delete from t where n in (select m from u where id = 5)',
    'delete from t where not exists (select 1 from u where u.m = t.n)',
  ])('what others have committed meanwhile is seen by %s', async (sql) => {
    expect(await afterChange(gateSession, sql)).toEqual(await afterChange(plainSession, sql));
  });
});

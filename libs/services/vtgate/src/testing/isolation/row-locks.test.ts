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

describe.skipIf(!availableFlavors().includes('mysql'))('rows that a statement over shards locks', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, { k: keyspace });
    await gate.createDatabases();
    await gate.session().all(`use k;
      create table t (id bigint primary key, n int, m int, key (n)); create table u (id bigint primary key, n int, m int, key (n));
      insert into t values (1, 10, 0), (2, 20, 0), (4, 40, 0); insert into u values (5, 10, 0), (6, 20, 0), (8, 40, 0)`);
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

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
    ['update t join u on t.n = u.n set t.m = u.m + 1 where t.id = 1', ['1', '5']],
    ['insert into t (id, n) select id + 20, n from u where id = 8', ['8']],
    ['update t set m = (select n from u where id = 5) where id = 4', ['4', '5']],
    ['delete from t where id = 1 and n in (select n from u where id = 5)', ['1', '5']],
    ['delete t from t join u on t.n = u.n where u.id = 6', ['2', '6']],
  ])('%s', async (sql, locked) => {
    expect(await lockedBy(sql)).toEqual(locked);
  });
});

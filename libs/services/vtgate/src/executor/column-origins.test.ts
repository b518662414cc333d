import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import type { Result } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const table = { column_vindexes: [{ column: 'id', name: 'hash' }] };
const keyspaces = {
  k: {
    shards: ['-80', '80-'],
    vschema: { sharded: true, vindexes: { hash: { type: 'hash' } }, tables: { a: table, b: table } },
  },
};
const schema = [
  'create table a (id bigint primary key, v varchar(20), u int)',
  'create table b (id bigint primary key, a_id bigint)',
  'create view one as select id, v, id + 1 as x from a',
  'create view two as select id as k, v as w, x from one',
  'create view grouped as select v, count(*) as n, max(id) as id from a group by v',
  'create view twice as select id, v from a union all select id, v from a',
  "insert into a (id, v) values (1, 'a'), (2, 'b'), (3, 'c')",
  'insert into b values (4, 1), (5, 3)',
];

describe.skipIf(!availableFlavors().includes('mysql'))(
  'where columns of views and set operations over shards come from',
  () => {
    let mysqld: TestMysqld;
    let gate: TestGate;
    let session: TestSession;
    let plain: MysqlConnection;

    beforeAll(async () => {
      mysqld = await TestMysqld.start('mysql');
      gate = new TestGate(mysqld.rootOptions, keyspaces);
      await gate.createDatabases();
      session = gate.session();
      plain = await MysqlConnection.connect(mysqld.rootOptions);
      await plain.execute('create database k');
      await plain.execute('use k');
      await session.all('use k');
      for (const sql of schema) {
        await plain.execute(sql);
        await session.all(sql);
      }
    });

    afterAll(async () => {
      plain?.close();
      gate?.close();
      await mysqld?.stop();
    });

    const told = ({ fields }: Pick<Result, 'fields'>) =>
      fields.map((field) => [field.name, field.orgName, field.table, field.orgTable, field.database].join(' '));

    test.each([
      'select * from one where id = 1',
      'select * from one where id = 2',
      'select * from one order by id',
      'select z.k, z.x, z.w as called from two as z order by z.k',
      'select k, w, now() > 0 as now from two order by k',
      'select p.id, q.w, q.x from one p, two q where p.id = q.k order by p.id',
      'select p.v, q.v from one p join one q on p.id = q.id where p.id = 3',
      'select n, id from grouped z order by n, id',
      'select * from twice order by id',
      'select p.id, b.id from one p join b on b.a_id = p.id',
      'select q.id from (select id from one) q order by q.id',
      'select max(id) from one',
      'select id, v from a union all select id, v from a order by 1',
      'select id as q, v from a where id = 1 union all select id, a_id from b where id = 4',
      'select id, max(v), max(unhex(v)) from a group by id union all select id, v, unhex(v) from a order by 1',
      'select avg(id), sum(u) from a union all select id, 2.5 from b',
      'select id from one intersect select a_id from b order by id',
    ])('%s', async (sql) => {
      const expected = told(await plain.execute(sql));
      // Planned by its text, and as a plan of all literals that is kept.
      for (let round = 0; round < 3; round++) expect((await session.all(sql)).map(told)).toEqual([expected]);
    });
  },
);

import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type BindVariable, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';

const keyspaces = {
  un: { shards: ['0'], vschema: {} },
  sh: {
    shards: ['-40', '40-80', '80-c0', 'c0-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: {
        users: { column_vindexes: [{ column: 'id', name: 'hash' }] },
        users2: { column_vindexes: [{ column: 'id', name: 'hash' }] },
      },
    },
  },
};

const NULL: BindVariable = { type: Type.NULL_TYPE, value: new Uint8Array(0) };
const decimal = (text: string): BindVariable => ({ type: Type.DECIMAL, value: Buffer.from(text) });
const double = (text: string): BindVariable => ({ type: Type.FLOAT64, value: Buffer.from(text) });
const text = (value: string): BindVariable => ({ type: Type.VARCHAR, value: Buffer.from(value) });
const int = (value: number): BindVariable => ({ type: Type.INT64, value: Buffer.from(String(value)) });

/** What no MySQL prepares, and parameters that count as literals do: columns and rows are the server's own. */
describe.runIf(availableFlavors().includes('mariadb'))('prepared statements over MariaDB', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mariadb');
    both = await Differential.start(mysqld, keyspaces, { serverVersion: '10.11.11-MariaDB-Vitess' }, 'plain_prepared');
    await both.define('sh', 'create table users (id bigint primary key, n int)');
    await both.define('sh', 'create table users2 (id bigint primary key, n int, d decimal(10,2), s varchar(99))');
    await both.define('un', 'create table plain_t (id int primary key auto_increment, n int)');
    await both.everywhere('insert into users2 values (1, 3, 9.32, null), (2, null, 1.4, null)');
    await both.everywhere('insert into users values (1, 1), (2, 2), (3, 3), (4, 4)');
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test.each([
    ['un', 'insert into plain_t (n) values (?) returning id, n + 1', [int(5)]],
    ['un', 'replace into plain_t (n) values (?) returning id', [int(6)]],
    ['un', 'delete from plain_t where id = ? returning n', [int(1)]],
    ['un', 'select * from plain_t order by id offset 0 rows fetch first ? rows only', [int(1)]],
    ['un', 'insert into plain_t (n) values (?) returning', [int(1)]],
    ['sh', 'delete from users where id = ? returning id', [NULL]],
    ['sh', 'delete from users where id = ? returning id, n', [int(9)]],
    ['sh', 'delete from users where id = ? returning id, n', [int(1)]],
    ['sh', 'delete from users where id in (?, ?) returning id', [NULL, int(2)]],
    ['sh', 'delete from users where n > ? returning *', [int(3)]],
    ['sh', 'select ? + 0, greatest(?, 7), ?', [decimal('2.25'), decimal('5.5'), decimal('-1.5')]],
    [
      'sh',
      'select id, n * ?, coalesce(?, n), ? from users order by id',
      [decimal('2.25'), decimal('1.5'), decimal('3.5')],
    ],
    ['sh', 'select sum(n) * ?, max(n) + ? from users where n < ?', [decimal('2.25'), decimal('1.5'), decimal('3.5')]],
    ['sh', 'select n + ? as x, count(*) from users group by x order by x', [decimal('0.50')]],
    ['sh', 'select id from users order by id fetch first ? rows only', [int(2)]],
    // Counts of rows that programs send as they have numbers: JavaScript's are DOUBLEs, and PHP's may be texts.
    ...[
      double('2'),
      double('2.5'),
      double('1.5'),
      double('-1'),
      double('1e30'),
      text('2'),
      text(' 1x'),
      text('-1'),
    ].map((count) => ['sh', 'select id from users order by id limit ?', [count]] as const),
    ['sh', 'select id from users order by id limit ?', [int(-1)]],
    ['sh', 'select id from users order by id limit ?', [NULL]],
    ['sh', 'select id from users order by id limit ? offset ?', [double('2'), text('1')]],
    ['un', 'select id from plain_t order by id limit ?, ?', [double('0'), decimal('1.5')]],
  ] as const)('%s: %s', async (keyspace, sql, params) => {
    await both.select(keyspace);
    const verdict = await both.comparePrepared(sql, params);
    expect(verdict).toMatchObject({ kind: 'same' });
  });

  test.each(['concat(coalesce(n, ?))', 'coalesce(d, ?) / 3', 'concat(d * ?)'])(
    'a decimal has its own digits in what a write computes: %s',
    async (expr) => {
      await both.select('sh');
      for (const param of [decimal('2.5'), int(3), double('3')]) {
        const written = await both.comparePrepared(`update users2 set s = ${expr}`, [param]);
        expect([written, await both.compare('select * from users2 order by id')]).toMatchObject([
          { kind: 'same' },
          { kind: 'same' },
        ]);
      }
    },
  );
});

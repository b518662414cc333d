import { toVtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type BindVariable, collectResult, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestFront } from '../test-front.ts';
import { TestGate } from '../test-gate.ts';
import { saysOrder } from './compare.ts';

const byId = { column_vindexes: [{ column: 'id', name: 'hash' }] };
const keyspaces = {
  sh: {
    shards: ['-40', '40-80', '80-c0', 'c0-'],
    vschema: { sharded: true, vindexes: { hash: { type: 'hash' } }, tables: { fl: byId, other: byId } },
  },
};
const ddl = [
  'create table fl (id bigint primary key, f float, g float(11,2), z float zerofill, d double, n int, v varchar(20), e double(10,2))',
  'create table other (id bigint primary key, fl_id bigint, f float)',
];
/** Of some the texts are the same and the values are not. */
const FLOATS = [
  ...['2.3333333', '2.3333335', '2.33333', '0.1', '-0e0', '1e38', '3.402823e38', '-3.402823e38', '1e-45', '2.8e-45'],
  ...['1.1754944e-38', '16777216', '16777217', '16777218', '1234567', '1234568', '-2.3333333', '99999.9', 'null'],
];
const fill = [
  `insert into fl (id, f, g, z, d, n, v, e) values ${FLOATS.map((f, i) => {
    const small = /e[-\d]+/.test(f) || f === 'null' ? '7654321.77' : f;
    return `(${i + 1}, ${f}, ${small}, ${small.replace('-', '')}, ${f}, ${i % 3}, 'v${i % 4}', ${i / 4})`;
  }).join()}`,
  `insert into other (id, fl_id, f) values ${FLOATS.map((f, i) => `(${i + 100}, ${i + 1}, ${f})`).join()}`,
];

const one: BindVariable = { type: Type.INT64, value: Buffer.from('1') };
const statements: readonly [sql: string, ...params: BindVariable[]][] = [
  ['select f, g, z, d, n, v from fl where id = ?', one],
  ['select f, g, z from fl where id = 1'],
  // A column may show fewer digits of a DOUBLE than there are.
  ['select e, e / 3 from fl order by id'],
  ['select e / 3 from fl where id = ?', one],
  ['select max(e) / 7, avg(e), sum(e), avg(distinct e) from fl where id in (2, 3, 5)'],
  ['select n, avg(e), max(e / 3) from fl group by n order by n'],
  ['select distinct e / 7 from fl'],
  ['select e / 3 from fl union select e / 7 from fl'],
  ['select x, count(*) from (select e / 3 as x from fl) q group by x order by x'],
  ['select a.e / 3 as x, b.id from fl a join other b on b.fl_id = a.id'],
  ['select avg(a.e), sum(a.e) as x from fl a join other b on b.fl_id = a.id'],
  [
    'select group_concat(a.e / 3 order by b.id), group_concat(a.e order by b.id) from fl a join other b on b.fl_id = a.id',
  ],
  ['select group_concat(a.f order by b.id), group_concat(a.g order by b.id) from fl a join other b on b.fl_id = a.id'],
  ['select concat(max(e)), concat(max(e) / 7), concat(sum(e)) from fl'],
  ['select (select max(e) / 7 from fl) from other order by id limit 1'],
  ['select ifnull(e / 3, 1), coalesce(e / 3, e) from fl order by id'],
  ['select f, g, z from fl where id in (1, 2, ?)', one],
  ['select * from fl order by id'],
  ['select f from fl order by f, id'],
  ['select f from fl where id > ? order by id limit 7', one],
  ['select f as name from fl where f > ? order by f desc, id limit 5', one],
  ['select id, f from fl where f = (select max(f) from fl)'],
  ['select max(f), min(f) from fl'],
  ['select max(f), n from fl group by n order by n'],
  ['select f, count(*) from fl group by f order by f'],
  ['select g, count(*) from fl group by g order by g'],
  ['select distinct f from fl'],
  ['select distinct n, f from fl'],
  ['select f from fl union select f from other'],
  ['select f from fl union all select f from other order by 1'],
  ['select f from fl union select d from fl'],
  ['select f from fl union select n + 1 from fl'],
  ['select f from fl union all select v from fl'],
  ['select a.f, b.f from fl a join other b on b.fl_id = a.id'],
  ['select a.f, b.f from fl a left join other b on b.fl_id = a.id and b.id > 105'],
  ['select a.id, b.id, a.f from fl a join other b on b.f = a.f'],
  ['select x.f, count(*) from (select f from fl union all select f from other) x group by x.f'],
  ['select f + 0, f * 2 from fl where id in (1, 2)'],
  ['select f, concat(f), cast(f as char), f * 1.5 from fl order by id'],
  ['select concat(max(f)), max(f) from fl'],
  ['select a.f, concat(a.f, b.id) from fl a join other b on b.fl_id = a.id'],
  ['select a.f, concat(a.f, b.f) from fl a join other b on b.fl_id = a.id'],
  ['select coalesce(a.f, b.f), if(b.id, a.f, 1) from fl a join other b on b.fl_id = a.id'],
  ['select f, sum(f), avg(f), count(distinct f) from fl where id < 6 group by f'],
  ['select f, row_number() over (order by f, id) from fl'],
  ['select x.f, (select max(f) from other) from (select f from fl order by id limit 3) x'],
  ['select f from fl where f in (select f from other where id < 103)'],
  ['select max(f) m, group_concat(v order by v) from fl group by n having m > ?', one],
  [
    'with c as (select f, id from fl) select c.f from c join other o on o.fl_id = c.id where o.id < ?',
    { type: Type.INT64, value: Buffer.from('104') },
  ],
  ["select f, @@sql_mode = 'x' from fl order by id"],
  ['select concat(max(f)), n from fl group by n order by n'],
  ['select concat(x.m), x.m from (select max(f) m from fl group by n) x'],
  ['select concat(f) from (select f from fl order by id limit 5) x'],
  ['select f from fl where id = 3 for update'],
  ['select f, 1 / ? from fl where id in (1, 2)', { type: Type.INT64, value: Buffer.from('0') }],
];

describe.each(availableFlavors())('FLOATs of prepared statements over shards of %s', (flavor) => {
  let mysqld: TestMysqld;
  let plain: MysqlConnection;
  const gates: { gate: TestGate; front: TestFront; client: MysqlConnection; scratchReads: boolean }[] = [];

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    plain = await MysqlConnection.connect(mysqld.rootOptions);
    await plain.execute('create database plain');
    await plain.execute('use plain');
    for (const scratchReads of [false, true]) {
      const serverVersion = flavor === 'mariadb' ? '10.11.11-MariaDB-Vitess' : '8.4.6-Vitess';
      const gate = new TestGate(mysqld.rootOptions, keyspaces, { scratchReads, serverVersion });
      if (!scratchReads) await gate.createDatabases();
      const front = await TestFront.listen(gate);
      const client = await MysqlConnection.connect({ port: front.port, user: 'root', database: 'sh' });
      gates.push({ gate, front, client, scratchReads });
    }
    for (const sql of [...ddl, ...fill]) {
      await plain.execute(sql);
      await gates[0]?.client.execute(sql);
    }
    await gates[1]?.gate.executor.deps.schemaChanged('sh');
  }, 60_000);

  afterAll(async () => {
    plain.close();
    for (const { gate, front, client } of gates) {
      client.close();
      front.close();
      gate.close();
    }
    await mysqld.stop();
  });

  test.each(statements)('%s', async (sql, ...params) => {
    const expected = await answerOf(plain, sql, params);
    for (const { client, scratchReads } of gates) {
      const answer = await answerOf(client, sql, params);
      // What a plan cannot do is refused, or done with temporary tables.
      if (scratchReads || !isRefusal(answer)) expect(answer).toEqual(expected);
    }
  });
});

const isRefusal = (answer: readonly string[] | string): boolean =>
  typeof answer === 'string' && answer.startsWith('VT12001');

/** Rows with all digits of their FLOATs, or the error; and what it warned of. */
async function answerOf(
  connection: MysqlConnection,
  sql: string,
  params: readonly BindVariable[],
): Promise<readonly string[] | string> {
  const answer = collectResult({ wholeFloats: true });
  try {
    const statement = await connection.prepare(sql);
    connection.executePrepared(statement, params, answer);
    const { rows, fields, warnings } = await answer.result;
    connection.closeStatement(statement);
    const texts = rows.map((row) => row.map((value) => value && Buffer.from(value).toString()).join(' | '));
    if (!saysOrder(sql)) texts.sort();
    return [fields.map(({ name, type }) => `${name} ${type}`).join(' | '), ...texts, `${warnings} warnings`];
  } catch (error) {
    return toVtError(error).message;
  }
}

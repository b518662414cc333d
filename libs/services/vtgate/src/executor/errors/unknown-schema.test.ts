import { MysqlConnection } from '@vt/mysql';
import { TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DirectGateway } from '../../testing/direct-gateway.ts';
import { TestGate } from '../../testing/test-gate.ts';

const keyspaces = {
  un: { shards: ['0'], vschema: {} },
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};
let mysqld: TestMysqld;
let gate: TestGate;

/** A user of tablets: it may do everything in their databases, and sees no others. */
beforeAll(async () => {
  mysqld = await TestMysqld.start('mysql');
  const root = new TestGate(mysqld.rootOptions, keyspaces);
  await root.createDatabases();
  root.close();
  const admin = await MysqlConnection.connect(mysqld.rootOptions);
  await admin.execute("create user vt_app@localhost identified by ''");
  for (const [keyspace, { shards }] of Object.entries(keyspaces)) {
    for (const shard of shards) {
      const database = DirectGateway.database({ keyspace, shard });
      await admin.execute(`grant all on \`${database}\`.* to vt_app@localhost`);
      await admin.execute(`create table \`${database}\`.t (id bigint primary key)`);
    }
  }
  admin.close();
  gate = new TestGate({ ...mysqld.rootOptions, user: 'vt_app' }, keyspaces);
});

afterAll(async () => {
  gate.close();
  await mysqld.stop();
});

const statements = `select * from nosuch.t
select t.id from t join nosuch.t u on u.id = t.id
select * from t where id in (select id from nosuch.t)
insert into nosuch.t values (1)
replace into nosuch.t values (1)
insert into t select * from nosuch.t
update nosuch.t set id = 1
delete from nosuch.t
truncate table nosuch.t
create table nosuch.t (id int)
create table nosuch.t like t
alter table nosuch.t add column x int
drop table nosuch.t
create view nosuch.v as select 1
create index i on nosuch.t (id)
rename table nosuch.t to nosuch.u
use nosuch
show tables from nosuch
show full tables in nosuch like 'a%'
show columns from nosuch.t
show columns from t from nosuch
show index from t from nosuch
show create table nosuch.t
show table status from \`nosuch\`
describe nosuch.t
explain select * from nosuch.t
lock tables nosuch.t read`.split('\n');

test.each(['', 'un', 'sh'])('an unknown schema is said to be unknown, with %j selected', async (selected) => {
  const said: string[] = [];
  for (const sql of statements) {
    const session = gate.session();
    if (selected !== '') await session.all(`use ${selected}`);
    const { errno, message } = await session.error(sql);
    if (errno !== 1049 || message.includes('vt_app')) said.push(`${sql}: ${errno} ${message}`);
  }
  expect(said).toEqual([]);
});

test('what is denied of a schema that is one stays denied', async () => {
  const session = gate.session();
  await session.all('use un');
  expect(await session.error('select * from mysql.user')).toMatchObject({ errno: 1142 });
  expect(await session.error('select u.host from mysql.user u')).toMatchObject({ errno: 1142 });
});

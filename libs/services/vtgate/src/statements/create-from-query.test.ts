import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const byId = { column_vindexes: [{ column: 'id', name: 'hash' }] };
const keyspaces = {
  sh: {
    shards: ['-80', '80-'],
    vschema: { sharded: true, vindexes: { hash: { type: 'hash' } }, tables: { t: byId, copy: byId } },
  },
};

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('CREATE TABLE … SELECT skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('CREATE TABLE … SELECT over shards', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    await session.all('use sh');
    await session.all('create table t (id bigint primary key, v int)');
    await session.all('insert into t values (1, 1), (2, 2), (3, 3), (4, 4)');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test('is refused where nobody knows the shards of its rows', async () => {
    await expect(session.all('create table other select count(*) n from t')).rejects.toThrow(
      "CREATE TABLE … SELECT over shards of a table that the VSchema does not have: 'other'",
    );
    await expect(session.all('create table copy select id from t')).resolves.toHaveLength(1);
    await session.all('drop table copy');
  });

  test('leaves no table behind when its rows cannot be inserted', async () => {
    const twice = 'create table copy (primary key (id)) select id from t union all select id from t';
    await expect(session.all(twice)).rejects.toMatchObject({ errno: 1062 });
    await expect(session.rows('select * from copy')).rejects.toMatchObject({ errno: 1146 });
    await session.all("set @@ddl_strategy = 'vitess'");
    await expect(session.all('create table copy select id from t')).rejects.toThrow('as a migration');
    await session.all("set @@ddl_strategy = 'direct'");
  });

  test('on a shard that the client targets is that shard’s', async () => {
    await session.all('use `sh:-80`');
    await session.all('create table other select id from t');
    const [[own]] = (await session.rows('select count(*) from t')) as [[string]];
    expect(await session.rows('select count(*) from other')).toEqual([[own]]);
    expect(Number(own)).toBeLessThan(4);
    await session.all('use sh');
  });
});

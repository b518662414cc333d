import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate } from '../testing/test-gate.ts';

describe.each(availableFlavors())('what is handed to tablets of %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    const options = flavor === 'mariadb' ? { serverVersion: '10.11.11-MariaDB-Vitess' } : {};
    gate = new TestGate(mysqld.rootOptions, { un: { shards: ['0'], vschema: {} } }, options);
    await gate.createDatabases();
  }, 120_000);

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  // A mysqld without a tablet before it does what it is told at once.
  test('is what the session says in its sql_mode', async () => {
    const session = gate.session();
    await session.all('use un');
    await session.all('create table t (a varchar(10))');
    await session.all("set sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT', ddl_strategy = 'vitess'");
    const [[uuid] = []] = await session.rows(`alter table "t" add column "b" varchar(50) as ("a" || 'x') stored`);
    expect(uuid).toMatch(/^[0-9a-f]{8}_/);
    await session.all('insert into t (a) values (1)');
    expect(await session.rows('select b from t')).toEqual([['1x']]);
    await session.all("set ddl_strategy = 'direct'");
    await session.all('drop table t');
  });

  test.runIf(flavor === 'mariadb')('is what its server knows', async () => {
    const session = gate.session();
    await session.all('use un');
    await session.all('create table t (a int)');
    await session.all("set ddl_strategy = 'vitess'");
    await session.all('alter table t add column if not exists a int, add column if not exists b int default (1 + 1)');
    await session.all('insert into t (a) values (1)');
    expect(await session.rows('select a, b from t')).toEqual([['1', '2']]);
  });
});

import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../../testing/test-gate.ts';

const keyspaces = {
  one: { shards: ['0'], vschema: { tables: { p: {} } } },
  many: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' }, name: { type: 'unicode_loose_xxhash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};

describe('what only a gate can show', () => {
  const [flavor] = availableFlavors();
  let mysqld: TestMysqld;
  let gate: TestGate;
  let s: TestSession;

  beforeAll(async () => {
    if (!flavor) throw new Error('no server is here');
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    s = gate.session();
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test('vindexes of a table, also in another keyspace', async () => {
    const row = ['id', 'hash', 'hash', '', ''];
    await s.all('use one');
    expect(await s.rows('show vschema vindexes on many.t')).toEqual([row]);
    expect((await s.error('show vschema vindexes on t')).message).toBe(
      "VT05005: table 't' does not exist in keyspace 'one'",
    );
    await s.all('use many');
    expect(await s.rows('show vschema vindexes from `t`')).toEqual([row]);
    expect((await s.rows('show vschema vindexes')).map(([keyspace, name]) => `${keyspace}.${name}`)).toEqual([
      'many.hash',
      'many.name',
    ]);
  });

  test('metadata, for those who may change the VSchema', async () => {
    const refused = /^User '.*' not authorized to perform vitess metadata operations$/;
    expect((await s.error("set @@vitess_metadata.app = 'a'")).message).toMatch(refused);
    expect((await s.error('show vitess_metadata variables')).message).toMatch(refused);
    gate.mayChangeVSchema = true;
    await s.all("set @@vitess_metadata.app = 'a', @@vitess_metadata.other = concat('b', 'c')");
    const result = await s.result('show vitess_metadata variables');
    expect(result.fields.map(({ name }) => name)).toEqual(['Key', 'Value']);
    expect(await s.rows("show vitess_metadata variables like 'a%'")).toEqual([['app', 'a']]);
    await s.all("set @@vitess_metadata.app = ''");
    expect([...gate.metadata]).toEqual([['other', 'bc']]);
    expect((await s.error("set @@vitess_metadata.`a/b` = 'c'")).message).toMatch(/^invalid vitess metadata key/);
    gate.mayChangeVSchema = false;
  });

  test('the throttler, of every shard’s primary and of nobody else', async () => {
    await s.all('use many');
    gate.gateway.queries.splice(0);
    // The one mysqld behind this gate does not know the statement; tablets do.
    await s.error('show vitess_throttled_apps');
    await s.error('show vitess_throttler status');
    expect(new Set(gate.gateway.queries.map(({ shard, sql }) => `${shard} ${sql}`)).size).toBe(4);
    await s.all('use `many@replica`');
    expect((await s.error('show vitess_throttled_apps')).message).toMatch(/^VT09007: /);
    expect((await s.error('show vitess_throttler status')).message).toMatch(/^VT09010: /);
    expect((await s.error('alter vitess_migration cancel all')).message).toMatch(/^VT09006: ALTER /);
    expect((await s.error("revert vitess_migration 'a'")).message).toMatch(/^VT09006: REVERT /);
  });

  test('a migration that is no SQL: 1064', async () => {
    await s.all('use one');
    await s.all("set ddl_strategy = 'vitess'");
    expect(await s.error('alter table t bogus a')).toMatchObject({ errno: 1064, state: '42000' });
    await s.all("set ddl_strategy = 'direct'");
  });

  test('a strategy that is none: 1231', async () => {
    expect(await s.error("set ddl_strategy = 'foo'")).toMatchObject({ errno: 1231, state: '42000' });
    expect(await s.rows('select @@enable_system_settings')).toEqual([['1']]);
  });
});

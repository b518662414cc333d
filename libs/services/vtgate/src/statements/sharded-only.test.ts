import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate } from '../testing/test-gate.ts';

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('warnings of statements of one shard skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('--warn-sharded-only', () => {
  let mysqld: TestMysqld;
  const keyspaces = { one: { shards: ['0'], vschema: {} } };
  const said: string[] = [];

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
  });

  afterAll(async () => {
    await mysqld?.stop();
  });

  async function session(warnShardedOnly: boolean) {
    const gate = new TestGate(mysqld.rootOptions, keyspaces, { warnShardedOnly });
    gate.executor.deps.stats.warned = (type) => said.push(type);
    await gate.createDatabases();
    const opened = gate.session();
    await opened.all('use one');
    return { gate, opened };
  }

  test('a statement that runs as the keyspace has one shard leaves a warning; one that would run sharded too leaves none', async () => {
    const { gate, opened } = await session(true);
    await opened.all('create table t (id int primary key); create procedure p() insert into t values (1)');
    await opened.all('call p()');
    expect(await opened.rows('show warnings')).toEqual([['Warning', '1235', "'CALL' not supported in sharded mode"]]);
    expect(said).toEqual(['WarnUnshardedOnly']);
    expect(await opened.rows('select id from t')).toEqual([['1']]);
    expect(await opened.rows('show warnings')).toEqual([]);
    await opened.all('handler t open');
    expect(await opened.rows('show warnings')).toEqual([
      ['Warning', '1235', "'HANDLER' not supported in sharded mode"],
    ]);
    await opened.all('create temporary table tmp (id int)');
    expect(await opened.rows('show warnings')).toEqual([]);
    gate.close();
  });

  test('without the flag nothing is said', async () => {
    const { gate, opened } = await session(false);
    await opened.all('call p()').catch(() => {});
    expect((await opened.rows('show warnings')).flat()).not.toContain("'CALL' not supported in sharded mode");
    gate.close();
  });
});

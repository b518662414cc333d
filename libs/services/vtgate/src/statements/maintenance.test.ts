import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate } from '../testing/test-gate.ts';

const keyspaces = {
  k: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};

describe.each(availableFlavors())('table maintenance on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    await gate.session().all('use k; create table t (id int primary key)');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test.each(['analyze', 'check', 'optimize', 'repair'])('%s commits what is open', async (action) => {
    const session = gate.session();
    await session.all(`use k; begin; insert into t values (1), (2), (3), (4); ${action} table t`);
    expect(session.session.inTransaction).toBe(false);
    await session.all('insert into t values (5); rollback');
    expect(await session.rows('select count(*) from t')).toEqual([['5']]);
    await session.all('delete from t');
  });

  test('without autocommit what follows it is a transaction', async () => {
    const session = gate.session();
    await session.all('use k; set autocommit = 0; analyze table t; insert into t values (1), (2), (3), (4); rollback');
    expect(await session.rows('select count(*) from t')).toEqual([['0']]);
    await session.all('rollback');
  });

  test('a checksum is read in the transaction', async () => {
    const session = gate.session();
    await session.all('use k; begin; insert into t values (1); checksum table t');
    expect(session.session.inTransaction).toBe(true);
    await session.all('rollback');
    expect(await session.rows('select count(*) from t')).toEqual([['0']]);
  });
});

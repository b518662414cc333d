import type { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Served } from '../testing/served.ts';

const START_MS = 90_000;

describe.each(availableFlavors())('transactions under LOCK TABLES, on %s', (flavor) => {
  let served: Served;
  let other: MysqlConnection;
  beforeAll(async () => {
    const schema = ['t', 'u'].map((name) => `create table vt_ks.${name} (id int primary key)`);
    served = await Served.start(flavor, {}, schema);
    other = served.observer;
    await other.execute('use vt_ks');
    await other.execute('set lock_wait_timeout = 1');
  }, START_MS);
  afterEach(() => other.execute('delete from t'));
  afterAll(() => served?.stop());

  const lock = async () => (await served.call({ sql: 'lock tables t write', reserve: true })).reservedId;
  const isLocked = () => expect(other.execute('select * from t')).rejects.toMatchObject({ errno: 1205 });
  const count = async () => (await other.execute('select count(*) from t')).rows.map(([n]) => String(n));
  const insert = (id: bigint) => served.call({ sql: 'insert into t values (1)', transactionId: id, reservedId: id });
  const release = (reservedId: bigint) => served.call({ method: 'release', reservedId });

  test.each(['commit', 'rollback'] as const)('keep the locks, also behind their %s', async (method) => {
    const { transactionId } = await served.call({ sql: 'select * from t', reservedId: await lock(), begin: true });
    await insert(transactionId);
    await isLocked();
    const { reservedId } = await served.call({ method, transactionId });
    await isLocked();
    await served.call({ sql: 'unlock tables', reservedId });
    expect(await count()).toEqual([method === 'commit' ? '1' : '0']);
    await release(reservedId);
  });

  test('leave autocommit as it was, and the next transaction to BEGIN', async () => {
    const { transactionId } = await served.call({ sql: 'select * from t', reservedId: await lock(), begin: true });
    const { reservedId } = await served.call({ method: 'commit', transactionId });
    await served.call({ sql: 'unlock tables', reservedId });
    await served.call({ sql: 'insert into t values (2)', reservedId });
    expect(await count()).toEqual(['1']);
    const next = await served.call({ sql: 'insert into u values (3)', reservedId, begin: true });
    const { reservedId: last } = await served.call({ method: 'rollback', transactionId: next.transactionId });
    expect((await other.execute('select * from u')).rows).toEqual([]);
    await release(last);
  });
});

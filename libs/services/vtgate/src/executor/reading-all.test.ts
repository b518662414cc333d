import { VtError } from '@vt/base';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TabletCallError } from '../gateway/tablet-gateway.ts';
import { TestGate } from '../testing/test-gate.ts';

const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
};
const noState = { transactionId: 0n, reservedId: 0n, alias: undefined };

describe.skipIf(!availableFlavors().includes('mysql'))('rows of which a shard has more than it gives a client', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  /** Workloads of the calls that read the table. */
  const asked: string[] = [];

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, { k: { shards: ['-80', '80-'], vschema } });
    await gate.createDatabases();
    await gate.session().all(`use k; create table t (id bigint primary key, n int);
      insert into t values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6)`);
    const execute = gate.gateway.execute.bind(gate.gateway);
    gate.gateway.execute = async (target, call, sink, signal) => {
      if (!call.sql.includes('from t')) return execute(target, call, sink, signal);
      asked.push(call.workload);
      if (call.workload !== 'OLTP') return execute(target, call, sink, signal);
      const cause = new VtError({ code: 'ABORTED', message: 'Row count exceeded 2 (CallerID: )' });
      throw new TabletCallError(cause, noState);
    };
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test('are all read where a step of the gate works on them', async () => {
    const session = gate.session();
    await session.all('use k');
    asked.length = 0;
    expect(await session.rows('select count(*) from t as a join t as b on a.n = b.n')).toEqual([['6']]);
    expect(new Set(asked)).toEqual(new Set(['OLTP', 'OLAP']));
    asked.length = 0;
    await session.all('begin');
    expect(await session.rows('select sum(d) from (select distinct n + 1 as d from t) as x')).toEqual([['27']]);
    await session.all('rollback');
    expect(asked).toContain('OLAP');
  });

  test('are all written elsewhere, once', async () => {
    const session = gate.session();
    await session.all('use k; insert into t select id + 100, n from t; update t set n = n + 1 order by n limit 100');
    await session.all('set workload = olap');
    expect(await session.rows('select count(*), sum(n) from t')).toEqual([['12', '54']]);
    await session.all('delete from t where id > 100; update t set n = n - 1');
  });

  test('are an error where the client wants them', async () => {
    const session = gate.session();
    await session.all('use k');
    asked.length = 0;
    await expect(session.all('select n from t')).rejects.toThrow('Row count exceeded 2');
    expect(new Set(asked)).toEqual(new Set(['OLTP']));
  });
});

import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const keyspaces = {
  vx: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('vexplain skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('vexplain', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    for (const sql of [
      'use vx',
      'create table t (id bigint primary key, n int)',
      'insert into t values (1, 2), (4, 3)',
    ])
      await session.all(sql);
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test('queries: what each shard is asked, step by step', async () => {
    expect(await session.rows('vexplain queries select count(*) from t where n > 1')).toEqual([
      ['0', 'vx', '-80', 'select count(*) from t where t.n > 1'],
      ['0', 'vx', '80-', 'select count(*) from t where t.n > 1'],
    ]);
    expect(await session.rows('vexplain queries select a.id from t a join t b on b.id = a.n where a.id = 1')).toEqual([
      ['0', 'vx', '-80', 'select a.id, a.n from t as a where a.id = 1'],
      ['1', 'vx', '-80', 'select b.id from t as b where b.id in (2)'],
    ]);
  });

  test('writes run only where the directive says so', async () => {
    expect((await session.error('vexplain queries update t set n = 9 where id = 1')).message).toContain('VT09008');
    expect(await session.rows('select n from t where id = 1')).toEqual([['2']]);
    expect(await session.rows('vexplain /*vt+ EXECUTE_DML_QUERIES */ queries update t set n = 9 where id = 1')).toEqual(
      [['0', 'vx', '-80', 'update t set n = 9 where t.id = 1']],
    );
    expect(await session.rows('select n from t where id = 1')).toEqual([['9']]);
  });

  test('all: the plan, and what a mysqld makes of each of its routes', async () => {
    const { fields } = await session.result('vexplain all select n from t where id = 4');
    expect(fields.map(({ name }) => name)).toEqual(['VExplain']);
    const [[text]] = (await session.rows('vexplain all select n from t where id = 4')) as [[string]];
    const route = JSON.parse(text) as Record<string, unknown>;
    expect(route).toMatchObject({ OperatorType: 'Route', Variant: 'EqualUnique' });
    expect(route['mysql_explain_json']).toBeTypeOf('object');
  });

  test('all: also of what a join asks for many rows at once, and of a plan that is kept', async () => {
    const sql = 'select a.n, b.n from t a join t b on b.id = a.n where a.id = 4';
    await session.all(sql);
    for (let round = 0; round < 2; round++) {
      const [[text]] = (await session.rows(`vexplain all ${sql}`)) as [[string]];
      const {
        Inputs: [{ Inputs: inputs }],
      } = JSON.parse(text) as { Inputs: [{ Inputs: { OperatorType: string; mysql_explain_json?: object }[] }] };
      expect(inputs.map((one) => [one.OperatorType, typeof one.mysql_explain_json])).toEqual([
        ['Route', 'object'],
        ['Route', 'object'],
      ]);
      expect(Object.keys(inputs[0] ?? {}).at(-1)).toBe('mysql_explain_json');
    }
  });

  test('plan: its steps', async () => {
    const { fields } = await session.result('vexplain select n from t where id = 4');
    expect(fields.map(({ name }) => name)).toEqual(['JSON']);
    const [[text]] = (await session.rows('vexplain plan select n from t where id = 4')) as [[string]];
    expect(Object.entries(JSON.parse(text) as object).slice(0, 3)).toEqual([
      ['OperatorType', 'Route'],
      ['Variant', 'EqualUnique'],
      ['Keyspace', { Name: 'vx', Sharded: true }],
    ]);
  });

  test('trace: what each step did', async () => {
    await session.all('replace into t values (1, 2), (2, 9), (4, 3)');
    const [[text]] = (await session.rows('vexplain trace select a.n, b.id from t a join t b on b.id = a.n')) as [
      [string],
    ];
    const {
      Inputs: [root],
    } = JSON.parse(text) as { Inputs: [{ Inputs: object[] }] };
    const { Inputs: inputs, ...join } = root;
    expect(join).toMatchObject({ OperatorType: 'Join', NoOfCalls: 1, AvgNumberOfRows: 1, MedianNumberOfRows: 1 });
    expect(inputs).toMatchObject([
      { OperatorType: 'Route', Variant: 'Scatter', NoOfCalls: 1, AvgNumberOfRows: 3, ShardsQueried: 2 },
      { OperatorType: 'Route', ShardsQueried: expect.any(Number) },
    ]);
    expect(Object.keys(inputs[0] as object).slice(0, 4)).toEqual(['OperatorType', 'Variant', 'Keyspace', 'NoOfCalls']);
    const [[none]] = (await session.rows(
      'vexplain trace select (select count(*) from t) from t a where a.n = 77 and a.id in (select n from t)',
    )) as [[string]];
    expect(none).not.toContain('"NoOfCalls": 0');
    expect((await session.error('vexplain trace delete from t')).message).toContain('VT09008');
    expect(await session.rows('select count(*) from t')).toEqual([['3']]);
  });

  test('keys: how a statement uses columns', async () => {
    const { fields } = await session.result('vexplain keys select 1');
    expect(fields.map(({ name }) => name)).toEqual(['ColumnUsage']);
    const keys = async (sql: string) =>
      JSON.parse((await session.rows(`vexplain keys ${sql}`))[0]?.[0] ?? '') as object;
    expect(
      await keys(
        'select count(*), max(x.n) from t x join t y on x.id = y.n where x.n > 3 and y.id in (1, 2) group by x.id',
      ),
    ).toEqual({
      statementType: 'SELECT',
      groupingColumns: ['t.id'],
      filterColumns: ['t.id in', 't.n gt'],
      selectColumns: ['t.n'],
      joinPredicates: ['t.id = t.n'],
    });
    expect(await keys('select 1 from t x, t y where x.n > y.id')).toEqual({
      statementType: 'SELECT',
      joinPredicates: ['t.id lt t.n'],
    });
    expect(await keys('update t set n = 1 where 5 < id')).toEqual({
      statementType: 'UPDATE',
      filterColumns: ['t.id gt'],
    });
    expect(await keys('select n from (select n, id from t) d where id between 1 and 4')).toMatchObject({
      selectColumns: ['t.id', 't.n'],
    });
  });
});

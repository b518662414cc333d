import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../../testing/test-gate.ts';

const sharded = {
  shards: ['-80', '80-'],
  vschema: {
    sharded: true,
    vindexes: { hash: { type: 'hash' } },
    tables: { moved: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
  },
};
const keyspaces = { old: { shards: ['0'], vschema: {} }, fresh: sharded };
const rule = (from: string, to: string, percent: number) => ({ from_table: from, to_table: to, percent });
const rules = (...list: object[]) => ({ mirror_rules: { rules: list } });
const MOVED = rule('old.t', 'fresh.moved', 100);

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('mirrored reads skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('mirrored reads', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;
  /** What shards were asked since it was emptied. */
  let asked: string[] = [];
  const outcomes: string[] = [];

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces, {}, {});
    const { deps } = gate.executor;
    Object.assign(deps, {
      onShardQuery: ({ keyspace, shard, sql }: { keyspace: string; shard: string; sql: string }) =>
        asked.push(`${keyspace}/${shard} ${sql}`),
    });
    deps.stats.mirrored = (outcome) => outcomes.push(outcome);
    await gate.createDatabases();
    session = gate.session();
    for (const sql of [
      'use fresh',
      'create table moved (id bigint primary key, v int)',
      'use old',
      'create table t (id bigint primary key, v int)',
      'create table other (id bigint primary key, v int)',
      'insert into t values (1, 10), (2, 20), (5, 50)',
    ])
      await session.all(sql);
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  /** Runs a statement; its rows, and what shards were asked once the copy has ended. */
  async function run(sql: string): Promise<{ rows: (string | null)[][]; asked: string[] }> {
    asked = [];
    outcomes.length = 0;
    const rows = await session.rows(sql);
    return { rows, asked };
  }

  async function settled(): Promise<void> {
    await expect.poll(() => outcomes.length).toBe(1);
  }

  test('the client gets what the table has, and the other one is asked too: in its own shard, by its own name', async () => {
    gate.setRules(rules(MOVED));
    const point = await run('select v from t where id = 5');
    expect(point.rows).toEqual([['50']]);
    await settled();
    expect(outcomes).toEqual(['ok']);
    expect(asked).toEqual([
      'old/0 select v from t where id = :_l1',
      'fresh/-80 select t.v from moved as t where t.id = :_l1',
    ]);
    expect((await run('select count(*) from old.t x where x.v > 10')).rows).toEqual([['2']]);
    await settled();
    expect(asked.filter((one) => one.startsWith('fresh/'))).toHaveLength(2);
  });

  test('the plan tells', async () => {
    gate.setRules(rules(rule('old.t', 'fresh.moved', 2.5)));
    const [[text]] = (await session.rows('vexplain select id from t')) as [[string]];
    expect(JSON.parse(text)).toMatchObject({
      OperatorType: 'Mirror',
      Variant: 'PercentBased',
      Percent: 2.5,
      Inputs: [
        { OperatorType: 'Route', Variant: 'Unsharded', Keyspace: { Name: 'old', Sharded: false } },
        { OperatorType: 'Route', Variant: 'Scatter', Keyspace: { Name: 'fresh', Sharded: true } },
      ],
    });
  });

  test('as many of a hundred as the rule says, of several tables as the lowest says', async () => {
    const { deps } = gate.executor;
    const { random } = deps;
    gate.setRules(rules(rule('old.t', 'fresh.moved', 30), rule('old.other', 'fresh.moved', 60)));
    try {
      for (const [sql, number, isCopied] of [
        ['select v from t where id = 1', 0.29, true],
        ['select v from t where id = 1', 0.3, false],
        ['select v from other where id = 1', 0.59, true],
        ['select t.v from t join other using (id)', 0.29, true],
        ['select t.v from t join other using (id)', 0.31, false],
      ] as const) {
        Object.assign(deps, { random: () => number });
        await run(sql);
        if (isCopied) await settled();
        expect([sql, number, asked.some((one) => one.startsWith('fresh/'))]).toEqual([sql, number, isCopied]);
      }
    } finally {
      Object.assign(deps, { random });
    }
  });

  test('writes, reads of a shard that is named, and rules of nothing have no copy', async () => {
    gate.setRules(rules(MOVED, rule('old.other', 'fresh.moved', 0)));
    for (const sql of ['update t set v = 11 where id = 1', 'insert into other values (1, 1)', 'select v from other']) {
      asked = [];
      await session.all(sql);
      expect([sql, asked.filter((one) => one.startsWith('fresh/'))]).toEqual([sql, []]);
    }
    await session.all('use `old:0`');
    await run('select v from t');
    expect(asked.filter((one) => one.startsWith('fresh/'))).toEqual([]);
    await session.all('use old');
  });

  test('in a transaction the copy is outside of it, and holds nothing', async () => {
    gate.setRules(rules(MOVED));
    await session.all('begin');
    expect((await run('select v from t where id = 2')).rows).toEqual([['20']]);
    await settled();
    expect(session.session.shardSessions.map(({ target }) => target.keyspace)).toEqual(['old']);
    await session.all('commit');
  });

  test('what fails there is no matter here', async () => {
    gate.setRules(rules(rule('old.t', 'fresh.moved', 100)));
    await session.all('alter table old.t add column extra int default 7');
    expect((await run('select extra from t where id = 1')).rows).toEqual([['7']]);
    await settled();
    expect(outcomes).toEqual(['error']);
    const [[text]] = (await session.rows('vexplain select extra, nth_value(v, 2) over (order by id) from t')) as [
      [string],
    ];
    expect(JSON.parse(text)).toMatchObject({ OperatorType: 'Mirror', Inputs: [{ OperatorType: 'Route' }] });
    await session.all('alter table old.t drop column extra');
  });

  test('a copy that takes long holds nobody up, and is cut off', async () => {
    gate.setRules(rules(MOVED));
    const { gateway } = gate;
    const before = gateway.execute.bind(gateway);
    let cut: unknown;
    gateway.execute = (target, call, sink, signal) => {
      if (target.keyspace !== 'fresh') return before(target, call, sink, signal);
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          cut = signal.reason;
          reject(signal.reason as Error);
        }),
      );
    };
    try {
      expect((await run('select v from t where id = 2')).rows).toEqual([['20']]);
      expect(cut).toBeUndefined();
      await settled();
      expect(outcomes).toEqual(['error']);
      expect((cut as Error).message).toBe('Mirror target query took too long');
    } finally {
      gateway.execute = before;
    }
  });
});

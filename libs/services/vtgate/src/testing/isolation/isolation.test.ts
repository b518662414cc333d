import { readFileSync } from 'node:fs';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../test-gate.ts';
import { type Anomaly, anomalies } from './anomalies.ts';

const keyspace = {
  shards: ['-80', '80-'],
  vschema: {
    sharded: true,
    vindexes: { hash: { type: 'hash' } },
    tables: { register: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
  },
};
/** By the vindex `hash`, 1 and 2 are on the first shard and 4 on the second. */
const places = { 'one shard': [1, 2], 'two shards': [1, 4] } as const;
const document = new URL('../../../../../../docs/reference/isolation.md', import.meta.url);

type Claim = {
  readonly anomaly: string;
  readonly level: string;
  readonly place: keyof typeof places;
  readonly claim: string;
};

/** The cells of the document's table: `| anomaly | place | level … |`. */
function claims(): Claim[] {
  const lines = readFileSync(document, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], , ...rows] = lines;
  return rows.flatMap(([anomaly = '', place = '', ...cells]) =>
    cells.map((claim, i) => ({ anomaly, place: place as keyof typeof places, level: head[i + 2] ?? '', claim })),
  );
}

/** Each claim of docs/reference/isolation.md is what happens. */
describe.skipIf(!availableFlavors().includes('mysql'))('isolation', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, { k: keyspace });
    await gate.createDatabases();
    await gate.session().all('use k; create table register (id bigint primary key, value bigint not null)');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  async function sessionAt(level: string): Promise<TestSession> {
    const session = gate.session();
    await session.all(
      `use k; set innodb_lock_wait_timeout = 1; set session transaction isolation level ${level}; begin`,
    );
    return session;
  }

  test('the document speaks of every anomaly, level and place', () => {
    expect(claims()).toHaveLength(Object.keys(anomalies).length * Object.keys(places).length * 4);
  });

  test.each(claims())('$anomaly over $place at $level: $claim', async ({ anomaly, level, place, claim }) => {
    const play: Anomaly | undefined = (anomalies as Record<string, Anomaly>)[anomaly];
    if (!play) throw new Error(`no anomaly '${anomaly}'`);
    const [judge, watch] = [gate.session(), gate.session()];
    const [x, y] = places[place];
    await watch.all('use k');
    await judge.all(`use k; delete from register; insert into register values (${x}, 10), (${y}, 20)`);
    const [one, two] = [await sessionAt(level), await sessionAt(level)];
    const came = await play({ x, y, one, two, judge, watch });
    for (const session of [one, two]) await gate.executor.close(session.session, new AbortController().signal);
    expect(came ? 'possible' : 'no').toBe(claim);
  });
});

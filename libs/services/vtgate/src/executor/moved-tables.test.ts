import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MysqlHandler } from '../mysql/handler.ts';
import { TestClient } from '../testing/test-client.ts';
import { TestGate } from '../testing/test-gate.ts';

const keyspaces = {
  old: { shards: ['0'], vschema: { tables: { ledger: {} } } },
  main: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { xxhash: { type: 'xxhash' } },
      tables: { ledger: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
    },
  },
};

/** Routing rules by which the tables are found in that keyspace, whatever keyspace a client names. */
function tablesIn(keyspace: string): object {
  const rules = ['', 'old.', 'main.'].map((prefix) => ({
    from_table: `${prefix}ledger`,
    to_tables: [`${keyspace}.ledger`],
  }));
  return { routing_rules: { rules } };
}

describe.each(availableFlavors())('tables that move while clients are at them, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let handler: MysqlHandler;
  let nextId = 1;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces, { replanWindowMs: 10_000 });
    await gate.createDatabases();
    handler = new MysqlHandler(gate.executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP' });
    const session = gate.session();
    for (const keyspace of ['old', 'main'])
      await session.all(`use ${keyspace}; create table ledger (id bigint primary key, name varchar(20), n int)`);
  });

  afterAll(async () => {
    gate.close();
    await mysqld.stop();
  });

  beforeEach(() => {
    gate.gateway.denied.clear();
    gate.gateway.deniesBegun = false;
    gate.gateway.onDenied = () => {};
    gate.setRules(tablesIn('old'));
  });

  /** From now on the old place refuses; after that many refusals the rules say where the tables are. */
  function move(refusals: number): void {
    let left = refusals;
    gate.gateway.denied.add('old');
    gate.gateway.onDenied = () => {
      if (--left === 0) gate.setRules(tablesIn('main'));
    };
  }

  test.each([
    ['', false],
    ['old', false],
    ['', true],
    ['old', true],
  ])(
    'a statement whose plan is kept finds them, keyspace %j, in a transaction: %s',
    async (keyspace, inTransaction) => {
      const client = new TestClient(handler, nextId++);
      if (keyspace) await client.query(`use ${keyspace}`);
      const first = nextId * 100;
      const insert = (id: number): string => `insert into ledger (id, name, n) values (${id}, 'a', ${id})`;
      for (let i = 0; i < 3; i++) await client.query(insert(first + i));
      if (inTransaction) await client.query('begin');
      move(2);
      expect((await client.query(insert(first + 3))).affectedRows).toBe(1n);
      expect(await client.rows(`select n from ledger where id = ${first + 3}`)).toEqual([[String(first + 3)]]);
      if (inTransaction) await client.query('commit');
      expect(gate.gateway.queries.findLast(({ sql }) => sql.startsWith('insert into ledger'))?.shard).toMatch(/^main/);
      expect(gate.gateway.openTransactions).toBe(0);
    },
  );

  // Statements on `main` take the short way, and are planned once.
  describe.each([
    ['old', 'main'],
    ['main', 'old'],
  ])('from %s to %s', (from, to) => {
    const insert = (id: number): string => `insert into ledger (id, name, n) values (${id}, 'a', 1)`;

    async function inTransaction(): Promise<TestClient> {
      gate.setRules(tablesIn(from));
      const client = new TestClient(handler, nextId++);
      for (let i = 0; i < 3; i++) await client.query(insert(nextId * 100 + i));
      await client.query('begin');
      return client;
    }

    test.each([
      ['are elsewhere by then', () => gate.setRules(tablesIn(to)), to],
      ['are let go again', () => gate.gateway.denied.clear(), from],
    ])('so does one in a transaction that is open in the old place, where they %s', async (_, become, place) => {
      const client = await inTransaction();
      await client.query(insert(nextId * 100 + 3));
      gate.gateway.denied.add(from);
      gate.gateway.onDenied = become;
      expect((await client.query(insert(nextId * 100 + 4))).affectedRows).toBe(1n);
      await client.query('commit');
      const last = gate.gateway.queries.findLast(({ sql }) => sql.startsWith('insert into ledger'));
      expect(last?.shard.split('/')[0]).toBe(place);
      expect(gate.gateway.openTransactions).toBe(0);
    });

    test('so does one that had begun a transaction in the old place when it was refused', async () => {
      const client = await inTransaction();
      gate.gateway.deniesBegun = true;
      gate.gateway.denied.add(from);
      gate.gateway.onDenied = () => gate.setRules(tablesIn(to));
      expect((await client.query(insert(nextId * 100 + 3))).affectedRows).toBe(1n);
      expect(gate.gateway.openTransactions).toBe(2);
      await client.query('commit');
      expect(gate.gateway.openTransactions).toBe(0);
    });
  });
});

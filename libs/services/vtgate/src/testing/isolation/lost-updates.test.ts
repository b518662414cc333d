import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../test-gate.ts';

const keyspace = {
  shards: ['-40', '40-80', '80-c0', 'c0-'],
  vschema: {
    sharded: true,
    vindexes: { hash: { type: 'hash' } },
    tables: { counters: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
  },
};

const ROWS = 8;
const CLIENTS = 4;
const ROUNDS = 12;
const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK = 1213;

/** Ways to read two rows, mostly of two shards, that nobody else may change until they are written. */
const reads: Readonly<Record<string, (ids: string) => string>> = {
  'by its key': (ids) => `select id, n from counters where id in (${ids}) for update`,
  'by another column': (ids) => `select id, n from counters where k >= 0 and id in (${ids}) order by id for update`,
  'of a join': (ids) =>
    `select x.id, x.n from counters x join counters y on x.k = y.k where x.id in (${ids}) for update`,
  'by a subquery': (ids) =>
    `select id, n from counters where id in (select id from counters where id in (${ids})) for update`,
  'of a view': (ids) => `select id, n from shown where id in (${ids}) for update`,
};

/** Who reads FOR UPDATE and writes what it has computed loses no other's write, over shards as on one mysqld. */
describe.each(availableFlavors())('read, add, write over shards of %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, { ks: keyspace });
    await gate.createDatabases();
    await gate.session().all(
      `use ks;
      create table counters (id bigint primary key, n int not null, k int, key (k));
      create view shown as select id, n from counters;
      insert into counters values ${Array.from({ length: ROWS }, (_, id) => `(${id}, 0, ${id})`).join(', ')}`,
    );
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  /** Adds 1 to each of two rows; false: nothing was changed, as another was in the way. */
  async function addToTwo(session: TestSession, read: string, looksBefore: boolean): Promise<boolean> {
    try {
      await session.all('begin');
      // A snapshot of before the locks, which must not be what is read with them.
      if (looksBefore) await session.rows('select sum(n) from counters');
      const rows = await session.rows(read);
      expect(rows).toHaveLength(2);
      for (const [id, n] of rows) await session.all(`update counters set n = ${Number(n) + 1} where id = ${id}`);
      await session.all('commit');
      return true;
    } catch (error) {
      const { errno } = error as { errno?: number };
      if (errno !== LOCK_WAIT_TIMEOUT && errno !== DEADLOCK) throw error;
      await session.all('rollback');
      return false;
    }
  }

  async function client(level: string, read: (ids: string) => string, number: number): Promise<number> {
    const session = gate.session();
    await session.all(`use ks; set innodb_lock_wait_timeout = 1; set session transaction isolation level ${level}`);
    let changed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const first = (number + round) % ROWS;
      const ids = [first, (first + 1 + (round % (ROWS - 1))) % ROWS].toSorted((a, b) => a - b).join(', ');
      if (await addToTwo(session, read(ids), round % 2 === 1)) changed += 2;
    }
    return changed;
  }

  describe.each(['read committed', 'repeatable read'])('at %s', (level) => {
    test.each(Object.keys(reads))('what is read %s', async (name) => {
      const admin = gate.session();
      await admin.all('use ks; update counters set n = 0');
      const read = reads[name] as (ids: string) => string;
      const changed = await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(level, read, number)));
      const sum = changed.reduce((all, each) => all + each, 0);
      expect(sum).toBeGreaterThan(0);
      expect(await admin.rows('select sum(n) from counters')).toEqual([[String(sum)]]);
    });
  });
});

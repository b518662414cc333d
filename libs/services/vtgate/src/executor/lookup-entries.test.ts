import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const keyspaces = {
  main: { shards: ['0'], vschema: { tables: { person_email: {} } } },
  lk: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: {
        hash: { type: 'hash' },
        by_email: {
          type: 'consistent_lookup_unique',
          params: { table: 'main.person_email', from: 'email', to: 'keyspace_id' },
          owner: 'person',
        },
      },
      tables: {
        person: {
          column_vindexes: [
            { column: 'id', name: 'hash' },
            { column: 'email', name: 'by_email' },
          ],
        },
      },
    },
  },
};

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('entries of lookups skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('no row of a consistent lookup is without its entry', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    await session.all('use main; create table person_email (email varchar(20) primary key, keyspace_id varbinary(16))');
    await session.all('use lk; create table person (id bigint primary key, email varchar(20), city varchar(20))');
  });

  beforeEach(async () => {
    await session.all("insert into person values (1, 'ann', 'Ulm'), (2, 'bob', 'Ulm')");
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await session.all('delete from lk.person; delete from main.person_email');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  /** The keyspace's shards do not commit. */
  const refuseCommits = (keyspace: string): void => {
    const { gateway } = gate;
    const commit = gateway.commit.bind(gateway);
    vi.spyOn(gateway, 'commit').mockImplementation(async (target, state) => {
      if (target.keyspace !== keyspace) return commit(target, state);
      await gateway.rollback(target, state);
      throw new Error('no disk');
    });
  };

  const people = () => session.rows('select email from lk.person order by email');
  const entries = () => session.rows('select email from main.person_email order by email');

  test('which is deleted by its entry, where only the shard of entries could commit', async () => {
    refuseCommits('lk');
    await session.all("begin; delete from person where email = 'ann'");
    await expect(session.all('commit')).rejects.toThrow('no disk');
    expect(await people()).toEqual([['ann'], ['bob']]);
    expect(await entries()).toEqual([['ann'], ['bob']]);
  });

  test('which is inserted where the transaction has written before, where only the shards of rows could commit', async () => {
    refuseCommits('main');
    await session.all("begin; update person set city = 'Bonn'; insert into person values (3, 'cy', 'Ulm')");
    await expect(session.all('commit')).rejects.toThrow('no disk');
    expect(await people()).toEqual([['ann'], ['bob']]);
    expect(await entries()).toEqual([['ann'], ['bob']]);
  });

  test.each([
    'delete from person where city = "Ulm"',
    "update person set email = concat(email, '2') where city = 'Ulm' and id < 9",
  ])('which comes while the statement keeps entries, and which it would change too: %s', async (sql) => {
    const other = gate.session();
    await other.all('use lk');
    await session.all('set transaction_isolation = "read-committed"');
    const { gateway } = gate;
    const execute = gateway.execute.bind(gateway);
    let hasCome = false;
    vi.spyOn(gateway, 'execute').mockImplementation(async (target, call, sink, signal) => {
      if (!hasCome && /^(?:delete from|update) person /.test(call.sql)) {
        hasCome = true;
        await other.all("insert into person values (3, 'cy', 'Ulm'), (5, 'eve', 'Ulm')");
      }
      return execute(target, call, sink, signal);
    });
    await expect(session.all(sql)).rejects.toMatchObject({ errno: 1205 });
    await session.all('set transaction_isolation = default');
    const names = [['ann'], ['bob'], ['cy'], ['eve']];
    expect([await people(), await entries()]).toEqual([names, names]);
  });
});

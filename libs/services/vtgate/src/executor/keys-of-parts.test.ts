import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const keyspaces = {
  main: { shards: ['0'], vschema: { tables: { by_email: {} } } },
  lk: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: {
        hash: { type: 'hash' },
        email: {
          type: 'lookup_unique',
          params: { table: 'main.by_email', from: 'email', to: 'keyspace_id' },
          owner: 'person',
        },
      },
      tables: {
        person: {
          column_vindexes: [
            { column: 'id', name: 'hash' },
            { column: 'email', name: 'email' },
          ],
        },
      },
    },
  },
};

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('keys of parts skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('unique keys whose duplicates only their mysqld finds, in a table that owns entries', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    await session.all('use main; create table by_email (email varchar(20) primary key, keyspace_id varbinary(16))');
    await session.all(
      'use lk; create table person (id bigint, no int, email varchar(20), name varchar(20), size int as (length(name)) stored, ' +
        'primary key (id, no), unique key (name(3)), unique key (id, size))',
    );
  });

  beforeEach(() =>
    session.all("insert into person (id, no, email, name) values (1, 1, 'ann', 'Anna'), (1, 2, 'bob', 'Bo')"),
  );

  afterEach(async () => {
    vi.restoreAllMocks();
    await session.all('delete from lk.person; delete from main.by_email');
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  const people = () => session.rows('select email from lk.person order by email');
  const entries = () => session.rows('select email from main.by_email order by email');
  const both = [['ann'], ['bob']];

  test.each([
    "replace into person (id, no, email, name) values (1, 3, 'cy', 'Annegret')",
    "replace into person (id, no, email, name) values (1, 3, 'cy', 'Xy')",
    "replace into person (id, no, email, name) values (1, 2, 'cy', 'Annegret')",
  ])('a REPLACE that would leave the entry of a row is refused: %s', async (sql) => {
    expect((await session.error(sql)).message).toContain('VT12001');
    expect([await people(), await entries()]).toEqual([both, both]);
  });

  test('rows that are found are replaced', async () => {
    await session.all("replace into person (id, no, email, name) values (1, 1, 'cy', 'Cyrus'), (1, 1, 'cy', 'Cyr')");
    const left = [['bob'], ['cy']];
    expect([await people(), await entries()]).toEqual([left, left]);
  });

  test('IGNORE and ON DUPLICATE KEY UPDATE leave it to the mysqld', async () => {
    const ignored = await session.result("insert ignore into person (id, no, email, name) values (1, 3, 'cy', 'Dora')");
    expect(ignored.affectedRows).toBe(0n);
    await session.all(
      "insert into person (id, no, email, name) values (1, 3, 'cy', 'Dora') on duplicate key update name = 'Dorothea'",
    );
    expect(await session.rows('select no, name from person order by no')).toEqual([
      ['1', 'Dorothea'],
      ['2', 'Bo'],
    ]);
    expect([await people(), await entries()]).toEqual([both, both]);
  });
});

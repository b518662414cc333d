import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const by = (column: string, name: string) => ({ column, name });
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
        person: { column_vindexes: [by('id', 'hash'), by('email', 'email')] },
        note: { column_vindexes: [by('id', 'hash')] },
      },
    },
  },
};

describe.each(availableFlavors())('what is another value each time it is computed, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    for (const sql of [
      'use main',
      'create table by_email (email varchar(40) primary key, keyspace_id varbinary(16))',
      'use lk',
      'create table person (id bigint, nr int, email varchar(40) default (uuid()), at datetime(6), primary key (id, nr), key (id, email))',
      'create table note (id bigint primary key, s varchar(40), t varchar(40))',
    ])
      await session.all(sql);
  });

  beforeEach(async () => {
    for (const table of ['person', 'note']) await session.all(`delete from lk.${table}`);
    await session.all('delete from main.by_email');
    const people = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => `(${id}, 1, 'e${9 - id}'), (${id}, 2, 'd${9 - id}')`);
    await session.all(`insert into person (id, nr, email) values ${people.join(', ')}`);
    await session.all("insert into note (id, s) values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  const emails = (table: string) => session.rows(`select email from ${table} order by email`);

  test.each([
    'update person set email = uuid() where id = 1 and nr = 1',
    'update person set email = uuid() where id < 5',
    'update person set email = floor(rand() * 1e12), at = now() where id < 5',
    'update person set email = now(6) where id = 1 and nr = 1',
    'update person set email = sysdate(6) where id = 1 and nr = 1',
    'update person set email = default where id = 2',
    'update person set id = id + 100, email = uuid() where id < 5',
    'update person set id = floor(rand() * 1e12) where id < 5',
    'update person set email = uuid() where id < 5 order by nr limit 3',
    'delete from person where id = 3 and rand() < 0.5',
    'delete from person where rand() < 0.5',
    'delete from person where id = 3 order by rand() limit 1',
    'delete from person where id = 3 limit 1',
    "update person set email = 'new' where id = 3 limit 1",
  ])('is the same in a row and in its lookup entry: %s', async (sql) => {
    await session.all(sql);
    expect(await emails('person')).toEqual(await emails('main.by_email'));
    for (const [email] of await emails('person'))
      expect(await session.rows(`select count(*) from person where email = '${email}'`)).toEqual([['1']]);
  });

  test.each([
    'update person set email = uuid(), nr = length(email) where id = 1 and nr = 1',
    'update person set at = sysdate(6), email = at where id = 1 and nr = 1',
  ])('is not known of a column that is read after it was assigned: %s', async (sql) => {
    await session.all(sql).catch((error: unknown) => expect(error).toMatchObject({ id: 'VT12001' }));
    expect(await emails('person')).toEqual(await emails('main.by_email'));
  });

  test('moves a row to where it is', async () => {
    await session.all('update note set id = floor(rand() * 1e12), t = uuid(), s = uuid() where id < 4');
    const rows = await session.rows('select id, s, t from note');
    expect(rows).toHaveLength(4);
    for (const [id, s, t] of rows) {
      expect(await session.rows(`select s, t from note where id = ${id}`)).toEqual([[s, t]]);
      expect(s).not.toBe(t);
    }
  });
});

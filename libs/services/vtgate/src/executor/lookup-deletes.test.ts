import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const keyspaces = {
  lk: {
    shards: ['-40', '40-80', '80-c0', 'c0-'],
    vschema: {
      sharded: true,
      vindexes: {
        hash: { type: 'hash' },
        text: { type: 'xxhash' },
        by_email: {
          type: 'consistent_lookup_unique',
          params: { table: 'lk.person_email', from: 'email', to: 'keyspace_id' },
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
        person_email: { column_vindexes: [{ column: 'email', name: 'text' }] },
      },
    },
  },
};

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('deletes of lookup entries skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)(
  'entries of a lookup whose table is found by texts that may be spelled in several ways',
  () => {
    let mysqld: TestMysqld;
    let gate: TestGate;
    let session: TestSession;

    beforeAll(async () => {
      mysqld = await TestMysqld.start('mysql');
      gate = new TestGate(mysqld.rootOptions, keyspaces);
      await gate.createDatabases();
      session = gate.session();
      for (const sql of [
        'use lk',
        'create table person (id bigint primary key, email varchar(20))',
        'create table person_email (email varchar(20) primary key, keyspace_id varbinary(16))',
        "insert into person values (1, 'Ann'), (2, 'Bob')",
      ])
        await session.all(sql);
    });

    afterAll(async () => {
      gate?.close();
      await mysqld?.stop();
    });

    const deletes = async (sql: string) =>
      (await session.rows(`vexplain /*vt+ EXECUTE_DML_QUERIES */ queries ${sql}`)).filter(([, , , query]) =>
        query?.startsWith('delete from person_email'),
      ).length;

    test('are deleted where they were put', async () => {
      expect(await deletes("update person set email = 'Ada' where id = 1")).toBe(1);
      expect(await session.rows('select email from person_email order by email')).toEqual([['Ada'], ['Bob']]);
      expect(await deletes('delete from person where id = 1')).toBe(1);
      expect(await session.rows('select email from person_email')).toEqual([['Bob']]);
    });

    test('and, where nothing was there, wherever they are', async () => {
      const [[keyspaceId]] = (await session.rows("select hex(keyspace_id) from person_email where email = 'Bob'")) as [
        [string],
      ];
      await session.all("delete from person_email where email = 'Bob'");
      await session.all(`insert into person_email values ('BOB', x'${keyspaceId}')`);
      expect(await deletes('delete from person where id = 2')).toBe(1 + keyspaces.lk.shards.length);
      expect(await session.rows('select email from person_email')).toEqual([]);
    });
  },
);

import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const by = (column: string) => ({ column_vindexes: [{ column, name: 'hash' }] });
const lookup = (table: string, from: string, owner: string) => ({
  type: 'lookup_unique',
  params: { table, from, to: 'keyspace_id', ignore_nulls: 'true' },
  owner,
});
const keyspaces = {
  un: { shards: ['0'], vschema: { tables: { by_code: {}, by_mark: {}, by_tag: {} } } },
  fk: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      foreign_key_mode: 'managed',
      vindexes: {
        hash: { type: 'hash' },
        code: lookup('un.by_code', 'code', 'coded'),
        tag: lookup('un.by_tag', 'tag', 'tagged'),
        mark: lookup('un.by_mark', 'mark', 'marked'),
      },
      tables: {
        near: by('parent'),
        far: by('id'),
        parent: by('id'),
        other: by('id'),
        tagged: { column_vindexes: [...by('id').column_vindexes, { column: 'tag', name: 'tag' }] },
        mailed: by('id'),
        mails: by('owner'),
        marked: { column_vindexes: [...by('id').column_vindexes, { column: 'mark', name: 'mark' }] },
        marks: by('owner'),
        coded: { column_vindexes: [...by('owner').column_vindexes, { column: 'code', name: 'code' }] },
      },
    },
  },
};
const tables = [
  'create table parent (id bigint primary key, note int)',
  'create table other (id bigint primary key)',
  'create table near (id bigint, parent bigint, primary key (parent, id), foreign key (parent) references parent (id) on delete cascade on update cascade)',
  'create table tagged (id bigint primary key, tag int, code int, unique key (id, code))',
  'create table coded (owner bigint primary key, code int, foreign key (owner, code) references tagged (id, code) on update cascade)',
  'create table mailed (id bigint primary key, mail int unique, note int)',
  'create table mails (owner bigint, n int, primary key (owner, n), foreign key (owner) references mailed (id) on update cascade)',
  'create table marked (id bigint primary key, mark int unique, note int)',
  'create table marks (owner bigint, n int, primary key (owner, n), foreign key (owner) references marked (id) on update cascade)',
  'create table far (id bigint primary key, other bigint, note int, foreign key (other) references other (id))',
];

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('foreign keys skipped: no mysqld (VT_MYSQL_PREFIX)');

describe.skipIf(!present)('foreign keys over shards', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    for (const [table, column] of [
      ['by_code', 'code'],
      ['by_mark', 'mark'],
      ['by_tag', 'tag'],
    ])
      await session.all(`use un; create table ${table} (${column} int primary key, keyspace_id varbinary(16))`);
    await session.all('use fk');
    for (const sql of tables) await session.all(sql);
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test('where parent and child live together, their mysqld checks and follows them', async () => {
    await session.all('insert into parent (id) values (1), (2), (4)');
    await session.all('insert into near (id, parent) values (10, 1), (11, 4), (12, 4)');
    expect(await session.error('insert into near (id, parent) values (13, 9)')).toMatchObject({ errno: 1452 });
    expect((await session.result('delete from parent where id = 4')).affectedRows).toBe(1n);
    expect(await session.rows('select id from near')).toEqual([['10']]);
  });

  test('where they do not, writes that the key is about are refused', async () => {
    const refusal = { errno: 1235, message: 'VT12002: unsupported: cross-shard foreign keys' };
    expect(await session.error('insert into far (id, other) values (1, 2)')).toMatchObject(refusal);
    expect(await session.error('update far set other = 3')).toMatchObject(refusal);
    expect(await session.error('delete from other')).toMatchObject(refusal);
    expect((await session.result('insert into other (id) values (5)')).affectedRows).toBe(1n);
    expect((await session.result('update far set note = 3')).affectedRows).toBe(0n);
    await session.all('set foreign_key_checks = 0');
    expect((await session.result('insert into far (id, other) values (1, 5)')).affectedRows).toBe(1n);
    await session.all('set foreign_key_checks = 1');
    expect(await session.error('delete from far; delete from other')).toMatchObject(refusal);
  });

  test('a row that others are tied to is not moved', async () => {
    expect((await session.error('update parent set id = 77 where id = 1')).message).toContain('moving rows');
    expect((await session.result('update parent set note = 7 where id = 1')).affectedRows).toBe(1n);
  });

  test('a row that is found again by all of its columns stays where it is', async () => {
    await session.all('insert into mailed values (1, 10, 0), (2, 20, 0); insert into mails values (1, 1), (2, 1)');
    const update = 'on duplicate key update id = values(id), mail = values(mail), note = values(note)';
    await session.all(`insert into mailed values (1, 10, 5) ${update}`);
    expect(await session.rows('select * from mailed where id = 1')).toEqual([['1', '10', '5']]);
    await session.all('insert into marked values (1, 10, 0), (4, 40, 0); insert into marks values (1, 1), (4, 1)');
    const mark = 'on duplicate key update id = values(id), mark = values(mark), note = values(note)';
    await session.all(`insert into marked values (1, 11, 5) ${mark}`);
    expect(await session.rows('select * from marked where mark = 11')).toEqual([['1', '11', '5']]);
    expect((await session.error(`insert into marked values (7, 40, 5) ${mark}`)).message).toContain('moving rows');
    expect(await session.rows('select id, note from marked where mark = 40')).toEqual([['4', '0']]);
    expect(await session.rows('select owner from marks order by 1')).toEqual([['1'], ['4']]);
  });

  test('what would leave entries behind is refused', async () => {
    await session.all('insert into tagged values (1, 10, 100), (2, 20, 200); insert into coded values (1, 100)');
    const following = { message: expect.stringContaining("a foreign key that changes vindex columns of 'coded'") };
    expect(await session.error('update tagged set code = 101 where id = 1')).toMatchObject(following);
    const insert = 'insert into tagged values (1, 10, 100) on duplicate key update';
    expect(await session.error(`${insert} code = code + 1`)).toMatchObject(following);
    expect(await session.error(`${insert} id = id + 6`)).toMatchObject({ message: expect.stringContaining('VT12001') });
    await session.all(`${insert} id = values(id), tag = 11`);
    expect((await session.error('delete ignore from tagged')).message).toContain('DELETE IGNORE of rows');
    expect(await session.rows('select id from tagged where tag in (11, 20) order by id')).toEqual([['1'], ['2']]);
    expect(await session.rows('select owner from coded where code = 100')).toEqual([['1']]);
    expect((await session.result('delete from tagged where id = 2')).affectedRows).toBe(1n);
  });
});

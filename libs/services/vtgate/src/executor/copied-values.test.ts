import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const keyspaces = {
  lk: { shards: ['-80', '80-'], vschema: { sharded: true, tables: { copied: { type: 'reference' } } } },
};

describe.each(availableFlavors())('what each copy of a table would make of its own, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    session = gate.session();
    await session.all('use lk');
    await session.all(
      'create table copied (id bigint primary key, s varchar(40) default (uuid()), n int, at datetime(6) default current_timestamp(6))',
    );
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  const copies = async (): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const shard of ['-80', '80-']) {
      await session.all(`use \`lk:${shard}\``);
      found.push(await session.rows('select * from copied order by id'));
    }
    await session.all('use lk');
    return found;
  };

  test.each([
    'insert into copied values (9, uuid(), 1, now(6))',
    'insert into copied (id) values (9), (10)',
    'insert into copied values (9, default, 1, default), (10, uuid(), 2, sysdate(6))',
    'insert into copied (id, at) values (9, now(6))',
    "replace into copied (id, s) values (1, 'z')",
    'update copied set s = uuid()',
    'update copied set n = floor(rand() * 1e9) where id > 1',
    'delete from copied where rand() < 0.5',
    'delete from copied order by rand() limit 2',
    'delete from copied limit 2',
    'update copied set n = 7 limit 2',
  ])('is the same in all of them: %s', async (sql) => {
    await session.all('delete from copied');
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => `(${id}, 's${id}', ${id}, '2024-01-01')`);
    await session.all(`insert into copied values ${rows.join(', ')}`);
    await session.all(sql);
    const [one, other] = await copies();
    expect(one).toEqual(other);
  });

  test('is refused where a row is in the way', async () => {
    await session.all('delete from copied');
    await session.all("insert into copied values (1, 's', 1, '2024-01-01')");
    const sql = 'insert into copied (id) values (1) on duplicate key update s = uuid()';
    await expect(session.all(sql)).rejects.toMatchObject({ id: 'VT12001' });
  });
});

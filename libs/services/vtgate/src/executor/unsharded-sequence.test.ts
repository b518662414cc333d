import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

const keyspaces = {
  shop: {
    shards: ['0'],
    vschema: {
      tables: {
        bill: { auto_increment: { column: 'id', sequence: 'shop.bill_seq' } },
        bill_seq: { type: 'sequence' },
        own: {},
        country: {},
      },
    },
  },
  store: { shards: ['0'], vschema: { tables: { country: { type: 'reference', source: 'shop.country' } } } },
};

describe.each(availableFlavors())('what the VSchema says of an unsharded keyspace’s tables, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let s: TestSession;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    s = gate.session();
    await s.all('use store; create table country (code char(2) primary key)');
    await s.all('use shop; create table country (code char(2) primary key)');
    await s.all('create table bill (id bigint primary key, v int)');
    await s.all('create table own (id bigint auto_increment primary key, v int) auto_increment = 100');
    await s.all('create table bill_seq (id int primary key, next_id bigint, cache bigint)');
    await s.all('insert into bill_seq values (0, 100, 10)');
  });

  afterAll(async () => {
    gate.close();
    await mysqld.stop();
  });

  test('a sequence gives the ids', async () => {
    for (let v = 1; v <= 3; v++)
      expect((await s.result(`insert into bill (v) values (${v})`)).insertId).toBe(99n + BigInt(v));
    expect(await s.rows('select last_insert_id()')).toEqual([['102']]);
    await s.all('insert into bill (id, v) values (7, 7)');
    expect(await s.rows('select id, v from bill order by id')).toEqual([
      ['7', '7'],
      ['100', '1'],
      ['101', '2'],
      ['102', '3'],
    ]);
    expect((await s.result('update bill set v = 0 where id > 100')).affectedRows).toBe(2n);
  });

  test('a sequence gives none for a 0 that the sql_mode keeps, as where a dump is loaded', async () => {
    await s.all("set @@sql_mode = concat(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')");
    expect((await s.result('insert into bill values (0, 50), (null, 51)')).affectedRows).toBe(2n);
    expect(await s.rows('select id, v from bill where v > 40 order by v')).toEqual([
      ['0', '50'],
      ['103', '51'],
    ]);
    await s.all('set @@sql_mode = default; delete from bill where v > 40');
  });

  test('a sequence gives one for what a counting column takes its next value for', async () => {
    const fractions = ['0.4', '-0.4', '.0', '0.', '0.49', '0.5', '4e-1', '0e3', '5e-1', "'0.4'", "' 0 '", '1.2'];
    const asked = [...fractions.map((id) => [id, 'default']), ["''", "''"]] as const;
    const counted: string[] = [];
    const given: string[] = [];
    for (const [id, mode] of asked) {
      await s.all(`set @@sql_mode = ${mode}; delete from own; delete from bill`);
      for (const table of ['own', 'bill']) await s.all(`insert into ${table} values (${id}, 1)`);
      const [own, bill] = [await s.rows('select id >= 100 from own'), await s.rows('select id >= 100 from bill')];
      expect([id, bill]).toEqual([id, own]);
      (own[0]?.[0] === '1' ? counted : given).push(id);
    }
    expect([counted.length > 5, given]).toEqual([true, expect.arrayContaining(['0.5', '1.2'])]);
    await s.all('set @@sql_mode = default; delete from bill');
  });

  test('a reference table is written where it comes from', async () => {
    await s.all("use store; insert into country values ('de')");
    expect(gate.gateway.queries.at(-1)?.shard).toBe('shop/0');
    await s.all("use shop; insert into country values ('fr')");
    expect(await s.rows('select code from country order by code')).toEqual([['de'], ['fr']]);
  });
});

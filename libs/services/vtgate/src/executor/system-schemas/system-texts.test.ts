import { MysqlConnection } from '@vt/mysql';
import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import type { Result } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate } from '../../testing/test-gate.ts';

/** Columns that a gate makes itself are described as a mysqld describes its own, whatever character set the client wants. */
describe.runIf(findPrograms('mysql'))('columns of the server’s own texts', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let plain: MysqlConnection;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, { one: { shards: ['0'], vschema: {} } });
    await gate.createDatabases();
    plain = await MysqlConnection.connect({ ...mysqld.rootOptions, database: 'vt_one' });
  });

  afterAll(async () => {
    plain?.close();
    gate?.close();
    await mysqld?.stop();
  });

  const describeFields = ({ fields }: Pick<Result, 'fields'>): string[] =>
    fields.map(({ name, type, charset, columnLength }) =>
      [name.replace('vt_one', 'one'), type, charset, columnLength].join(' '),
    );

  const own = "select user(), database(), current_user(), 'abc', 1";
  const system = 'select user(), schema(), @@version_comment, @@sql_mode, @@character_set_client, @@autocommit';
  const others = [system, 'select user() from information_schema.tables limit 1', 'show warnings'];
  test.each([
    ['set names utf8mb4', own],
    ['set character_set_results = utf8mb3', own, 'show databases'],
    ['set character_set_results = binary', own],
    ['set character_set_results = NULL', own],
    ['set names latin1', own, 'show databases'],
    ['set names latin1, character_set_results = NULL'],
  ])('%s', async (set, ...more) => {
    const s = gate.session();
    await s.all('use one');
    for (const sql of [set, ...more, ...others, 'show create database one']) {
      const expected = describeFields(await plain.execute(sql.replace('database one', 'database vt_one')));
      expect([sql, ...describeFields(await s.result(sql))]).toEqual([sql, ...expected]);
    }
  });
});

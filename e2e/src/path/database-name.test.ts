import type { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Path } from './path.ts';

/** Also a word that other texts have. */
const DATABASE = 'app';

describe.each(availableFlavors())('a keyspace whose schema on its %s has a name of its own', (flavor) => {
  let path: Path;
  let client: MysqlConnection;

  beforeAll(async () => {
    path = await Path.start(flavor, {}, { database: DATABASE });
    client = await path.client();
    await client.execute('create table t (id int primary key, app varchar(20), unique key (app))');
    await client.execute("insert into t values (1, 'app.t'), (2, 'app')");
    await client.execute('create table child (id int primary key, foreign key (id) references t (id))');
    await client.execute('create view v as select t.app from t');
  });

  afterAll(() => path?.stop());

  const rows = async (sql: string): Promise<string[][]> =>
    (await client.execute(sql)).rows.map((row) => row.map((value) => Buffer.from(value ?? []).toString()));

  const messageOf = async (sql: string): Promise<string> => {
    try {
      await client.execute(sql);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error(`no error: ${sql}`);
  };

  test.each([
    ["select table_name from information_schema.tables where table_schema = 'ks' order by 1", ['child', 't', 'v']],
    ["select table_name from information_schema.tables where table_schema like 'k%' order by 1", ['child', 't', 'v']],
    ['select distinct table_schema from information_schema.columns where table_schema = database()', ['ks']],
    [
      "select referenced_table_schema from information_schema.key_column_usage where table_name = 'child' and referenced_table_name = 't'",
      ['ks'],
    ],
  ])('%s', async (sql, expected) => {
    expect((await rows(sql)).map(([first]) => first)).toEqual(expected);
  });

  // The gate of this test says that it stands before a MySQL.
  test.runIf(flavor === 'mysql')('the list of schemas has the keyspace', async () => {
    const sql = "select schema_name from information_schema.schemata where schema_name in ('ks', 'app')";
    expect(await rows(sql)).toEqual([['ks']]);
  });

  test('the text of a view names the keyspace', async () => {
    const [[text] = []] = await rows("select view_definition from information_schema.views where table_schema = 'ks'");
    expect(text).toBe('select `ks`.`t`.`app` AS `app` from `ks`.`t`');
  });

  test('SHOW TABLES calls its column by the keyspace, also in its condition', async () => {
    const shown = await client.execute("show tables where Tables_in_ks like 'c%'");
    expect(shown.fields.map(({ name }) => name)).toEqual(['Tables_in_ks']);
    expect(await rows("show tables where Tables_in_ks like 'c%'")).toEqual([['child']]);
    expect((await client.execute("show tables like 'v'")).fields.map(({ name }) => name)).toEqual(['Tables_in_ks (v)']);
  });

  test('maintenance of tables names the keyspace', async () => {
    expect((await rows('check table t')).map(([name]) => name)).toEqual(['ks.t']);
  });

  test('errors name the keyspace where they mean the schema, and leave values as they are', async () => {
    expect(await messageOf('select * from nosuch')).toContain("Table 'ks.nosuch' doesn't exist");
    expect(await messageOf('insert into child values (9)')).toContain('a foreign key constraint fails (`ks`.`child`, ');
    expect(await messageOf("insert into t values (3, 'app.t')")).toContain("Duplicate entry 'app.t' for key");
    expect(await messageOf("insert into t values ('app.t', 'x')")).toContain("value: 'app.t' for column");
    expect(await messageOf('select app.id from t')).toMatch(/Unknown column 'app\.id'/);
  });

  test('so do warnings', async () => {
    await client.execute('drop table if exists nosuch');
    expect((await rows('show warnings')).map(([, , text]) => text)).toEqual(["Unknown table 'ks.nosuch'"]);
  });
});

import { MysqlConnection } from '@vt/mysql';
import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestGate } from '../../testing/test-gate.ts';

const keyspaces = {
  ka: { shards: ['0'], vschema: {} },
  kb: { shards: ['0'], vschema: {} },
  kc: { shards: ['0'], vschema: {} },
};
const tables = {
  ka: [
    "create table t (id bigint primary key, v varchar(20) not null default 'it''s', d datetime(3), key (v)) comment 'of ka'",
  ],
  kb: [
    'create table parent (id bigint unsigned primary key, b blob)',
    'create table t (id bigint unsigned primary key, e enum("x","y"), constraint fk foreign key (id) references parent (id))',
  ],
  kc: ['create table lonely (id int auto_increment primary key)', 'create view lonely_view as select id from lonely'],
};

/** Each question to information_schema gets the answer that one mysqld with the same schemas gives. */
describe.runIf(findPrograms('mysql'))('information_schema over keyspaces', () => {
  let mysqld: TestMysqld;
  let whole: TestMysqld;
  let plain: MysqlConnection;
  let gate: TestGate;

  beforeAll(async () => {
    [mysqld, whole] = await Promise.all([TestMysqld.start('mysql'), TestMysqld.start('mysql')]);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    plain = await MysqlConnection.connect(whole.rootOptions);
    for (const [keyspace, all] of Object.entries(tables)) {
      await gate.session().all(`use ${keyspace}; ${all.join(';')}`);
      await plain.execute(`create database ${keyspace}`);
      await plain.execute(`use ${keyspace}`);
      for (const sql of all) await plain.execute(sql);
    }
  });

  afterAll(async () => {
    plain.close();
    gate.close();
    await Promise.all([mysqld.stop(), whole.stop()]);
  });

  const system = "('information_schema', 'mysql', 'performance_schema', 'sys')";
  test.each([
    "select table_schema, table_name, table_type, engine, table_comment from information_schema.tables where table_schema in ('ka', 'kb') order by 1, 2",
    "select table_schema, count(*) from information_schema.tables where table_schema in ('kb', 'kc', 'ka') group by table_schema order by 1",
    `select table_schema, table_name from information_schema.tables where table_schema not in ${system} order by table_schema, table_name`,
    "select * from information_schema.columns where table_schema in ('ka', 'kc') order by table_schema, table_name, ordinal_position",
    "select c.table_schema, c.table_name, c.column_name, c.column_default, c.data_type from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name where c.table_schema in ('ka', 'kb') and t.table_type = 'BASE TABLE' order by 1, 2, c.ordinal_position",
    "select table_name from information_schema.tables where table_schema = 'ka' union all select table_name from information_schema.tables where table_schema = 'kc' order by 1",
    "select k.table_schema, k.constraint_name, k.referenced_table_schema, r.delete_rule from information_schema.key_column_usage k left join information_schema.referential_constraints r on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name where k.table_schema = 'ka' or k.table_schema = 'kb' order by 1, 2",
    // As the catalog functions of MariaDB's ODBC driver.
    "select table_schema as table_cat, column_name, case data_type when 'bigint' then @dt := -5 else @dt := -9 end as dt, @dt as again from information_schema.columns where table_schema = 'ka' and table_name = binary 't' order by ordinal_position",
    "select @n := 1 as n, table_schema as s, table_name as t from information_schema.tables where table_schema in ('ka', 'kb') order by 2, 3",
    "select column_name, is_nullable collate utf8mb3_general_ci = 'NO' as needed from information_schema.columns where table_schema = 'mysql' and table_name = 'component' order by 1",
    "select table_schema, table_name, column_name from information_schema.columns where is_nullable collate utf8mb3_general_ci = 'no' and extra collate utf8mb3_general_ci not like 'x' and table_schema in ('ka', 'kb', 'kc') order by 1, 2, 3",
    "select distinct collation(is_nullable), collation(extra), collation(column_key), collation(column_name), collation(column_default), collation(privileges), collation(data_type) from information_schema.columns where table_schema in ('ka', 'kc')",
    "select distinct collation(table_type), collation(engine), collation(table_name), collation(row_format), collation(create_options), collation(table_comment) from information_schema.tables where table_schema in ('ka', 'kb') and table_type <> 'VIEW'",
    "select distinct collation(nullable), collation(index_type), collation(comment), collation(is_visible), collation(collation) from information_schema.statistics where table_schema in ('ka', 'kb')",
    "select distinct collation(constraint_type), collation(enforced), collation(constraint_name) from information_schema.table_constraints where table_schema in ('ka', 'kb')",
    "select distinct collation(check_option), collation(is_updatable), collation(security_type), collation(definer) from information_schema.views where table_schema in ('ka', 'kc')",
    "select index_schema, table_name, index_name, column_name from information_schema.statistics where table_schema in ('ka','kb') and index_name <> 'PRIMARY'",
    "select table_name, ifnull(engine, '') from information_schema.tables where strcmp(table_schema collate utf8mb3_bin, 'ka') = 0",
    "select table_name, nullif(table_schema, 'ka') as other from information_schema.tables where table_schema in ('ka', 'kb') order by 1, 2",
    "select concat(table_schema, '.', table_name) from information_schema.tables where table_schema = 'kb' order by 1",
    "select max(table_schema), min(table_schema), group_concat(table_schema order by table_schema) from information_schema.tables where table_schema in ('ka', 'kb')",
    "select table_name from information_schema.tables where (table_schema, table_name) in (('ka', 't'), ('kb', 'parent')) order by 1",
    "select table_name from information_schema.tables where (table_schema, table_name) in (select table_schema, table_name from information_schema.columns where column_name = 'id' and table_schema = 'kb') order by 1",
    "select table_name from information_schema.tables where table_schema between 'ka' and 'kb' and table_type = 'BASE TABLE' order by 1",
    "select case table_schema when 'ka' then 1 else 2 end as c, upper(table_schema) from information_schema.tables where lower(table_schema) = 'kb' order by 1, 2",
    "select table_name from information_schema.columns where column_name = 'id' and table_schema like 'k%' order by table_schema, table_name",
    "select table_schema, table_name, view_definition from information_schema.views where table_schema in ('ka', 'kc')",
    "select table_name from information_schema.tables where table_schema = coalesce(null, 'ka') and table_type != 'VIEW' order by 1",
    "select column_name from information_schema.columns where table_name = 't' and ifnull('kb', 'x') = table_schema order by 1",
    "select table_name from information_schema.tables where table_schema = concat('k', 'a') order by 1",
    "select table_schema, table_name from information_schema.tables where table_schema in ('ka', lower('KB')) order by 1, 2",
    "select view_definition from information_schema.views where table_schema = 'kc'",
    "select count(*) from information_schema.tables where table_schema in ('ka', 'kb', 'nosuch')",
    "select schema_name, (select count(*) from information_schema.tables t where t.table_schema = s.schema_name) from information_schema.schemata s where schema_name in ('ka', 'kb') order by 1",
    "select count(distinct table_schema) from information_schema.columns where table_schema in ('kb', 'ka', 'mysql')",
    "select information_schema.tables.table_name, tables.engine from information_schema.tables where information_schema.tables.table_schema in ('ka', 'kb') and tables.table_type = 'BASE TABLE' order by 1, 2",
    "select 1 from dual where exists (select 1 from information_schema.TABLES where information_schema.TABLES.TABLE_NAME = 't' and information_schema.TABLES.TABLE_SCHEMA in ('ka', 'kb'))",
    "select information_schema.schemata.schema_name from information_schema.schemata where schemata.schema_name in ('ka', 'kb') order by 1",
    'check table mysql.db, mysql.user, sys.version',
    'analyze table mysql.db',
    'checksum table mysql.time_zone',
    'check table mysql.nosuch',
    'show full tables from mysql',
    "show tables in sys where tables_in_sys in ('version', 'session')",
    "explain format=tree select * from kb.t a join kb.parent p on a.id = p.id where a.e = 'x' or a.id in (select id from kb.t)",
  ])('%s', async (sql) => {
    const expected = await plain.execute(sql);
    const actual = await gate.session().result(sql);
    const text = (rows: readonly (readonly (Uint8Array | null)[])[]) =>
      rows.map((row) => row.map((value) => (value === null ? null : Buffer.from(value).toString())));
    expect(actual.fields.map(({ name }) => name)).toEqual(expected.fields.map(({ name }) => name));
    expect(text(actual.rows)).toEqual(text(expected.rows));
  });

  test('maintenance of the tables of a selected system schema', async () => {
    const session = gate.session();
    await session.all('use mysql');
    const rows = async (sql: string) => (await session.rows(sql)).map((row) => row.join(' '));
    expect(await rows('check table db, sys.version')).toEqual([
      'mysql.db check status OK',
      'sys.version check status OK',
    ]);
    await expect(session.rows('check table db, ka.t')).rejects.toThrow('VT12001');
  });

  test.each([1, 2])('EXPLAIN as JSON of version %i names the keyspace', async (version) => {
    const session = gate.session();
    await session.all('use ka');
    await plain.execute('use ka');
    const format = `set explain_json_format_version = ${version}`;
    await session.all(format);
    await plain.execute(format);
    const sql = "explain format=json select t.d, upper(v) from t where t.v > 3 and t.v <> 'vt_ka' and t.v <> 'vt_ka.t'";
    const told = Buffer.from((await plain.execute(sql)).rows[0]?.[0] ?? []).toString();
    expect(await session.rows(sql)).toEqual([[told]]);
    expect(told).toContain(version === 1 ? '`ka`.`t`.`v`' : '"schema_name": "ka"');
  });

  test('SHOW TABLES with IN in its condition only is of the selected schema', async () => {
    const session = gate.session();
    await session.all('use sys');
    const sql = "show tables where tables_in_sys in ('version', 'nosuch')";
    expect((await session.rows(sql)).map((row) => row.join(' '))).toEqual(['version']);
    await expect(gate.session().rows('show tables from nosuch')).rejects.toThrow("Unknown database 'nosuch'");
  });

  test('SHOW OPEN TABLES FROM a keyspace shows its tables alone', async () => {
    await gate.session().all('select * from ka.t');
    const rows = async (sql: string) => (await gate.session().rows(sql)).map((row) => row.join(' '));
    expect(await rows('show open tables from ka')).toEqual(['ka t 0 0']);
    expect(await rows("show open tables in `ka` like 'x%'")).toEqual([]);
    expect(await rows('show open tables from ka where `table` = "t" and `database` like "%"')).toEqual(['ka t 0 0']);
  });

  test("SHOW OPEN TABLES leaves out the tablets' own", async () => {
    const admin = await MysqlConnection.connect(mysqld.rootOptions);
    await admin.execute('create database _vt');
    await admin.execute('create table _vt.t (id int)');
    await admin.execute('select * from _vt.t');
    for (const condition of ['', ';', " like 't'", " where `table` = 'x' or `table` = 't' -- all"]) {
      await gate.session().all('select * from ka.t');
      const rows = (await gate.session().rows(`show open tables${condition}`)).map(String);
      expect(rows.filter((row) => /^(ka|_vt),t,/.test(row))).toEqual(['ka,t,0,0']);
    }
    await admin.execute('drop database _vt');
    admin.close();
  });
});

/** Databases with names of their own, one of them another keyspace's. */
describe.runIf(findPrograms('mysql'))('information_schema over keyspaces whose databases are called otherwise', () => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    gate.gateway.names.set('ka', 'kb').set('kb', 'own');
    await gate.createDatabases();
    for (const [keyspace, all] of Object.entries(tables)) await gate.session().all(`use ${keyspace}; ${all.join(';')}`);
  });

  afterAll(async () => {
    gate.close();
    await mysqld.stop();
  });

  test.each([
    [
      "select table_schema, table_name from information_schema.tables where table_schema in ('ka', 'kb') order by 1, 2",
      'ka t, kb parent, kb t',
    ],
    [
      "select table_schema, table_name from information_schema.tables where table_schema like 'k%' order by 1, 2",
      'ka t, kb parent, kb t, kc lonely, kc lonely_view',
    ],
    ["select table_name from information_schema.tables where table_schema = 'ka'", 't'],
    ["select schema_name from information_schema.schemata where schema_name like 'k%' order by 1", 'ka, kb, kc'],
    [
      "select referenced_table_schema from information_schema.key_column_usage where table_schema = 'kb' and constraint_name = 'fk'",
      'kb',
    ],
  ])('%s', async (sql, expected) => {
    expect((await gate.session().rows(sql)).map((row) => row.join(' ')).join(', ')).toBe(expected);
  });
});

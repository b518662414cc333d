import { setTimeout as delay } from 'node:timers/promises';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, type Flavor } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MigrationTablet } from '../testing/migration-tablet.ts';

const WAIT_MS = 30_000;
const long = { timeout: 120_000 };

describe.each(availableFlavors())('forms of changes of a tablet on %s', (flavor: Flavor) => {
  let tablet: MigrationTablet;
  let dba: MysqlConnection;

  beforeAll(async () => {
    tablet = await MigrationTablet.start(flavor);
    const [[socketPath = '', database = ''] = []] = await tablet.query('select @@socket, database()');
    dba = await MysqlConnection.connect({ socketPath, user: 'vt_dba', database });
    await tablet.query('create table t (id int primary key, n int)');
    await tablet.query('insert into t values (1, 10), (2, 20)');
  }, 120_000);

  afterAll(async () => {
    dba?.close();
    await tablet?.stop();
  });

  async function failure(sql: string, strategy?: string): Promise<string> {
    const [uuid = ''] = await tablet.submit(sql, strategy);
    await tablet.reach(uuid, 'failed');
    return await tablet.column(uuid, 'message');
  }

  const columnsOf = async (table: string): Promise<string | undefined> =>
    (
      await tablet.query(
        `select group_concat(column_name order by ordinal_position) from information_schema.columns where table_schema = database() and table_name = '${table}'`,
      )
    )[0]?.[0];

  const idsOf = async (table: string): Promise<string> =>
    (await tablet.query(`select id from ${table} order by id`)).join();

  async function until(what: string, check: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + WAIT_MS; !(await check()); await delay(50)) {
      if (Date.now() > end) throw new Error(`${what} did not happen`);
    }
  }

  test('what is dropped is of the kind that is named', long, async () => {
    await tablet.query('create view seen as select id from t');
    expect(await failure('drop view t')).toMatch(/\(errno (?:1347|4092)\)/);
    expect(await idsOf('t')).toBe('1,2');
    expect(await failure('drop table seen')).toMatch(/\(errno (?:1051|1965)\)/);
    await tablet.migrate('drop table if exists seen');
    expect(await idsOf('seen')).toBe('1,2');
    expect(await failure('drop table nothing')).toMatch(/Unknown table.*\(errno 1051\)/);
    await tablet.migrate('drop view seen');
  });

  test('what is about the rows of partitions is not done to a copy', long, async () => {
    await tablet.query(
      'create table parts (id int primary key) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20), partition p2 values less than maxvalue)',
    );
    await tablet.query('create table other (id int primary key)');
    await tablet.query('insert into parts values (1), (11), (21)');
    await tablet.query('insert into other values (12)');
    for (const [change, what] of [
      ['drop partition p0', 'DROP PARTITION'],
      ['truncate partition p0', 'TRUNCATE PARTITION'],
      ['exchange partition p1 with table other', 'EXCHANGE PARTITION'],
      ['discard tablespace', 'TABLESPACE'],
    ])
      expect(await failure(`alter table parts ${change}`)).toContain(`${what} is not supported in online DDL by copy`);
    expect([await idsOf('parts'), await idsOf('other')]).toEqual(['1,11,21', '12']);
    await tablet.migrate('alter table parts drop partition p0', 'vitess --fast-range-rotation');
    await tablet.migrate('alter table parts truncate partition p1', 'mysql');
    expect(await idsOf('parts')).toBe('21');
  });

  test('a table with triggers is not exchanged', long, async () => {
    const make = 'create trigger telling before insert on told for each row set new.n = 7';
    await tablet.query('create table told (id int primary key, n int)');
    await dba.execute(make);
    const refusal = 'TRIGGERS are not supported in online DDL: table told has telling';
    expect(await failure('alter table told add column more int')).toBe(refusal);
    await dba.execute('drop trigger telling');
    const [uuid = ''] = await tablet.submit('alter table told add column more int', 'vitess --postpone-completion');
    await until('readiness', async () => (await tablet.column(uuid, 'ready_to_complete')) === '1');
    await dba.execute(make);
    await tablet.query(`alter vitess_migration '${uuid}' complete`);
    await until('a cut-over that fails', async () => (await tablet.column(uuid, 'message')).includes(refusal));
    await dba.execute('drop trigger telling');
    await tablet.query(`alter vitess_migration '${uuid}' force_cutover`);
    await tablet.reach(uuid, 'complete');
    await dba.execute(make);
    expect(await failure(`revert vitess_migration '${uuid}'`)).toBe(refusal);
    expect(await columnsOf('told')).toBe('id,n,more');
  });

  test('a revert is one under every strategy', long, async () => {
    const uuid = await tablet.migrate('alter table t add column more int');
    const back = await tablet.migrate(`revert vitess_migration '${uuid}'`, 'mysql');
    expect(await columnsOf('t')).toBe('id,n');
    await tablet.migrate(`revert vitess_migration '${back}'`, 'mysql');
    expect(await columnsOf('t')).toBe('id,n,more');
    await tablet.migrate('alter table t drop column more');
  });

  test('what is declared comes to be, and is done once', long, async () => {
    const direct = 'mysql --declarative';
    await tablet.migrate('create table named (id int primary key)', direct);
    await tablet.migrate('create table named (id int primary key, a int)', direct);
    expect(await columnsOf('named')).toBe('id,a');
    await tablet.migrate('create table named (id int primary key, a int)', direct);
    const declared =
      'create table checked (id int primary key, a int check (a > 0), b text, c text, check (a < 9), fulltext key (b)';
    for (const more of [')', ', fulltext key (c), fulltext key (b, c))']) {
      await tablet.migrate(`${declared}${more}`, 'vitess --declarative');
      const again = await tablet.migrate(`${declared}${more}`, 'vitess --declarative');
      expect(await tablet.column(again, 'artifacts')).toBe('');
    }
  });

  test('of two that want to be alone one is', long, async () => {
    const strategy = 'vitess --singleton --postpone-launch';
    const both = await Promise.allSettled([
      tablet.submit('alter table t add column a int', strategy),
      tablet.submit('alter table t add column b int', strategy),
    ]);
    await tablet.query('alter vitess_migration cancel all');
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.runIf(flavor === 'mysql')('what mysqld cannot do at once is done by copy', long, async () => {
    await tablet.query('create table packed (id int primary key) key_block_size = 8');
    await tablet.query('insert into packed values (1)');
    const uuid = await tablet.migrate('alter table packed add column more int', 'vitess --prefer-instant-ddl');
    expect(await tablet.column(uuid, 'special_plan')).toBe('');
    expect(await tablet.query('select id, more is null from packed')).toEqual([['1', '1']]);
    await tablet.migrate(`revert vitess_migration '${uuid}'`);
  });

  test.runIf(flavor === 'mariadb')('words of MariaDB are understood', long, async () => {
    await tablet.migrate('alter table t add column if not exists n int, add column if not exists more int default 3');
    expect(await tablet.query('select * from t order by id')).toEqual([
      ['1', '10', '3'],
      ['2', '20', '3'],
    ]);
    await tablet.migrate('alter table t drop column if exists more, drop column if exists never');
    await tablet.migrate('alter table if exists nothing add column a int');
    expect(await columnsOf('t')).toBe('id,n');
  });
});

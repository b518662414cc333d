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

  test('a revert is one under every strategy', long, async () => {
    const uuid = await tablet.migrate('alter table t add column more int');
    const back = await tablet.migrate(`revert vitess_migration '${uuid}'`, 'mysql');
    expect(await columnsOf('t')).toBe('id,n');
    await tablet.migrate(`revert vitess_migration '${back}'`, 'mysql');
    expect(await columnsOf('t')).toBe('id,n,more');
    await tablet.migrate('alter table t drop column more');
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

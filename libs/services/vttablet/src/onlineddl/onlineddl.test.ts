import { availableFlavors, type Flavor } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MigrationTablet } from '../testing/migration-tablet.ts';

describe.each(availableFlavors())('migrations of a tablet on %s', (flavor: Flavor) => {
  let tablet: MigrationTablet;

  beforeAll(async () => {
    tablet = await MigrationTablet.start(flavor);
  }, 120_000);

  afterAll(async () => {
    await tablet?.stop();
  });

  test('a table is altered by copy, and goes back with all that was written since', async () => {
    await tablet.query(
      'create table t (id bigint auto_increment primary key, name varchar(20) not null, n int default 7)',
    );
    for (let i = 0; i < 20; i++) await tablet.query(`insert into t (name) values ('a${i}'), ('b${i}')`);
    const uuid = await tablet.migrate('alter table t add column extra int not null, modify name varchar(40) not null');
    expect(await tablet.query('select count(*), sum(extra), min(n) from t')).toEqual([['40', '0', '7']]);
    await tablet.query("insert into t (name, extra) values ('since', 5)");
    await tablet.query("delete from t where name = 'a3'");
    const back = await tablet.migrate(`revert vitess_migration '${uuid}'`);
    expect(await tablet.query("select count(*), sum(name = 'since') from t")).toEqual([['40', '1']]);
    expect(
      await tablet.query(
        "select group_concat(column_name order by ordinal_position) from information_schema.columns where table_schema = database() and table_name = 't'",
      ),
    ).toEqual([['id,name,n']]);
    await tablet.query("insert into t (name) values ('later')");
    await tablet.migrate(`revert vitess_migration '${back}'`);
    expect(await tablet.query('select extra, count(*) from t group by extra order by extra')).toEqual([
      ['0', '40'],
      ['5', '1'],
    ]);
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, type Flavor } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MigrationTablet } from '../testing/migration-tablet.ts';

const FLAGS = ['--gc-check-interval=100ms', '--gc-purge-check-interval=100ms'];
const WAIT_MS = 30_000;

describe.each(availableFlavors())('migrations of a tablet on %s', (flavor: Flavor) => {
  let tablet: MigrationTablet;

  beforeAll(async () => {
    tablet = await MigrationTablet.start(flavor, FLAGS);
    await tablet.query(
      'create table t (id bigint auto_increment primary key, name varchar(20) not null, n int default 7)',
    );
    for (let i = 0; i < 20; i++) await tablet.query(`insert into t (name) values ('a${i}'), ('b${i}')`);
  }, 120_000);

  afterAll(async () => {
    await tablet?.stop();
  });

  const columnsOf = async (table: string): Promise<string | undefined> =>
    (
      await tablet.query(
        `select group_concat(column_name order by ordinal_position) from information_schema.columns where table_schema = database() and table_name = '${table}'`,
      )
    )[0]?.[0];

  async function until(what: string, check: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + WAIT_MS; !(await check()); await delay(50)) {
      if (Date.now() > end) throw new Error(`${what} did not happen`);
    }
  }

  test('a table is altered by copy, and goes back with all that was written since', { timeout: 120_000 }, async () => {
    const uuid = await tablet.migrate('alter table t add column extra int not null, modify name varchar(40) not null');
    expect(await tablet.query('select count(*), sum(extra), min(n) from t')).toEqual([['40', '0', '7']]);
    expect(await tablet.column(uuid, 'expanded_column_names')).toBe('name');
    await tablet.query("insert into t (name, extra) values ('since', 5)");
    await tablet.query("delete from t where name = 'a3'");
    const back = await tablet.migrate(`revert vitess_migration '${uuid}'`);
    expect(await tablet.query("select count(*), sum(name = 'since') from t")).toEqual([['40', '1']]);
    expect(await columnsOf('t')).toBe('id,name,n');
    await tablet.query("insert into t (name) values ('later')");
    await tablet.migrate(`revert vitess_migration '${back}'`);
    // What the column had is there again.
    expect(await tablet.query('select extra, count(*) from t group by extra order by extra')).toEqual([
      ['0', '40'],
      ['5', '1'],
    ]);
    await tablet.migrate('alter table t drop column extra, rename column n to m');
    expect(await columnsOf('t')).toBe('id,name,m');
    expect(await tablet.query('select count(*), min(m) from t')).toEqual([['41', '7']]);
    await tablet.query('delete from t where id > 41');
    await tablet.query("insert into t (name) values ('next')");
    // The counter went with the table.
    expect(Number((await tablet.query('select max(id) from t'))[0]?.[0])).toBeGreaterThan(42);
  });

  test('what waits is launched, completed, cancelled and tried again', { timeout: 120_000 }, async () => {
    const [uuid = ''] = await tablet.submit(
      'alter table t add column w int',
      'vitess --postpone-launch --postpone-completion',
    );
    const [other = ''] = await tablet.submit('alter table t engine = innodb');
    await tablet.reach(other, 'complete');
    expect(await tablet.column(uuid, 'migration_status')).toBe('queued');
    for (const action of ['launch', 'retry', 'complete', 'cleanup', 'force_cutover', 'throttle']) {
      await expect(tablet.query(`alter vitess_migration '${uuid.slice(1)}' ${action}`)).rejects.toThrow(
        `Not a valid migration ID in ${action.toUpperCase()}: ${uuid.slice(1)}`,
      );
    }
    await tablet.query(`alter vitess_migration '${uuid}' launch vitess_shards 'x,y'`);
    await tablet.query(`alter vitess_migration '${uuid}' launch vitess_shards 'x,0'`);
    await until('readiness', async () => (await tablet.column(uuid, 'ready_to_complete')) === '1');
    expect(await columnsOf('t')).toBe('id,name,m');
    await tablet.query(`alter vitess_migration '${uuid}' cancel`);
    expect(await tablet.column(uuid, 'migration_status')).toBe('cancelled');
    await tablet.query(`alter vitess_migration '${uuid}' cancel`);
    const nobodys = '11111111_1111_1111_1111_111111111111';
    await expect(tablet.query(`alter vitess_migration '${nobodys}' cancel`)).rejects.toThrow('migration not found');
    expect(await tablet.query("select count(*) from _vt.vreplication where state != 'Stopped'")).toEqual([['0']]);
    await tablet.query(`alter vitess_migration '${uuid}' retry`);
    await until('readiness', async () => (await tablet.column(uuid, 'ready_to_complete')) === '1');
    await tablet.query(`alter vitess_migration '${uuid}' cutover_threshold '20s'`);
    await expect(tablet.query(`alter vitess_migration '${uuid}' cutover_threshold '1s'`)).rejects.toThrow('minimum');
    await tablet.query('alter vitess_migration complete all');
    await tablet.reach(uuid, 'complete');
    expect(await columnsOf('t')).toBe('id,name,m,w');
    expect(await tablet.column(uuid, "concat(retries, ' ', progress, ' ', cutover_threshold_seconds)")).toBe(
      '1 100 20',
    );
    expect(await tablet.query(`show vitess_migration '${uuid}' logs`)).toHaveLength(1);
  });

  test('what cannot be done fails, and says why', { timeout: 120_000 }, async () => {
    await tablet.query(
      'create table f (id int primary key, v varchar(10) not null, w varchar(10)) default charset utf8mb4',
    );
    await tablet.query("insert into f values (1, 'long text', null), (2, 'x', 'y')");
    for (const [sql, message] of [
      ['alter table f modify v varchar(2) not null', 'Data too long'],
      ['alter table f modify w varchar(10) not null', 'cannot be null'],
      ['alter table f drop primary key', 'found no possible unique key'],
      ['alter table f drop column nothing', '1091'],
      ['alter table f add unique key (v) partition by hash (id) partitions 2', '1503'],
      ['alter table nothing engine = innodb', "doesn't exist"],
      ['create table f (id int primary key)', 'already exists'],
      ["revert vitess_migration '00000000_0000_0000_0000_000000000000'", 'not found'],
    ] as const) {
      if (sql.startsWith('revert')) {
        await expect(tablet.submit(sql)).rejects.toThrow(message);
        continue;
      }
      const [uuid = ''] = await tablet.submit(sql);
      await tablet.reach(uuid, 'failed');
      const told = await tablet.column(uuid, 'message');
      expect(told).toContain(message);
      expect(told.split('(errno').length).toBeLessThanOrEqual(2);
    }
    expect(await tablet.query('select count(*) from f')).toEqual([['2']]);
    await expect(
      (async () => {
        await tablet.submit('alter table f engine = innodb', 'vitess --postpone-launch');
        await tablet.submit('alter table t engine = innodb', 'vitess --singleton');
      })(),
    ).rejects.toThrow('singleton migration rejected: found pending migrations');
    await tablet.query('alter vitess_migration cancel all');
  });

  test('a table keeps its foreign keys where that is asked for', { timeout: 120_000 }, async () => {
    await tablet.query('create table parent (id int primary key)');
    await tablet.query(
      'create table child (id int primary key, p int, key (p), constraint its_parent foreign key (p) references parent (id))',
    );
    await tablet.query('insert into parent values (1), (2), (3)');
    await tablet.query('insert into child values (1, 1), (2, 2)');
    const [refused = ''] = await tablet.submit('alter table child add column x int');
    await tablet.reach(refused, 'failed');
    expect(await tablet.column(refused, 'message')).toContain('FOREIGN KEY constraints are not supported');
    const strategy = 'vitess --unsafe-allow-foreign-keys --analyze-table';
    const [parent = ''] = await tablet.submit('alter table parent add column x int', strategy);
    await tablet.reach(parent, 'failed');
    expect(await tablet.column(parent, 'message')).toContain('is the parent of some');
    // What could never be tied is refused before anything is copied.
    const [misfit = ''] = await tablet.submit('alter table child modify p varchar(10)', strategy);
    await tablet.reach(misfit, 'failed');
    expect(await tablet.column(misfit, 'message')).toMatch(/foreign key constraint/);
    expect(await tablet.column(misfit, 'cutover_attempts')).toBe('0');
    const uuid = await tablet.migrate('alter table child change p parent_id int, add column x int', strategy);
    expect(await tablet.column(uuid, 'shadow_analyzed_timestamp is not null')).toBe('1');
    const keys = () =>
      tablet.query(
        "select table_name, column_name, referenced_table_name from information_schema.key_column_usage where table_schema = database() and referenced_table_name = 'parent'",
      );
    expect(await keys()).toEqual([['child', 'parent_id', 'parent']]);
    await expect(tablet.query('insert into child values (9, 9, 9)')).rejects.toThrow('foreign key constraint fails');
    // The table that was put away ties nobody.
    await tablet.query('delete from child where id = 2');
    await tablet.query('delete from parent where id = 2');
    await tablet.migrate(`revert vitess_migration '${uuid}'`, strategy);
    expect(await tablet.query('select id, p from child')).toEqual([['1', '1']]);
    expect(await keys()).toEqual([['child', 'p', 'parent']]);
    const name = (await tablet.query('show create table child'))[0]?.[1]?.match(/CONSTRAINT `(\w+)`/)?.[1] ?? '';
    expect(name).toMatch(/^its_parent_[0-9a-z]{25}$/);
    const loose = await tablet.migrate(`alter table child drop foreign key ${name}`, strategy);
    expect(await tablet.column(loose, 'removed_foreign_key_names')).toBe(name);
    expect(await keys()).toEqual([]);
  });

  test('the parent of a foreign key does not go', { timeout: 120_000 }, async () => {
    const made = await tablet.migrate('create table above (id int primary key)');
    await tablet.query('insert into above values (1), (2)');
    const key = 'constraint to_above foreign key (p) references above (id) on delete cascade';
    await tablet.query(`create table below (id int primary key, p int, key (p), ${key})`);
    await tablet.query('insert into below values (1, 1)');
    for (const sql of ['drop table above', `revert vitess_migration '${made}'`]) {
      const [uuid = ''] = await tablet.submit(sql);
      await tablet.reach(uuid, 'failed');
      expect(await tablet.column(uuid, 'message')).toBe(
        "Cannot drop table 'above' referenced by a foreign key constraint 'to_above' on table 'below'. (errno 3730) (sqlstate HY000)",
      );
    }
    expect(await tablet.query('select count(*) from above')).toEqual([['2']]);
    await tablet.migrate('drop table below');
    await tablet.migrate('drop table above');
  });

  test('a table that became a parent while it was copied is not exchanged', { timeout: 120_000 }, async () => {
    await tablet.query('create table up (id int primary key)');
    const [uuid = ''] = await tablet.submit('alter table up add column n int', 'vitess --postpone-completion');
    await until('readiness', async () => (await tablet.column(uuid, 'ready_to_complete')) === '1');
    const key = 'constraint to_up foreign key (p) references up (id)';
    await tablet.query(`create table down (id int primary key, p int, ${key})`);
    await tablet.query(`alter vitess_migration '${uuid}' complete`);
    const message = 'cut-over failed: table up is the parent of down by now';
    await until('a cut-over that fails', async () => (await tablet.column(uuid, 'message')).startsWith(message));
    expect(await columnsOf('up')).toBe('id');
    await tablet.query('drop table down');
    await tablet.query(`alter vitess_migration '${uuid}' force_cutover`);
    await tablet.reach(uuid, 'complete');
    expect(await columnsOf('up')).toBe('id,n');
  });

  test('tables and views come and go, and are brought back', { timeout: 120_000 }, async () => {
    const made = await tablet.migrate('create table c (id int primary key)');
    await tablet.query('insert into c values (1), (2)');
    const dropped = await tablet.migrate('drop table c');
    expect(await columnsOf('c')).not.toBe('id');
    const back = await tablet.migrate(`revert vitess_migration '${dropped}'`);
    expect(await tablet.query('select count(*) from c')).toEqual([['2']]);
    const again = await tablet.migrate(`revert vitess_migration '${back}'`);
    expect(await columnsOf('c')).not.toBe('id');
    await tablet.query('create table c (other int)');
    const [taken = ''] = await tablet.submit(`revert vitess_migration '${again}'`);
    await tablet.reach(taken, 'failed');
    // Nor does it say later that it is done.
    await tablet.query(`alter vitess_migration '${taken}' retry`);
    await until('its end', async () => /failed|complete/.test(await tablet.column(taken, 'migration_status')));
    expect(await tablet.column(taken, 'message')).toContain("Table 'c' already exists");
    await tablet.query('drop table c');
    const [late = ''] = await tablet.submit(`revert vitess_migration '${made}'`);
    await tablet.reach(late, 'failed');
    expect(await tablet.column(late, 'message')).toContain('was the last to complete on that table');
    await tablet.migrate('create view v as select id from t');
    const changed = await tablet.migrate('create or replace view v as select id, name from t');
    expect(await columnsOf('v')).toBe('id,name');
    await tablet.migrate(`revert vitess_migration '${changed}'`);
    expect(await columnsOf('v')).toBe('id');
    await tablet.migrate('drop view v');
    await tablet.migrate('drop table if exists never');
  });

  test('declared tables become what is declared', { timeout: 120_000 }, async () => {
    const strategy = 'vitess --declarative';
    await tablet.migrate('create table d (id int primary key, a int)', strategy);
    await tablet.query('insert into d values (1, 10)');
    const same = await tablet.migrate('create table d (id int primary key, a int)', strategy);
    expect(await tablet.column(same, 'artifacts')).toBe('');
    const more = await tablet.migrate('create table d (id int primary key, a int, b int not null default 4)', strategy);
    expect(await tablet.column(more, 'ddl_action')).toBe('alter');
    expect(await tablet.query('select * from d')).toEqual([['1', '10', '4']]);
    await tablet.migrate(`revert vitess_migration '${more}'`);
    expect(await columnsOf('d')).toBe('id,a');
    await tablet.migrate('drop table d', strategy);
    await tablet.migrate('drop table d', strategy);
  });

  test.runIf(flavor === 'mysql')('what mysqld does at once is done at once', { timeout: 60_000 }, async () => {
    const uuid = await tablet.migrate('alter table t add column quick int', 'vitess --prefer-instant-ddl');
    expect(await tablet.column(uuid, 'special_plan')).toBe('{"operation":"instant-ddl"}');
    expect(await columnsOf('t')).toBe('id,name,m,w,quick');
    const direct = await tablet.migrate('alter table t drop column quick', 'mysql');
    expect(await tablet.column(direct, 'strategy')).toBe('mysql');
  });

  test('a cut-over that is not done says why, until the next one', { timeout: 120_000 }, async () => {
    await tablet.query('create table held (id int primary key)');
    const [[socketPath = '', database = ''] = []] = await tablet.query('select @@socket, database()');
    const holder = await MysqlConnection.connect({ socketPath, user: 'vt_dba', database });
    try {
      for (const sql of ['begin', 'insert into held values (1)']) await holder.execute(sql);
      const [uuid = ''] = await tablet.submit('alter table held add column n int', 'vitess --cut-over-threshold=5s');
      const failed = async (): Promise<boolean> => (await tablet.column(uuid, 'message')).startsWith('cut-over failed');
      await until('a cut-over that fails', failed);
      const seen = await tablet.column(uuid, 'vitess_liveness_indicator');
      await until('a look', async () => (await tablet.column(uuid, 'vitess_liveness_indicator')) !== seen);
      expect(await failed()).toBe(true);
      await holder.execute('commit');
      await tablet.query(`alter vitess_migration '${uuid}' force_cutover`);
      await tablet.reach(uuid, 'complete');
      expect(await tablet.column(uuid, 'message')).toBe('');
      expect(await columnsOf('held')).toBe('id,n');
    } finally {
      holder.close();
    }
  });

  test('who waits for a table until it is exchanged writes to the new one', { timeout: 120_000 }, async () => {
    await tablet.query('create table swapped (id int primary key)');
    const [[socketPath = '', database = ''] = []] = await tablet.query('select @@socket, database()');
    const open = () => MysqlConnection.connect({ socketPath, user: 'vt_dba', database });
    const [holder, writer] = [await open(), await open()];
    try {
      const strategy = 'vitess --postpone-completion --cut-over-threshold=20s';
      const [uuid = ''] = await tablet.submit('alter table swapped add column n int', strategy);
      await until('readiness', async () => (await tablet.column(uuid, 'ready_to_complete')) === '1');
      const [shadow, old] = (await tablet.column(uuid, 'artifacts')).split(',');
      // The swap waits for this one first, and then for the table.
      for (const sql of ['begin', `select * from ${shadow}`]) await holder.execute(sql);
      await tablet.query(`alter vitess_migration '${uuid}' complete`);
      const isRenaming = "select 1 from information_schema.processlist where info like 'rename%'";
      const isSentry = `select 1 from information_schema.tables where table_schema = database() and table_name = '${old}'`;
      await until('the swap with nothing before it', async () => {
        const { rows } = await holder.execute(`${isRenaming} and not exists (${isSentry})`);
        return rows.length > 0;
      });
      const written = writer.execute('insert into swapped (id) values (1)');
      await Promise.race([written, delay(300)]);
      await holder.execute('commit');
      await written;
      await tablet.reach(uuid, 'complete');
      expect(await columnsOf('swapped')).toBe('id,n');
      expect(await tablet.query('select id from swapped')).toEqual([['1']]);
    } finally {
      holder.close();
      writer.close();
    }
  });

  // What counts itself waits for the holder already where the counter is kept, in a statement that is given up when its time ends.
  test.each([
    ['kept', ''],
    ['counted', ' auto_increment'],
  ])('a swap of %s that is not next in line in time is taken back', { timeout: 120_000 }, async (t, counts) => {
    await tablet.query(`create table ${t} (id int primary key${counts})`);
    await tablet.query(`insert into ${t} values (7)`);
    const [[socketPath = '', database = ''] = []] = await tablet.query('select @@socket, database()');
    const open = () => MysqlConnection.connect({ socketPath, user: 'vt_dba', database });
    const [holder, writer] = [await open(), await open()];
    try {
      const strategy = 'vitess --postpone-completion --cut-over-threshold=5s';
      const [uuid = ''] = await tablet.submit(`alter table ${t} add column n int`, strategy);
      await until('readiness', async () => (await tablet.column(uuid, 'ready_to_complete')) === '1');
      const [shadow] = (await tablet.column(uuid, 'artifacts')).split(',');
      // The number of a row that is gone is one of this table alone.
      for (const sql of counts ? ['begin', `insert into ${t} values (null)`, 'rollback'] : [])
        await writer.execute(sql);
      for (const sql of ['begin', `select * from ${shadow}`]) await holder.execute(sql);
      await tablet.query(`alter vitess_migration '${uuid}' complete`);
      await until('a cut-over that fails', async () =>
        (await tablet.column(uuid, 'message')).startsWith('cut-over failed'),
      );
      expect(await columnsOf(t)).toBe('id');
      await writer.execute(`insert into ${t} (id) values (1)`);
      await holder.execute('commit');
      await tablet.query(`alter vitess_migration '${uuid}' force_cutover`);
      await tablet.reach(uuid, 'complete');
      expect(await columnsOf(t)).toBe('id,n');
      expect(await tablet.query(`select id from ${t} order by id`)).toEqual([['1'], ['7']]);
    } finally {
      holder.close();
      writer.close();
    }
  });

  test('what goes takes nothing of what stays with it, and waits for nobody who goes too', {
    timeout: 60_000,
  }, async () => {
    const held = (digit: string): string => `_vt_hld_${digit.repeat(32)}_20200915120410_`;
    const stateOf = async (digit: string): Promise<string> =>
      (
        await tablet.query(
          `select table_name from information_schema.tables where table_schema = database() and table_name like '%${digit.repeat(32)}%'`,
        )
      )[0]?.[0]?.slice(0, 7) ?? '';
    const child = (name: string, parent: string): string =>
      `create table ${name} (id int primary key, p int, foreign key (p) references ${parent} (id) on delete`;
    for (const sql of [
      'create table g1 (id int primary key)',
      `${child('g2', 'g1')} cascade)`,
      'insert into g1 values (1), (2)',
      'insert into g2 values (1, 1), (2, 2)',
      'create table g3 (id int primary key)',
      `${child('g4', 'g3')} restrict)`,
      'insert into g3 values (1)',
      'insert into g4 values (1, 1)',
      `rename table g1 to ${held('1')}, g3 to ${held('3')}, g4 to ${held('4')}`,
    ])
      await tablet.query(sql);
    await until('rest of those that go', async () => `${await stateOf('3')}${await stateOf('4')}` === '_vt_evc_vt_evc');
    expect(await stateOf('1')).toBe('_vt_hld');
    expect(await tablet.query('select id from g2')).toEqual([['1'], ['2']]);
    await tablet.query('drop table g2');
    await until('rest of the parent', async () => (await stateOf('1')) === '_vt_evc');
  });

  test('tables that are to go are emptied and put away', { timeout: 60_000 }, async () => {
    await tablet.query('create table g (id int primary key)');
    await tablet.query(`insert into g values ${Array.from({ length: 120 }, (_, i) => `(${i})`)}`);
    await tablet.query('rename table g to _vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_');
    const states = async (): Promise<string> =>
      (
        await tablet.query(
          "select group_concat(table_name) from information_schema.tables where table_schema = database() and table_name like '%6ace8bcef73211ea87e9f875a4d24e90%'",
        )
      )[0]?.[0] ?? '';
    await until('resting', async () => (await states()).startsWith('_vt_evc_'));
    const name = await states();
    expect(await tablet.query(`select count(*) from ${name}`)).toEqual([['0']]);
    await tablet.query(`rename table ${name} to _vt_evc_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_`);
    await until('the end', async () => !(await states()).startsWith('_vt_'));
  });
});

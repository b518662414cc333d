import { parseDdlStrategy, readMigration } from '@vt/migration';
import { expect, test } from 'vitest';
import { planStatements, requireDdl } from './plan-statements.ts';

const texts = (...args: Parameters<typeof planStatements>): string[] =>
  planStatements(...args).map((step) => {
    if (step.kind !== 'migration') return `${step.kind}: ${step.kind === 'direct' ? step.sql : step.text('c')}`;
    const migration = readMigration(step.text('c'));
    return `migration: ${migration?.table} ${migration?.context} ${migration?.uuid === step.uuid}`;
  });

const sql = [
  'create table a (id int primary key)',
  'drop table b, c',
  'rename table d to e',
  "alter vitess_migration 'x' cancel",
];

test('statements run at once, or are handed in as migrations, one a table', () => {
  expect(texts(sql.slice(0, 2), parseDdlStrategy('direct'), [])).toEqual(
    sql.slice(0, 2).map((text) => `direct: ${text}`),
  );
  expect(texts(sql, parseDdlStrategy('vitess'), [])).toEqual([
    'migration: a c true',
    'migration: b c true',
    'migration: c c true',
    'direct: rename table d to e',
    "command: alter vitess_migration 'x' cancel",
  ]);
});

test('what only MariaDB knows is handed in, too', () => {
  const added = 'alter table t add column if not exists a int';
  const [step] = planStatements([added], parseDdlStrategy('vitess'), []);
  expect(step?.kind === 'migration' && step.text('c').replace(/ \/\*.*\*\//, '')).toBe(added);
  expect(() => planStatements(['alter table t add colum if'], parseDdlStrategy('vitess'), [])).toThrow('syntax');
});

test('ids that are given must be as many as there are changes', () => {
  const ids = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}_1111_1111_1111_111111111111`);
  const steps = planStatements(sql, parseDdlStrategy('online'), ids);
  expect(steps.flatMap((step) => (step.kind === 'migration' ? [step.uuid] : []))).toEqual(ids);
  expect(() => planStatements(sql, parseDdlStrategy('online'), ids.slice(1))).toThrow(
    'provided 2 UUIDs do not match number of DDLs 3',
  );
});

test('rows are written and read where a keyspace has one shard; over several, that would be done in each', () => {
  const rows = [
    'insert into a values (1)',
    'replace into a values (1)',
    'update a set b = 1',
    'delete from a',
    'select 1',
    'values row(1)',
    'table a',
    "load data infile 'x' into table a",
    'call p()',
    'do 1',
  ];
  const ddl = [
    ...sql,
    'truncate table a',
    'create view v as select 1',
    'create procedure p() select 1',
    'create trigger t before insert on a for each row set @a = 1',
    'grant select on *.* to x',
    'what only mysqld reads',
  ];
  for (const text of rows) {
    expect(() => requireDdl([...ddl, text], 1)).not.toThrow();
    expect(() => requireDdl([...ddl, text], 2)).toThrow(
      `non-ddl statements can only be executed for single shard keyspaces: ${text}`,
    );
  }
  expect(() => requireDdl(ddl, 2)).not.toThrow();
});

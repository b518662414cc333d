import { parseDdlStrategy, readMigration } from '@vt/migration';
import { expect, test } from 'vitest';
import { planStatements } from './plan-statements.ts';

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

test('ids that are given must be as many as there are changes', () => {
  const ids = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}_1111_1111_1111_111111111111`);
  const steps = planStatements(sql, parseDdlStrategy('online'), ids);
  expect(steps.flatMap((step) => (step.kind === 'migration' ? [step.uuid] : []))).toEqual(ids);
  expect(() => planStatements(sql, parseDdlStrategy('online'), ids.slice(1))).toThrow(
    'provided 2 UUIDs do not match number of DDLs 3',
  );
});

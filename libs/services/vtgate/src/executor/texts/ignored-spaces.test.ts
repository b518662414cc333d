import type { Result } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { ownVariable } from '../../session/own-variables.ts';
import { Session } from '../../session/session.ts';
import type { ExecutorOptions } from '../deps.ts';
import type { StatementRun } from '../statement.ts';
import { hasSpacedNames, learnSqlMode } from './ignored-spaces.ts';

function sessionOf(mode: string) {
  const target = { keyspace: '', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
  const session = new Session(1, 'uuid', { user: 'u', groups: [], remote: 'localhost' }, target, 'MULTI');
  session.ignoresSpace = true;
  const asked: string[] = [];
  const ask = async (sql: string) => {
    asked.push(sql);
    return { rows: [[Buffer.from(mode)]] } as unknown as Result;
  };
  return {
    session,
    asked,
    async shown(sql: string) {
      await learnSqlMode({ session, sql, ask } as StatementRun);
      return ownVariable('sql_mode', session, {} as ExecutorOptions);
    },
  };
}

test.each([
  ['', 'IGNORE_SPACE'],
  ['STRICT_TRANS_TABLES', 'IGNORE_SPACE,STRICT_TRANS_TABLES'],
  ['ANSI_QUOTES', 'ANSI_QUOTES,IGNORE_SPACE'],
  ['PIPES_AS_CONCAT,ANSI_QUOTES,NO_ZERO_DATE', 'PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,NO_ZERO_DATE'],
  ['IGNORE_SPACE,NO_ZERO_DATE', 'IGNORE_SPACE,NO_ZERO_DATE'],
])('IGNORE_SPACE beside %j is shown where a mysqld shows it', async (mode, expected) => {
  expect(await sessionOf(mode).shown('select @@sql_mode')).toBe(expected);
});

test('a mysqld is asked once, by who wants to know, and connections need no setting', async () => {
  const { session, asked, shown } = sessionOf('NO_ZERO_DATE');
  for (const sql of ['select 1', "insert into t values ('sql_mode')", 'select @@global.sql_mode'])
    expect(await shown(sql)).toBeUndefined();
  expect(asked).toEqual([]);
  for (const sql of ['SHOW SESSION VARIABLES', 'select @@session.sql_mode', 'set @old = @@`SQL_MODE`'])
    expect(await shown(sql)).toBe('IGNORE_SPACE,NO_ZERO_DATE');
  expect(asked).toEqual(['select @@sql_mode']);
  expect(session.settingStatements()).toEqual([]);
  session.settings.set('sql_mode', "'ANSI_QUOTES'");
  expect(await shown('select @@sql_mode')).toBeUndefined();
});

test.each([
  ['select n + id , s from t', true],
  ['select n + id from t', true],
  ['select n is null\n, s from t', true],
  ['select * from (select -id from t) x', true],
  ['select n + id, s from t', false],
  ['select n + t.id , n + `id` , n + 1 , f(n) , id , id x from t', false],
  ['select n + id', false],
])('of %j a column’s name ends with a space where the client asked for IGNORE_SPACE: %j', (sql, expected) => {
  expect(hasSpacedNames({ asksToIgnoreSpace: true }, sql)).toBe(expected);
  expect(hasSpacedNames({ asksToIgnoreSpace: false }, sql)).toBe(false);
});

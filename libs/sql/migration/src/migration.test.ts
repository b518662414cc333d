import { parse, print } from '@vt/sqlparser';
import { describe, expect, test } from 'vitest';
import {
  changesOf,
  commentedStatement,
  durationMs,
  internalTableName,
  isInternalTable,
  isMigrationContext,
  isMigrationId,
  looksLikeMigration,
  parseDdlStrategy,
  readInternalTable,
  readMigration,
} from './index.ts';

describe('@@ddl_strategy', () => {
  test.each([
    ['', 'direct', '', []],
    ['direct', 'direct', '', []],
    ['vitess', 'vitess', '', []],
    ['online -singleton', 'online', '-singleton', ['singleton']],
    [
      'vitess --singleton-context  --allow-concurrent',
      'vitess',
      '--singleton-context  --allow-concurrent',
      ['singleton-context', 'allow-concurrent'],
    ],
    ['mysql "--prefer-instant-ddl"', 'mysql', '"--prefer-instant-ddl"', ['prefer-instant-ddl']],
  ])('%j', (text, strategy, options, flags) => {
    const setting = parseDdlStrategy(text);
    expect(setting).toMatchObject({ strategy, options });
    expect([...setting.flags]).toEqual(flags);
  });

  test('durations', () => {
    const { durations } = parseDdlStrategy(
      'vitess --retain-artifacts=4m --cut-over-threshold=15s --force-cut-over-after=',
    );
    expect(Object.fromEntries(durations)).toEqual({
      'retain-artifacts': 240_000,
      'cut-over-threshold': 15_000,
      'force-cut-over-after': 0,
    });
  });

  test.each([
    ['other', "Unknown online DDL strategy: 'other'"],
    ['vitess --no-such-flag -x', 'invalid flags for vitess strategy: --no-such-flag -x'],
    ['online --retain-artifacts', 'invalid flags for online strategy: --retain-artifacts'],
    ['vitess --force-cut-over-after=r3m', 'time: invalid duration "r3m"'],
    ['gh-ost', "Unknown online DDL strategy: 'gh-ost'"],
    ['vitess --cut-over-threshold=4s', 'cut-over threshold 4s is below minimum of 5s'],
    ['vitess --cut-over-threshold=1m', 'cut-over threshold 60s is above maximum of 30s'],
  ])('%j is refused', (text, message) => {
    expect(() => parseDdlStrategy(text)).toThrow(message);
  });
});

test.each([
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['0', 0],
  ['15', undefined],
  ['', undefined],
  ['s', undefined],
])('duration %j', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

describe('names of tables', () => {
  test.each([
    ['_vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_', 'hld'],
    ['_vt_prg_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_', 'prg'],
    ['_vt_vrp_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_', 'vrp'],
    ['_vt_EVAC_6ace8bcef73211ea87e9f875a4d24e90_20200915120410', undefined],
    ['_vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20201315120410_', undefined],
    ['_vt_hld_6ace8bcef73211ea87e9f875a4d24e9_20200915120410_', undefined],
    ['t', undefined],
  ])('%s', (name, kind) => {
    expect(readInternalTable(name)?.kind).toBe(kind);
  });

  test('made and read again', () => {
    const timeMs = Date.UTC(2024, 1, 29, 23, 59, 58);
    const name = internalTableName('drp', '0A0a0a0a-354b-11eb-82cd-f875a4d24e90'.toLowerCase(), timeMs);
    expect(name).toBe('_vt_drp_0a0a0a0a354b11eb82cdf875a4d24e90_20240229235958_');
    expect(readInternalTable(name)).toEqual({ kind: 'drp', id: '0a0a0a0a354b11eb82cdf875a4d24e90', timeMs });
    expect(isInternalTable(name)).toBe(true);
    expect(isInternalTable('_4e5dcf80_354b_11eb_82cd_f875a4d24e90_20201203114014_vrepl')).toBe(true);
    expect(isInternalTable('orders')).toBe(false);
  });
});

test('ids and contexts', () => {
  expect(isMigrationId('a0638f6b_ec7b_11ea_9bf8_000d3a9b8a9a')).toBe(true);
  expect(isMigrationId('a0638f6b-ec7b-11ea-9bf8-000d3a9b8a9a')).toBe(false);
  expect(['abc-def-123', '', 'vtctl:1_2'].every(isMigrationContext)).toBe(true);
  expect(['~', ',', 'abc^def'].some(isMigrationContext)).toBe(false);
});

describe('statements as migrations', () => {
  const strategy = parseDdlStrategy('vitess --declarative');
  test.each([
    ['alter table ks.t add column x int', ['alter table t add column x int']],
    ['create index i on t (x)', ['alter table t add key i (x)']],
    ['drop table if exists ks.a, b', ['drop table if exists a', 'drop table if exists b']],
    ['create or replace view v as select 1 from t', ['create or replace view v as select 1 from t']],
    ['drop view v, w', ['drop view v', 'drop view w']],
  ])('%s', (sql, expected) => {
    const changes = changesOf(parse(sql), strategy) ?? [];
    expect(changes.map(({ statement }) => print(statement))).toEqual(expected);
    for (const { table, statement } of changes) {
      const uuid = 'a0638f6b_ec7b_11ea_9bf8_000d3a9b8a9a';
      const text = commentedStatement({ uuid, context: 'c:1', table, strategy, statement });
      expect(looksLikeMigration(text)).toBe(true);
      const read = readMigration(text);
      expect(read).toMatchObject({
        uuid,
        context: 'c:1',
        table,
        strategy: { strategy: 'vitess', options: '--declarative' },
      });
      expect(read && print(read.statement)).toBe(print(statement));
    }
  });

  test.each(['rename table t to u', 'truncate table t', 'create temporary table t (id int)'])('%s is none', (sql) => {
    expect(changesOf(parse(sql), strategy)).toBeUndefined();
    expect(looksLikeMigration(sql)).toBe(false);
  });

  test.each([
    ['alter table t rename as u', 'RENAME is not supported in online DDL'],
    ['alter table t add foreign key (a) references p (id)', 'foreign key constraints are not supported in online DDL'],
    ['create table t (id int primary key, foreign key (id) references p (id))', 'foreign key constraints'],
  ])('%s is refused', (sql, message) => {
    expect(() => changesOf(parse(sql), strategy)).toThrow(message);
  });
});

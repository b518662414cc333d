import { describe, expect, it } from 'vitest';
import { parse, print, SqlError, SqlSyntaxError } from '../index.ts';

const partial = (sql: string) => parse(sql, { partialDdl: true });

describe('partial data definitions', () => {
  it.each([
    ['create table a ignore me this is garbage', 'create table a'],
    [
      'create /* c */ temporary table if not exists d.`a b` (x newtype)',
      'create /* c */ temporary table if not exists d.`a b`',
    ],
    ["alter table corder zzzz 'a;' ;", 'alter table corder'],
    ['create schema a garbage values', 'create database a'],
    ["alter database charset = 'utf16'", 'alter database'],
  ])('%s', (sql, head) => {
    expect(() => parse(sql)).toThrow(SqlSyntaxError);
    expect(print(partial(sql))).toBe(head);
    expect(partial(sql).kind).toBe('PartialDdl');
  });

  it('are whole where the whole is understood', () => {
    expect(partial('create table a (b int)').kind).toBe('CreateTable');
  });

  it.each([
    'create table 1.',
    'create view a as garbage',
    "create table a 'open",
    'drop table',
    'select from',
    'create temporary database a b',
  ])('are refused without a head: %s', (sql) => expect(() => partial(sql)).toThrow(SqlSyntaxError));

  it('are one statement', () => {
    expect(() => partial("create table a bb 'a;'; select * from t")).toThrow(
      expect.objectContaining({ vitessMessage: "extra characters encountered after end of DDL: 'select'" }),
    );
  });
});

describe('ALGORITHM and LOCK', () => {
  it.each([
    ['alter table t algorithm=foo', 1800, "Unknown ALGORITHM 'foo'"],
    ['create index i on t (a) algorithm = `Foo`', 1800, "Unknown ALGORITHM 'Foo'"],
    ['alter table t algorithm=instant, lock=bar', 1801, "Unknown LOCK type 'bar'"],
    ["alter table t lock='none'", 1064, 'You have an error'],
    ['alter table t algorithm=select', 1064, 'You have an error'],
  ])('%s', (sql, errno, message) => {
    expect(() => parse(sql)).toThrow(SqlError);
    expect(() => parse(sql)).toThrow(expect.objectContaining({ errno, message: expect.stringContaining(message) }));
  });

  it('are names of any case, and MariaDB has one more', () => {
    expect(print(parse('alter table t algorithm = `INPLACE`, lock = None'))).toBe(
      'alter table t algorithm = INPLACE, lock none',
    );
    expect(() => parse('alter table t algorithm = nocopy')).toThrow("Unknown ALGORITHM 'nocopy'");
    expect(() => parse('alter table t algorithm = nocopy', { flavor: 'mariadb' })).not.toThrow();
  });
});

import { parse } from '@vt/sqlparser';
import { describe, expect, test } from 'vitest';
import { columnPairs, reversed } from './column-pairs.ts';
import { changeNotes } from './notes.ts';
import { readAlter, readTable } from './read-table.ts';
import { shadowStatements } from './shadow-table.ts';
import { streamRule } from './stream-rule.ts';

const table = (text: string) => readTable(text, 'mysql');

function change(before: string, after: string, alter: string) {
  const [a, b] = [table(before), table(after)];
  const pairs = columnPairs(a, b, readAlter(alter, 'mysql'));
  return { a, b, pairs };
}

const names = (pairs: ReturnType<typeof columnPairs>): string[] =>
  pairs.map(({ source, target }) => `${source.name}→${target.name}`);

describe('columns that are the same', () => {
  test('are followed through renames, also crosswise, and back', () => {
    const { a, pairs } = change(
      'create table t (id int primary key, x int, y int)',
      'create table t (id int primary key, y int, x int, z int)',
      'alter table t rename column x to y, rename column y to x, add column z int',
    );
    expect(names(pairs)).toEqual(['id→id', 'x→y', 'y→x']);
    expect(names(reversed(pairs, a))).toEqual(['id→id', 'y→x', 'x→y']);
  });

  test('a column that is dropped and added again is another one', () => {
    const { pairs } = change(
      'create table t (id int primary key, c int)',
      'create table t (id int primary key, c int not null default 47)',
      'alter table t drop column c, add column c int not null default 47',
    );
    expect(names(pairs)).toEqual(['id→id']);
  });
});

describe('the rule of a stream', () => {
  const rule = (before: string, after: string, alter: string) => {
    const { a, b, pairs } = change(before, after, alter);
    return streamRule(a, b, pairs);
  };

  test('names what goes where, and gives new columns what ALTER TABLE would', () => {
    const found = rule(
      'create table t (id int primary key, a timestamp null, g int as (id + 1) virtual, n int)',
      "create table `_s` (id int primary key, b datetime, g int as (id + 1) stored, n enum('0','1'), new int not null, word varchar(3) not null)",
      'alter table t change a b datetime, modify n enum("0", "1")',
    );
    expect(found.filter).toBe(
      "select `id` as `id`, convert_tz(`a`, '+00:00', @@global.time_zone) as `b`, `n` as `n`, 0 as `new`, '' as `word` from `t`",
    );
    expect(() => parse(found.filter ?? '')).not.toThrow();
    expect(found).toMatchObject({
      match: '_s',
      source_unique_key_columns: 'id',
      target_unique_key_columns: 'id',
      force_unique_key: 'PRIMARY',
      convert_int_to_enum: { n: true },
    });
  });

  test('numbers that become documents are their texts', () => {
    const columns = 'n int, d decimal(5,2), b bit(3), t text, j json';
    const found = rule(
      `create table t (id int primary key, ${columns})`,
      'create table _s (id int primary key, n json, d json, b json, t json, j json)',
      'alter table t modify n json, modify d json, modify b json, modify t json',
    );
    expect(found.filter).toBe(
      'select `id` as `id`, convert(`n` using utf8mb4) as `n`, convert(`d` using utf8mb4) as `d`, `b` as `b`, `t` as `t`, `j` as `j` from `t`',
    );
  });

  test.each([
    [
      'the same key',
      'id int primary key, u int not null, unique key k (u)',
      'id int primary key, u int not null, unique key k (u)',
      'id',
      'id',
    ],
    [
      'another key of the same columns',
      'id int primary key, u int not null, unique key k (u)',
      'id int not null, u int primary key',
      'u',
      'u',
    ],
    [
      'two keys of columns that both have',
      'id int primary key, u int not null',
      'id int not null, u int not null, primary key (id, u)',
      'id',
      'id,u',
    ],
  ])('%s', (_what, before, after, source, target) => {
    expect(rule(`create table t (${before})`, `create table s (${after})`, 'alter table t force')).toMatchObject({
      source_unique_key_columns: source,
      target_unique_key_columns: target,
    });
  });

  test.each([
    ['no key at all', 'id int', 'id int primary key', 'found no possible unique key on `t`'],
    [
      'a key with NULLs',
      'id int, unique key k (id)',
      'id int, unique key k (id)',
      'found no possible unique key on `t`',
    ],
    [
      'a key of a part',
      'v varchar(9) not null, unique key k (v(3))',
      'v varchar(9) primary key',
      'found no possible unique key on `t`',
    ],
    ['a key of floating numbers', 'f float primary key', 'f float primary key', 'found no possible unique key on `t`'],
    ['no key any more', 'id int primary key', 'id int not null', 'found no possible unique key on `s`'],
  ])('%s is refused', (_what, before, after, message) => {
    expect(() => rule(`create table t (${before})`, `create table s (${after})`, 'alter table t force')).toThrow(
      message,
    );
  });
});

describe('what a revert may lose', () => {
  const notes = (before: string, after: string, alter = 'alter table t force') => {
    const { a, b, pairs } = change(`create table t (${before})`, `create table t (${after})`, alter);
    return changeNotes(a, b, pairs);
  };

  test.each([
    [
      'nothing',
      'id int primary key, i int not null default 0',
      'id int primary key, i int not null default 0',
      '',
      '',
      '',
    ],
    [
      'a unique key that is gone',
      'id int primary key, i int, unique key u (i)',
      'id int primary key, i int',
      'u',
      '',
      '',
    ],
    [
      'a unique key that got weaker',
      'id int primary key, i int, unique key u (i)',
      'id int primary key, i int, unique key u (i, id)',
      'u',
      '',
      '',
    ],
    [
      'a unique key that got stronger',
      'id int primary key, i int, unique key u (i, id)',
      'id int primary key, i int, unique key u (i)',
      '',
      '',
      '',
    ],
    ['a column that had no default', 'id int primary key, i int not null', 'id int primary key', '', 'i', ''],
    [
      'wider columns',
      'id int primary key, v varchar(5), d decimal(10,2)',
      'id bigint primary key, v varchar(9), d decimal(9,3)',
      '',
      '',
      'id,v,d',
    ],
    ['narrower columns', 'id bigint primary key, v varchar(9)', 'id int primary key, v varchar(5)', '', '', ''],
  ])('%s', (_what, before, after, keys, dropped, expanded) => {
    expect(notes(before, after)).toMatchObject({
      removed_unique_key_names: keys,
      dropped_no_default_column_names: dropped,
      expanded_column_names: expanded,
    });
  });
});

test('constraints get names that are free, and the change speaks of these', () => {
  const original = parse(
    'create table t (id int primary key, constraint t_chk_1 check (id > 0), constraint t_own check (id < 9))',
  );
  const alter = readAlter(
    'alter table t drop check t_own, alter check t_chk_1 not enforced, add constraint more check (id <> 5)',
    'mysql',
  );
  if (original.kind !== 'CreateTable' || !alter) throw new Error('not parsed');
  const [create = '', altered = ''] = shadowStatements(original, alter, '_s', 'seed');
  const [first, own] = [...create.matchAll(/constraint (\S+) check/g)].map(([, name]) => name ?? '');
  expect(first).toMatch(/^chk_1_[0-9a-z]{25}$/);
  // What the user called it is found again.
  expect(own).toMatch(/^t_own_[0-9a-z]{25}$/);
  expect(altered).toContain(`drop check ${own}`);
  expect(altered).toContain(`alter check ${first} not enforced`);
  expect(altered).toMatch(/add constraint more_[0-9a-z]{25} check/);
});

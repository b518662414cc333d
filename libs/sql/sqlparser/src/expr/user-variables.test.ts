import { describe, expect, it } from 'vitest';
import { equals, parse, print } from '../index.ts';

describe('user variables', () => {
  it.each([
    ['select 100 >> @s:=1', 'select 100 >> (@s := 1) from dual'],
    ['select 1 + @a := 2 = 3', 'select 1 + (@a := 2 = 3) from dual'],
    ['select not @a := @b := 1', 'select not (@a := @b := 1) from dual'],
    ["select 1 like @a := 'x' escape '|'", "select 1 like (@a := 'x') escape '|' from dual"],
    ['select interval @a := 1 day + now()', 'select interval @a := 1 day + now() from dual'],
    ['select @', "select @'' from dual"],
    ["select @'', @``, @ + 1", "select @'', @'', @'' + 1 from dual"],
    ['prepare s from @', "prepare s from @''"],
  ])('%s', (sql, canonical) => {
    const tree = parse(sql);
    expect(print(tree)).toBe(canonical);
    expect(equals(parse(canonical), tree)).toBe(true);
  });

  it.each(['select @ := 5', 'set @ = 5', 'set @x = 1, @`` := 2'])('without a name are not set: %s', (sql) => {
    expect(() => parse(sql)).toThrow(
      expect.objectContaining({ errno: 3061, message: "User variable name '' is illegal" }),
    );
  });

  it.each([
    'select 1 into @a := 1',
    'select lag(a, @x := 1) over () from t',
    'select 1 between @a := 1 and 3',
    'execute s using @a := 1',
    'select @a collate utf8mb4_bin := 1',
    'set @',
  ])('are not assigned there: %s', (sql) => {
    expect(() => parse(sql)).toThrow(expect.objectContaining({ errno: 1064 }));
  });
});

import { expect, it } from 'vitest';
import { parse, print } from '../index.ts';

it('reads ST_COLLECT as an aggregate', () => {
  const sql = 'select st_collect(distinct a) over (partition by b) from t';
  expect(print(parse(sql))).toBe(sql);
  expect(print(parse('select ST_Collect(a) from t'))).toBe('select st_collect(a) from t');
});

it('calls functions whose names are quoted, and quotes names that need it', () => {
  expect(print(parse('select `f`(1), `concat` (a, 2), d.`count`(3) from t'))).toBe(
    'select f(1), concat(a, 2), d.count(3) from t',
  );
  const odd = 'select `two words`(1), d.`two words`(2), `json_two words`(3) from t';
  expect(print(parse(odd))).toBe(odd);
});

it('tells stored functions that are called as keywords, whose quotes must stay, from the functions of those names', () => {
  const stored = 'select `count`(1, 2), `if`(a), `Now`(), `json_value`(1) from t';
  expect(print(parse(stored))).toBe(stored);
  // These are names like any other to the server.
  expect(print(parse("select `JSON_EXTRACT`(a, '$'), `reverse`(b), `any_value`(c) from t"))).toBe(
    "select json_extract(a, '$'), reverse(b), any_value(c) from t",
  );
});

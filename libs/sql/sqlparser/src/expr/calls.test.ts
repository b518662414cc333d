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
  const odd = 'select `two words`(1), d.`two words`(2) from t';
  expect(print(parse(odd))).toBe(odd);
  // It would read back as the aggregate.
  expect(() => parse('select `count`(1)')).toThrow('near');
});

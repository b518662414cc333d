import { expect, test } from 'vitest';
import { defaultScanMode } from '../../text/scan.ts';
import { isHarmless } from './variable-collation.ts';

const run = { mode: defaultScanMode };

test.each([
  "select s, concat(upper(s), 'sleep(1)') from t where id in (1, 2) and (s like 'a%' or s is null)",
  'select max(s) from (select s from t union (select b from t)) as d group by (b)',
  'select cast(s as char(3)), json_extract(j, "$.a") from `t`',
])('may be run twice: %s', (sql) => {
  expect(isHarmless(run, sql)).toBe(true);
});

test.each([
  "select s, get_lock('a', 1) from t",
  'select s, sleep (1) from t',
  'select own(s) from t',
  'select `concat`(s) from t',
  'select ks.upper(s) from t',
  'select s from t where last_insert_id(id + 1) > 0',
  'select s, next value for q from t',
  'select sql_calc_found_rows s from t limit 1',
])('is run once: %s', (sql) => {
  expect(isHarmless(run, sql)).toBe(false);
});

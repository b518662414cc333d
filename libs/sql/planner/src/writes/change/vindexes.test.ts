import { expect, test } from 'vitest';
import { explained } from '../../testing/two-tables.ts';

test.each([
  'update xxhash set id = 1',
  'delete from xxhash where id = 1',
  'update t join xxhash x on x.id = t.id set t.n = 1',
])('a vindex is no table to write: %s', (sql) => {
  expect(() => explained(sql)).toThrow('VT09014');
});

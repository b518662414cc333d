import { expect, test } from 'vitest';
import { sent } from '../testing/two-tables.ts';

test.each([
  ['not id != 5', 'EqualUnique'],
  ['not (id != 5 or n = 3)', 'EqualUnique'],
  ['not (id != 5 and id != 6)', 'IN'],
  ['not not id = 5', 'EqualUnique'],
  ['id <=> 5', 'EqualUnique'],
  ['(id, n) <=> (5, 3)', 'EqualUnique'],
  ['id <=> null', 'Scatter'],
  ['not id <=> 5', 'Scatter'],
  ['((n, id), m) in (((1, 5), 2), ((3, 6), 4))', 'MultiEqual'],
  ['((n, id), m) in (((1, 5), 2), (3, (6, 4)))', 'Scatter'],
])('where %s goes to %s', (where, variant) => {
  expect(sent(`select n from t where ${where}`)).toEqual([expect.stringMatching(`^${variant}: `)]);
});

import type { Diagnostic } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { pushByRow, renumbered, rowOf } from './row-warnings.ts';

const warning = (message: string): Diagnostic => ({ level: 'Warning', code: 1265, message });

test('a warning tells the row of the client, in the order of rows', () => {
  const all = [warning('of no row')];
  for (const said of ['a at row 2', 'b at row 2', 'c at row 1'])
    pushByRow(all, renumbered(warning(said), said.startsWith('b') ? undefined : [3, 7]));
  expect(all.map(({ message }) => message)).toEqual(['of no row', 'b at row 2', 'c at row 3', 'a at row 7']);
  expect(rowOf(warning('of no row'))).toBeUndefined();
});

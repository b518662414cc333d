import { serverError } from '@vt/mysql';
import { expect, test } from 'vitest';
import { isLasting } from './failure.ts';

const refused = (option: string) => {
  const message = `The MySQL server is running with the ${option} option so it cannot execute this statement`;
  return serverError({ errno: 1290, state: 'HY000', message });
};

test('a server that is read-only now is tried again; an option that stays is not', () => {
  expect(isLasting(refused('--super-read-only'))).toBe(false);
  expect(isLasting(refused('--read-only'))).toBe(false);
  expect(isLasting(refused('--secure-file-priv'))).toBe(true);
});

test.each([
  [1526, 'Table has no partition for value 30'],
  [3819, "Check constraint 'c' is violated."],
  [4025, 'CONSTRAINT `c` failed for `d`.`t`'],
])('rows that the target can never take end it: %i', (errno, message) => {
  expect(isLasting(serverError({ errno, state: 'HY000', message }))).toBe(true);
});

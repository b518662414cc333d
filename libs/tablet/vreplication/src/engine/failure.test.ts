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
